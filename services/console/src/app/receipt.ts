import { parseInstant } from '@hub/calendar'
import { type Receipt, type ReceiptPart, ReceiptState } from '@hub/contracts/intake'
import { HubError } from '@hub/service'
import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { readSummaries } from './line'
import { instantText } from './london'

export type StateName = 'accepted' | 'translated' | 'ignored' | 'rejected' | 'held'

export interface ReceiptView {
  readonly receiptId: string
  readonly context: string
  readonly channel: string
  readonly sender: string
  readonly received: string
  readonly state: StateName
  readonly reason: string
  readonly field: string
  readonly warnings: readonly string[]
  readonly parts: readonly PartView[]
  readonly events: readonly EventLink[]
  readonly people: readonly string[]
  readonly repeats: number
  readonly conflicts: readonly { readonly received: string; readonly hash: string }[]
}

export interface PartView {
  readonly subject: string
  readonly state: StateName
  readonly reason: string
  readonly field: string
  readonly personId: string
  readonly events: readonly EventLink[]
}

/** An event of a receipt; the person on whose line it stands, and what it says, where that is known by now. */
export interface EventLink {
  readonly eventId: string
  readonly personId?: string
  readonly summary?: string
}

/** A message and what became of it. Not found when this hub gave no such receipt. */
export async function readReceipt(ports: ConsolePorts, receiptId: string): Promise<ReceiptView> {
  const context = ports.tokens.contextOf(receiptId)
  const owner = context === undefined ? undefined : ports.receipts[context]
  if (context === undefined || !owner)
    throw new HubError('not-found', 'HUB_RECEIPT_UNKNOWN', 'this hub gave no such receipt')
  const receipt = await askOne(context, async () => (await owner.getReceipts({ receiptIds: [receiptId] })).receipts[0]!)
  const known = await eventsOf(ports, receipt.people)
  const link = (eventId: string): EventLink => ({ eventId, ...known.get(eventId) })
  return {
    receiptId,
    context,
    channel: receipt.channel,
    sender: receipt.sender,
    received: receipt.receivedAt ? instantText(receipt.receivedAt) : '',
    state: stateName(receipt.state),
    reason: receipt.reason,
    field: receipt.field,
    warnings: receipt.warnings,
    parts: receipt.parts.map(part => ({ ...partView(part), events: part.eventIds.map(link) })),
    events: receipt.eventIds.map(link),
    people: receipt.people,
    repeats: receipt.repeats,
    conflicts: receipt.conflicts.map(({ receivedAt, hash }) => ({ received: arrivalText(receivedAt), hash })),
  }
}

/** What the receipt's events say. A line follows its receipt by a moment, and may be away: then the ids alone. */
async function eventsOf(
  ports: ConsolePorts,
  people: Receipt['people'],
): Promise<ReadonlyMap<string, { readonly personId: string; readonly summary: string }>> {
  const lines = await Promise.all(
    people.map(async personId => {
      try {
        return [...(await readSummaries(ports, personId))].map(
          ([eventId, summary]) => [eventId, { personId, summary }] as const,
        )
      } catch {
        return []
      }
    }),
  )
  return new Map(lines.flat())
}

const partView = ({ subject, state, reason, field, personId }: ReceiptPart): Omit<PartView, 'events'> => ({
  subject,
  state: stateName(state),
  reason,
  field,
  personId,
})

const stateName = (state: ReceiptState): StateName => {
  switch (state) {
    case ReceiptState.RECEIPT_STATE_TRANSLATED:
      return 'translated'
    case ReceiptState.RECEIPT_STATE_IGNORED:
      return 'ignored'
    case ReceiptState.RECEIPT_STATE_REJECTED:
      return 'rejected'
    case ReceiptState.RECEIPT_STATE_HELD:
      return 'held'
    default:
      return 'accepted'
  }
}

const arrivalText = (text: string): string => {
  const instant = parseInstant(text)
  return instant ? instantText(instant) : text
}
