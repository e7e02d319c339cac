import { compareInstants, formatInstant, type Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { type ConsumerStatus, type ContextStatus, OperationsServiceDefinition } from '@hub/contracts/operations'
import type { EventLog, Incoming } from '@hub/messaging'
import type { HeldLane, Store } from '@hub/store'
import { conservation } from './conservation'
import type { Consumer } from './consume'
import { HubError } from './errors'
import { type Served, serve } from './grpc/types'
import { INTAKE } from './headers'
import { tallied, talliesOfDays } from './tallies'
import type { Timers } from './timers'

/** What a context's operators can see and ask for. */
export interface Operated {
  readonly context: string
  readonly log: EventLog
  readonly store: Store
  readonly clock: Clock
  /** True for a context that messages come in for. */
  readonly takesMessages: boolean
  /** What runs, by consumer group. */
  consumers(): ReadonlyMap<string, Consumer>
  timers(): Timers | undefined
  /** How many things wait for somebody to look at, by name. */
  readonly attention?: () => Promise<Readonly<Record<string, number>>>
  /** Moves the simulated clock; absent where time is the machine's. */
  readonly moveClock?: (to: Instant) => void
}

/** A consumer that has something to read and did not move for this long is not well, in milliseconds. */
const STANDING_TOO_LONG = 30_000
/** A lane held for this long will soon outlive what the log keeps, in seconds. */
const HELD_TOO_LONG = 21n * 24n * 60n * 60n
const FEW = 100
const MOST = 1_000
const MOST_DUE = 1_000

export function operationsService(operated: Operated): Served {
  const { store, log, clock } = operated
  const groups = () => [...operated.consumers().keys()]
  const heldOf = async (): Promise<readonly HeldLane[]> =>
    (await Promise.all(groups().map(group => store.held(group))))
      .flat()
      .sort((one, other) => compareInstants(one.since, other.since))
  const known = (group: string): string => {
    if (groups().includes(group)) return group
    throw new HubError('not-found', 'HUB_LANE_UNKNOWN', `${operated.context} has the groups ${groups().join(', ')}`, {
      field: 'group',
    })
  }
  const laneOf = async (group: string, name: string): Promise<HeldLane> => {
    const lane = (await store.held(known(group))).find(each => each.lane === name)
    if (lane) return lane
    throw new HubError('not-found', 'HUB_LANE_UNKNOWN', 'that lane is not held (any more)', { field: 'lane' })
  }

  return serve(OperationsServiceDefinition, {
    getStatus: async () => ({ status: await statusOf(operated, await heldOf()) }),
    countIntake: async ({ fromDay, toDay }) => ({
      counts: [...(await store.tallies(talliesOfDays(fromDay, toDay)))].map(([name, tally]) => ({
        ...tallied(name),
        receipts: BigInt(tally.receipts),
        repeats: BigInt(tally.repeats),
        conflicts: BigInt(tally.conflicts),
        translated: BigInt(tally.done),
        ignored: BigInt(tally.ignored),
        rejected: BigInt(tally.rejected),
        held: BigInt(tally.held),
      })),
    }),
    listHeldLanes: async ({ limit }) => {
      const lanes = await heldOf()
      return { lanes: lanes.slice(0, upTo(limit)).map(described), total: BigInt(lanes.length) }
    },
    listHeldMessages: async ({ group, lane, limit }) => {
      await laneOf(group, lane)
      const queue = await store.queue(group, lane, upTo(limit))
      const records = await Promise.all(
        queue.map(entry => entry.copy ?? log.fetch(entry.topic, entry.partition, entry.offset)),
      )
      return { messages: queue.map(({ part = '' }, index) => ({ ...nameOf(records[index]), part })) }
    },
    retryHeldLanes: async ({ group, lane, reason }) => {
      if ((lane === '') === (reason === ''))
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'name a lane, or a reason for which lanes are held')
      const lanes =
        lane === ''
          ? (await store.held(known(group))).filter(each => each.reason === reason)
          : [await laneOf(group, lane)]
      for (const each of lanes) await store.wish(group, each.lane, { is: 'drain' })
      return { lanes: BigInt(lanes.length) }
    },
    skipHeldMessage: async ({ group, lane, by, why }) => {
      if (by === '' || why === '')
        throw new HubError(
          'invalid',
          'HUB_REQUEST_INVALID',
          'say who wants it and why: it is recorded on the receipt',
          {
            field: by === '' ? 'by' : 'why',
          },
        )
      await laneOf(group, lane)
      await store.wish(group, lane, { is: 'skip', by, why })
      return {}
    },
    moveClock: async ({ to }) => {
      if (to) {
        if (!operated.moveClock)
          throw new HubError(
            'conflict',
            'HUB_CLOCK_NOT_SIMULATED',
            'the hub runs on real time; start it with HUB_CLOCK',
          )
        operated.moveClock(to)
      }
      return { now: clock.now(), settled: await isSettled(operated) }
    },
  })
}

