import { formatInstant } from '@hub/calendar'
import { type Receipt, type ReceiptPart, ReceiptState } from '@hub/contracts/intake'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import type { HttpPorts } from './ports'

const LONGEST_WAIT = 30

/** What became of a message. */
export function receiptRoutes(server: FastifyInstance, { tokens, receipts }: HttpPorts): void {
  server.get<{ Params: { id: string }; Querystring: { wait?: string } }>('/v1/receipts/:id', async request => {
    const unknown = new HubError('not-found', 'HUB_RECEIPT_UNKNOWN', 'this hub gave no such receipt')
    const context = tokens.contextOf(request.params.id)
    const owner = context && receipts[context]
    if (!owner) throw unknown
    const wait = Number(request.query.wait ?? 0)
    if (!(wait >= 0 && wait <= LONGEST_WAIT))
      throw new HubError('invalid', 'HUB_REQUEST_INVALID', `wait is 0 to ${LONGEST_WAIT} seconds`, { field: 'wait' })
    const answer = await owner.getReceipts({ receiptIds: [request.params.id], waitMillis: Math.round(wait * 1000) })
    const receipt = answer.receipts[0]!
    // What somebody may not see looks like what does not exist.
    if (receipt.sender !== '' && receipt.sender !== request.caller.partner && !request.caller.may('operate'))
      throw unknown
    return receiptJson(receipt)
  })
}

const STATES: Readonly<Record<string, string>> = {
  [ReceiptState.RECEIPT_STATE_ACCEPTED]: 'accepted',
  [ReceiptState.RECEIPT_STATE_TRANSLATED]: 'translated',
  [ReceiptState.RECEIPT_STATE_IGNORED]: 'ignored',
  [ReceiptState.RECEIPT_STATE_REJECTED]: 'rejected',
  [ReceiptState.RECEIPT_STATE_HELD]: 'held',
}

export const receiptJson = (receipt: Receipt) => ({
  receiptId: receipt.receiptId,
  channel: receipt.channel || null,
  receivedAt: receipt.receivedAt ? formatInstant(receipt.receivedAt) : null,
  state: STATES[receipt.state],
  reason: receipt.reason || null,
  field: receipt.field || null,
  warnings: receipt.warnings,
  eventIds: receipt.eventIds,
  people: receipt.people,
  parts: receipt.parts.map(partJson),
  repeats: receipt.repeats,
  conflicts: receipt.conflicts,
})

const partJson = (part: ReceiptPart) => ({
  subject: part.subject,
  state: STATES[part.state],
  reason: part.reason || null,
  field: part.field || null,
  eventIds: part.eventIds,
  personId: part.personId || null,
})
