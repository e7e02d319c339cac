import type { Lane } from '../answers'
import { type Command, command, type Hub, secondsOf } from '../command'
import { Failed, WrongUsage } from '../errors'
import { as, count } from '../print'
import { londonTime } from '../times'

/** How often it is looked whether a lane moved, in milliseconds. */
const LOOK = 250
/** A wish is carried out by whichever process owns the lane, in its order. */
const ASYNCHRONOUS = 'That is a wish: whoever owns the lane carries it out, in its order.'
const WAIT = { takes: 'SECONDS', meaning: 'wait so long until the lane moved' } as const

type Named = Pick<Lane, 'context' | 'group' | 'lane'>

const heldLanes = ({ api }: Hub) => api.get<{ lanes: readonly Lane[] }>('/v1/lanes')
const isSame = (one: Named, other: Named): boolean =>
  one.context === other.context && one.group === other.group && one.lane === other.lane

const list = command({
  name: 'lanes',
  summary: 'held lanes: what waits, since when and why',
  usage: '',
  least: 0,
  most: 0,
  options: {},
  detail: 'A message that fails holds those behind it of its own lane, and nobody else.',
  run: async ({ json }, hub) => {
    const { value, text } = await heldLanes(hub)
    const { print } = hub
    if (json) print.json(text)
    else if (value.lanes.length === 0) print.line('No lane is held.')
    else
      print.table(
        value.lanes.map(({ context, group, lane, length, since, tries, reason, wish }) => [
          context,
          group,
          lane,
          String(length),
          londonTime(since),
          String(tries),
          as('red', reason + (wish ? ` (somebody wants: ${wish})` : '')),
        ]),
        ['CONTEXT', 'GROUP', 'LANE', 'WAITING', 'SINCE', 'RETRIED', 'BECAUSE'],
      )
    return 0
  },
})

const show = command({
  name: 'lanes show',
  summary: 'what waits in a held lane, the first first',
  usage: 'CONTEXT GROUP LANE',
  least: 3,
  most: 3,
  options: {},
  run: async ({ words, json }, hub) => {
    const { print, api } = hub
    const named = namedBy(words)
    const query = new URLSearchParams({ ...named })
    const { value, text } = await api.get<{
      messages: readonly { id: string; part: string | null; channel: string | null }[]
    }>(`/v1/lanes/messages?${query}`)
    if (json) {
      print.json(text)
      return 0
    }
    const lane = (await heldLanes(hub)).value.lanes.find(each => isSame(each, named))
    if (lane)
      print.line(`Held since ${londonTime(lane.since)}, retried ${count(lane.tries, 'time')}: `, as('red', lane.reason))
    print.table(
      value.messages.map(({ id, channel, part }) => [id, channel ?? '', part ?? '']),
      ['RECEIPT OR EVENT', 'CHANNEL', 'PART'],
    )
    return 0
  },
})

const retry = command({
  name: 'lanes retry',
  summary: 'try a held lane again, or all that are held for one reason',
  usage: 'CONTEXT GROUP LANE | --reason REASON [CONTEXT [GROUP]]',
  least: 0,
  most: 3,
  options: {
    reason: { takes: 'REASON', meaning: 'all lanes that are held for this reason, as `hub lanes` shows it' },
    wait: WAIT,
  },
  detail: ASYNCHRONOUS,
  run: async ({ words, options: { reason, wait }, json }, hub) => {
    if (reason === undefined ? words.length !== 3 : words.length > 2)
      throw new WrongUsage('name one lane, CONTEXT GROUP LANE, or give a --reason')
    secondsOf('wait', wait, 0)
    const before = (await heldLanes(hub)).value.lanes
    const [context, group] = words
    const meant =
      reason === undefined
        ? [namedBy(words)]
        : before.filter(
            lane =>
              lane.reason === reason &&
              (context ?? lane.context) === lane.context &&
              (group ?? lane.group) === lane.group,
          )
    if (meant.length === 0) throw new Failed('no lane is held for this reason; `hub lanes` lists those that are held')
    let wished = 0
    for (const body of reason === undefined ? meant : groupsOf(meant, reason))
      wished += (await hub.api.send<{ lanes: number }>('POST', '/v1/lanes/retry', body)).value.lanes
    if (json) hub.print.json(JSON.stringify({ lanes: wished }))
    else hub.print.line(`${count(wished, 'lane')} will be tried again.`)
    return untilMoved(meant, wait, hub)
  },
})

const skip = command({
  name: 'lanes skip',
  summary: 'give up the first message of a held lane; its receipt keeps who wanted that and why',
  usage: 'CONTEXT GROUP LANE --why TEXT',
  least: 3,
  most: 3,
  options: { why: { takes: 'TEXT', meaning: 'the reason that the receipt keeps' }, wait: WAIT },
  detail: `${ASYNCHRONOUS}\nThe message ends as rejected, for good; those behind it are tried next, and --wait waits for them too.`,
  run: async ({ words, options: { why, wait }, json }, hub) => {
    if (!why) throw new WrongUsage('say --why: the receipt keeps the reason')
    secondsOf('wait', wait, 0)
    const named = namedBy(words)
    const { text } = await hub.api.send('POST', '/v1/lanes/skip', { ...named, why })
    if (json) hub.print.json(text)
    else hub.print.line('The first message of the lane will be given up.')
    return untilMoved([named], wait, hub)
  },
})

/** Held lanes, and what an operator may do about them. */
export const lanes: readonly Command[] = [list, show, retry, skip]

const namedBy = ([context = '', group = '', lane = '']: readonly string[]): Named => ({ context, group, lane })

/** A reason is asked for group by group: each has an owner of its own. */
const groupsOf = (lanes: readonly Named[], reason: string) =>
  [...new Map(lanes.map(({ context, group }) => [`${context} ${group}`, { context, group }])).values()].map(each => ({
    ...each,
    reason,
  }))

/** Says what became of a wish: 0 when every lane moved, 1 when one did not. Without waiting only that it was made. */
async function untilMoved(wished: readonly Named[], wait: string | undefined, hub: Hub): Promise<number> {
  const { print, clock } = hub
  const end = clock.machine() + secondsOf('wait', wait, 0) * 1000
  if (wait === undefined) {
    print.note(`${ASYNCHRONOUS} \`hub lanes\` shows what is still held.`)
    return 0
  }
  for (;;) {
    const held = (await heldLanes(hub)).value.lanes.filter(lane => wished.some(each => isSame(each, lane)))
    // Whoever carries out a wish takes it away; a lane that goes on counts its tries anew.
    const failed = held.filter(({ wish, tries }) => wish === null && tries > 0)
    if (failed.length === held.length) {
      for (const { lane, reason } of failed) print.note(`${lane} is held again: ${reason}`)
      if (failed.length === 0) print.note(wished.length === 1 ? 'The lane is open again.' : 'The lanes are open again.')
      return failed.length === 0 ? 0 : 1
    }
    if (clock.machine() >= end) {
      print.note(`${count(held.length, 'lane')} did not come to an end within ${wait} s.`)
      return 1
    }
    await clock.sleep(LOOK)
  }
}
