import { type VirtualClock, virtualClock } from '@hub/clock'
import { CONTEXTS } from '@hub/runtime'
import { EVENTS_TOPIC } from '@hub/service'
import {
  eventsOf,
  gaps,
  type Left,
  leftBy,
  linesOutOfOrder,
  notConserved,
  notReadAsOne,
  recordsOf,
  withoutOutcome,
} from './invariants'
import type { FaultMessage } from './messages'
import { openWorld, type World } from './world'

export interface RunSettings {
  readonly seed: number
  /** What is sent, drawn by the seed. */
  draw(clock: VirtualClock): readonly FaultMessage[]
  readonly withFaults: boolean
}

export interface Outcome {
  readonly left: Left
  /** What broke a promise; empty when nothing did. */
  readonly problems: readonly string[]
  readonly struck: Readonly<Record<string, number>>
  readonly errors: readonly string[]
}

/** How long a run may take to come to rest once nothing fails any more, in virtual milliseconds. */
const LONGEST_REST = 10 * 60_000

/** One run: messages in while everything may fail, then until all is at rest, then the promises are checked. */
export async function run({ seed, draw, withFaults }: RunSettings): Promise<Outcome> {
  const world = await openWorld({ seed, withFaults, instances: 2 })
  try {
    // From a clock of its own: both runs of a seed send the same messages.
    const drawn = draw(virtualClock(seed))
    const receipts: string[] = []
    const sending = async () => {
      for (const message of drawn) {
        receipts.push(await world.send(message))
        await world.clock.sleep(world.clock.random() * 200)
      }
    }
    await world.clock.passing(sending(), 100)
    world.faults.active = false
    const rested = await rest(world, receipts)
    const events = await eventsOf(world)
    return {
      left: leftBy(events),
      problems: [
        ...(rested ? [] : ['it did not come to rest']),
        ...(await withoutOutcome(world, receipts)),
        ...gaps(events),
        ...(await notConserved(world)),
        ...(await linesOutOfOrder(world, events)),
        ...(await notReadAsOne(world, events)),
      ],
      struck: world.faults.struck,
      errors: world.errors,
    }
  } finally {
    await world.close()
  }
}

/** How long nothing new may happen for the hub to be at rest: longer than any retry waits, in virtual milliseconds. */
const STILL = 30_000

/** Every receipt final, every event published, every published event on its line, and nothing new for a while. */
export async function rest(world: World, receipts: readonly string[]): Promise<boolean> {
  const end = world.clock.machine() + LONGEST_REST
  let still = { events: -1, since: 0 }
  while (world.clock.machine() < end) {
    await world.clock.advance(1_000)
    if ((await withoutOutcome(world, receipts)).length > 0) continue
    if (!(await published(world))) continue
    const events = await eventsOf(world)
    if (events.length !== still.events) still = { events: events.length, since: world.clock.machine() }
    if (world.clock.machine() - still.since < STILL) continue
    if ((await linesOutOfOrder(world, events)).length === 0 && (await allRead(world))) return true
  }
  return false
}

/** Every context has read every topic it reads to the end: what it keeps is what was told. */
async function allRead(world: World): Promise<boolean> {
  const ends = new Map<number, bigint>()
  for (const { partition, offset } of await recordsOf(world, EVENTS_TOPIC)) ends.set(partition, offset)
  for (const [name, group] of READERS) {
    const cursors = await world.stores.get(name)!.cursors(group)
    for (const [partition, last] of ends)
      if (!cursors.some(each => each.topic === EVENTS_TOPIC && each.partition === partition && each.next > last))
        return false
  }
  return true
}

const READERS = [
  ['people', 'hub.people.events'],
  ['courts', 'hub.courts.people'],
  ['prisons', 'hub.prisons.people'],
] as const

async function published(world: World): Promise<boolean> {
  for (const { definition } of CONTEXTS) {
    const { outbox } = world.stores.get(definition.name)!
    const unpublished = await outbox.read(await outbox.watermark(), { events: 1, bytes: 1 })
    if (unpublished.length > 0) return false
  }
  return true
}