async function statusOf(operated: Operated, held: readonly HeldLane[]): Promise<ContextStatus> {
  const { store, clock, context } = operated
  const consumers = [...operated.consumers()].map(([group, consumer]) => consumerStatus(group, consumer, clock))
  const conserved = operated.takesMessages ? await conservation(store, context) : undefined
  const [due, failing] = operated.timers()
    ? [(await store.due(clock.now(), MOST_DUE)).length, operated.timers()!.failing()]
    : [0, 0]
  const recordedPosition = await store.outbox.last()
  const publishedPosition = await store.outbox.watermark()
  const oldest = held[0]
  return {
    context,
    consumers,
    recordedPosition,
    publishedPosition,
    heldLanes: BigInt(held.length),
    heldMessages: BigInt(held.reduce((sum, { length }) => sum + length, 0)),
    oldestHeldSince: oldest?.since,
    conservation: conserved && {
      ...conserved,
      waiting: consumers.find(({ group }) => group === `hub.${context}`)?.lag ?? 0n,
    },
    dueTimers: BigInt(due),
    attention: Object.fromEntries(
      Object.entries((await operated.attention?.()) ?? {}).map(([name, count]) => [name, BigInt(count)]),
    ),
    problems: [
      ...consumers.flatMap(({ group, stopped, standingMillis }) => {
        if (stopped !== '') return [`${group} stopped: ${stopped}`]
        if (standingMillis < STANDING_TOO_LONG) return []
        return [`${group} has not moved for ${Math.floor(Number(standingMillis) / 1000)} s: see this process's log`]
      }),
      ...(conserved && !conserved.holds
        ? [
            `${conserved.arrived} messages were read, but ${conserved.receipts} receipts, ${conserved.repeats} repeats and ` +
              `${conserved.conflicts} conflicts are accounted for: keep the intake and look for what is missing`,
          ]
        : []),
      ...(oldest && oldest.since.seconds < clock.now().seconds - HELD_TOO_LONG
        ? [`a lane is held since ${formatInstant(oldest.since)}: retry or skip it`]
        : []),
      ...(failing > 0 ? [`${failing} timers fail and are tried again: see this process's log`] : []),
    ],
  }
}

function consumerStatus(group: string, consumer: Consumer, clock: Clock): ConsumerStatus {
  const rows = consumer.progress()
  const behind = rows.flatMap(({ next, end, behindSince }) =>
    behindSince === undefined ? [] : [{ lag: end - next, behindSince }],
  )
  return {
    group,
    lag: behind.reduce((sum, { lag }) => sum + lag, 0n),
    partitions: rows.length,
    stopped: consumer.stopped() ?? '',
    standingMillis: BigInt(Math.max(0, ...behind.map(({ behindSince }) => Math.round(clock.machine() - behindSince)))),
  }
}

/** True when time and what was read have done their work here: nothing due, read or recorded waits. */
async function isSettled(operated: Operated): Promise<boolean> {
  const { store, clock } = operated
  if (((await operated.timers()?.look()) ?? 0) > 0) return false
  const reading = [...operated.consumers()].some(([group, consumer]) => consumerStatus(group, consumer, clock).lag > 0n)
  return !reading && (await store.outbox.watermark()) === (await store.outbox.last())
}

const upTo = (limit: number): number => Math.min(limit > 0 ? limit : FEW, MOST)

const nameOf = (record: Incoming | undefined) => ({
  id: record?.id ?? '',
  channel: record?.headers[INTAKE.channel] ?? '',
})

const WISHES = { drain: 'retry', skip: 'skip' } as const

const described = ({ group, lane, topic, partition, reason, since, length, tries, wish }: HeldLane) => ({
  group,
  lane,
  topic,
  partition,
  reason,
  since,
  length: BigInt(length),
  tries,
  wish: wish ? WISHES[wish.is] : '',
})
