import type { HeldLane } from '@hub/contracts/operations'
import { HubError } from '@hub/service'
import type { ConsolePorts, Operations } from '../ports'
import { askEach, askOne, away } from './contexts'
import { instantText } from './london'

/** How many lanes of one context are shown, and how many messages of a lane. */
const MOST_LANES = 200
const MOST_MESSAGES = 200
/** How many are looked through for one that is asked for by name. */
const MOST_LOOKED_AT = 1_000

/** Names one held lane. */
export interface LaneName {
  readonly context: string
  readonly group: string
  readonly lane: string
}

export interface LaneView extends LaneName {
  readonly reason: string
  readonly since: string
  readonly length: bigint
  readonly tries: number
  /** What somebody asked for and is not done yet. */
  readonly wish: string
}

export interface HeldLanes {
  readonly reasons: readonly { readonly reason: string; readonly lanes: readonly LaneView[] }[]
  readonly shown: number
  readonly total: bigint
  readonly away: readonly string[]
}

/** What is held anywhere, by reason: those that most lanes are held for first. */
export async function readHeldLanes({ operations, logger }: ConsolePorts): Promise<HeldLanes> {
  const answers = await askEach(operations, logger, client => client.listHeldLanes({ limit: MOST_LANES }))
  const lanes = answers.flatMap(each =>
    each.answered ? each.answer.lanes.map(lane => laneView(each.context, lane)) : [],
  )
  const reasons = [...new Set(lanes.map(({ reason }) => reason))]
  return {
    reasons: reasons
      .map(reason => ({ reason, lanes: lanes.filter(lane => lane.reason === reason) }))
      .sort((a, b) => b.lanes.length - a.lanes.length),
    shown: lanes.length,
    total: answers.reduce((sum, each) => sum + (each.answered ? each.answer.total : 0n), 0n),
    away: away(answers),
  }
}

export interface HeldLaneMessages extends LaneName {
  /** Absent when so many lanes are held that this one is not among those looked through. */
  readonly held?: LaneView
  readonly messages: readonly {
    readonly id: string
    readonly part: string
    readonly channel: string
    /** Its receipt can be looked up. */
    readonly isReceipt: boolean
  }[]
  readonly more: boolean
}

/** What waits in one lane; its context says so when it holds no such lane. */
export async function readLane(ports: ConsolePorts, name: LaneName): Promise<HeldLaneMessages> {
  const { context, group, lane } = name
  const client = operationsOf(ports, context)
  const [{ lanes }, { messages }] = await askOne(context, () =>
    Promise.all([
      client.listHeldLanes({ limit: MOST_LOOKED_AT }),
      client.listHeldMessages({ group, lane, limit: MOST_MESSAGES }),
    ]),
  )
  const held = lanes.find(each => each.group === group && each.lane === lane)
  return {
    ...name,
    ...(held ? { held: laneView(context, held) } : {}),
    messages: messages.map(({ id, part, channel }) => ({
      id,
      part,
      channel,
      isReceipt: ports.tokens.contextOf(id) !== undefined,
    })),
    more: messages.length >= MOST_MESSAGES,
  }
}

/** How many lanes will be tried again. */
export async function retryLane(ports: ConsolePorts, { context, group, lane }: LaneName): Promise<bigint> {
  const client = operationsOf(ports, context)
  return askOne(context, async () => (await client.retryHeldLanes({ group, lane })).lanes)
}

/** Every lane that is held for a reason, whichever context holds it. How many will be tried again, and who is away. */
export async function retryReason(
  { operations, logger }: ConsolePorts,
  reason: string,
): Promise<{ readonly lanes: bigint; readonly away: readonly string[] }> {
  const answers = await askEach(operations, logger, async client => {
    const { lanes } = await client.listHeldLanes({ limit: MOST_LOOKED_AT })
    const groups = new Set(lanes.filter(lane => lane.reason === reason).map(({ group }) => group))
    const asked = await Promise.all([...groups].map(group => client.retryHeldLanes({ group, reason })))
    return asked.reduce((sum, answer) => sum + answer.lanes, 0n)
  })
  return { lanes: answers.reduce((sum, each) => sum + (each.answered ? each.answer : 0n), 0n), away: away(answers) }
}

/** Gives up the first message of a lane, with who decided it and why. */
export async function skipFirst(ports: ConsolePorts, name: LaneName, by: string, why: string): Promise<void> {
  const { context, group, lane } = name
  const client = operationsOf(ports, context)
  await askOne(context, () => client.skipHeldMessage({ group, lane, by, why }))
}

function operationsOf({ operations }: ConsolePorts, context: string): Operations {
  const client = Object.hasOwn(operations, context) ? operations[context] : undefined
  if (!client) throw new HubError('not-found', 'HUB_REQUEST_UNKNOWN_PATH', 'this hub has no such context')
  return client
}

const laneView = (context: string, { group, lane, reason, since, length, tries, wish }: HeldLane): LaneView => ({
  context,
  group,
  lane,
  reason,
  since: since ? instantText(since) : '',
  length,
  tries,
  wish,
})
