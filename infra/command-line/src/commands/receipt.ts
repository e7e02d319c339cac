import type { Receipt, State } from '../answers'
import type { Answer } from '../api'
import { command, type Hub, secondsOf } from '../command'
import { as, type Cell, type Look } from '../print'
import { londonTime } from '../times'

/** The hub waits no longer than this for one answer, in seconds. */
const LONGEST_WAIT = 30

/** What became of a message, asked until it is past `accepted` or the seconds are over. */
export async function waitFor(
  { api, clock }: Pick<Hub, 'api' | 'clock'>,
  path: string,
  seconds: number,
): Promise<Answer<Receipt>> {
  const end = clock.machine() + seconds * 1000
  for (;;) {
    const left = Math.max(0, Math.min(LONGEST_WAIT, (end - clock.machine()) / 1000))
    const answer = await api.get<Receipt>(`${path}?wait=${left}`)
    if (answer.value.state !== 'accepted' || clock.machine() >= end) return answer
  }
}

export const pathOf = (receiptId: string): string => `/v1/receipts/${encodeURIComponent(receiptId)}`

const LOOKS: Readonly<Record<State, Look>> = {
  accepted: 'yellow',
  translated: 'green',
  ignored: 'dim',
  rejected: 'red',
  held: 'red',
}
export const stateCell = (state: State, width = 0): Cell => as(LOOKS[state], state.padEnd(width))

/** Why it ended so, with the field that is at fault. */
export const whyOf = ({ reason, field }: Pick<Receipt, 'reason' | 'field'>): string =>
  [reason ?? '', field ? `(${field})` : ''].filter(text => text !== '').join(' ')

/** The parts of a message about several people, each with what became of it. */
export const partRows = ({ parts }: Receipt): readonly (readonly Cell[])[] =>
  parts.map(({ subject, state, reason, personId }) => [subject, stateCell(state), personId ?? reason ?? ''])

export const receipt = command({
  name: 'receipt',
  summary: 'what became of a message',
  usage: 'ID',
  least: 1,
  most: 1,
  options: { wait: { takes: 'SECONDS', meaning: 'wait so long until something became of it' } },
  run: async ({ words: [id], options, json }, hub) => {
    const seconds = secondsOf('wait', options.wait, 0)
    const answer = await waitFor(hub, pathOf(id!), seconds)
    if (json) hub.print.json(answer.text)
    else show(answer.value, hub)
    return 0
  },
})

function show(receipt: Receipt, { print }: Pick<Hub, 'print'>): void {
  const { receiptId, channel, receivedAt, state, eventIds, people, parts, warnings, repeats, conflicts } = receipt
  print.table([
    [as('bold', 'Receipt'), receiptId],
    [as('bold', 'Channel'), channel ?? 'not known yet'],
    [as('bold', 'Received'), receivedAt ? londonTime(receivedAt) : 'not known yet'],
    [as('bold', 'State'), stateCell(state)],
    ...[whyOf(receipt)].filter(text => text !== '').map(text => [as('bold', 'Because'), text]),
    ...people.map(id => [as('bold', 'Person'), id]),
    ...eventIds.map(id => [as('bold', 'Event'), id]),
    ...warnings.map(text => [as('bold', 'Warning'), as('yellow', text)]),
    ...(repeats > 0 ? [[as('bold', 'Repeats'), `came ${repeats} more ${repeats === 1 ? 'time' : 'times'}`]] : []),
    ...conflicts.map(({ receivedAt: at }) => [
      as('bold', 'Conflict'),
      as('red', `came with other content, ${londonTime(at)}`),
    ]),
  ])
  if (state === 'accepted') print.line('It waits to be read; --wait SECONDS waits for what becomes of it.')
  if (state === 'held') print.line('It waits in a held lane: `hub lanes` lists them.')
  if (parts.length > 1) {
    print.line()
    print.table(partRows(receipt), ['PART', 'STATE', 'PERSON, OR WHY NOT'])
  }
}
