import { addDays, compareDates, formatCalendarDate, startOfLondonDay } from '@hub/calendar'
import { virtualClock } from '@hub/clock'
import type { Incoming } from '@hub/messaging'
import { EVENT } from '@hub/service'
import { expect, it } from '@jest/globals'
import {
  eventsOf,
  gaps,
  type Left,
  leftBy,
  linesOutOfOrder,
  notConserved,
  notReadAsOne,
  withoutOutcome,
} from './invariants'
import { drawPrison, FIRST_DAY } from './prison-story'
import { rest } from './run'
import { openWorld, type World } from './world'

// More of them: npx jest infra/system-tests/faults/prison --globals '{"HUB_PRISON": 5000}' (three quarters of an hour)
const PEOPLE = (globalThis as { HUB_PRISON?: number }).HUB_PRISON ?? 12
const DAYS = 730
const SEED = 7

/** Every day from the first to the last on which something is told, one after another: first the day passes, then it is told. */
async function twoYears(withFaults: boolean): Promise<{ left: Left; problems: readonly string[]; struck: object }> {
  const records = new Map<string, object>()
  const world = await openWorld({
    seed: SEED,
    withFaults,
    instances: 2,
    answers: path => {
      const body = records.get(path)
      return body ? { is: 'found', body } : { is: 'not-found', body: undefined }
    },
  })
  try {
    const receipts: string[] = []
    let today = FIRST_DAY
    world.moveTo(startOfLondonDay(today))
    const story = drawPrison(virtualClock(SEED).random, PEOPLE, DAYS)
    for (const { day, messages, records: known } of story) {
      while (compareDates(today, day) < 0) {
        today = addDays(today, 1)
        world.moveTo(startOfLondonDay(today))
        await untilNothingIsDue(world)
      }
      for (const [path, body] of known) records.set(path, body)
      const sent: string[] = []
      const sending = async () => {
        for (const message of messages) sent.push(await world.send(message))
      }
      await world.clock.passing(sending(), 100)
      while ((await withoutOutcome(world, sent)).length > 0) await world.clock.advance(1_000)
      receipts.push(...sent)
    }
    world.faults.active = false
    const rested = await rest(world, receipts)
    const events = await eventsOf(world)
    return {
      left: leftBy(withoutMistakes(events)),
      struck: world.faults.struck,
      problems: [
        ...(rested ? [] : [`it did not come to rest by ${formatCalendarDate(today)}`]),
        ...gaps(events),
        ...(await notConserved(world)),
        ...(await linesOutOfOrder(world, events)),
        ...(await notReadAsOne(world, events)),
      ],
    }
  } finally {
    await world.close()
  }
}

/**
 * Without promises that counted as missed until obligations heard what it did not know yet, and what took that back: whether
 * a day passes before it hears depends on what failed.
 */
function withoutMistakes(events: readonly Incoming[]): readonly Incoming[] {
  const takenBack = new Set(
    events.flatMap(({ type, headers }) =>
      type === 'hub.obligation.v1.FactRetracted' ? [headers[EVENT.retracts]] : [],
    ),
  )
  return events.filter(({ id, type }) => type !== 'hub.obligation.v1.FactRetracted' && !takenBack.has(id))
}

async function untilNothingIsDue(world: World): Promise<void> {
  while ((await world.stores.get('prisons')!.due(world.now(), 1)).length > 0) await world.clock.advance(250)
}

it(
  `a prison of ${PEOPLE} people over two years ends the same, whatever fails on the way`,
  async () => {
    const calm = await twoYears(false)
    expect(calm.problems).toEqual([])
    const told = (type: string) => calm.left.events.filter(event => event.startsWith(`hub.custody.v1.${type} `)).length
    expect([
      told('ResponsibilityChanged'),
      told('HandoverDatesSet'),
      told('ReleaseDatesChanged'),
      told('PrisonNumberRemoved'),
    ]).not.toContain(0)
    expect(calm.left.events.filter(event => event.includes('CHANGE_REASON_DAY_PASSED'))).not.toEqual([])
    const stormy = await twoYears(true)
    expect(stormy.problems).toEqual([])
    expect(stormy.struck).not.toEqual({})
    expect(stormy.left).toEqual(calm.left)
  },
  24 * 3_600_000,
)
