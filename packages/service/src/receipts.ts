import { parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { type Receipt, type ReceiptPart, ReceiptServiceDefinition, ReceiptState } from '@hub/contracts/intake'
import type { Marked, Outcome, Store } from '@hub/store'
import { HubError } from './errors'
import { type Served, serve } from './grpc/types'
import { ownOutcome, type PartAnswer, type ReceiptAbout, subjectOf } from './intake'

const MOST_IDS = 1_000
const LONGEST_WAIT = 30_000
/** How often marks are looked at while somebody waits, in milliseconds: another instance may write them. */
const LOOK = 25

/** Answers what became of messages, from their owner's marks. */
export function receiptService(store: Store, clock: Clock): Served {
  return serve(ReceiptServiceDefinition, {
    getReceipts: async ({ receiptIds, waitMillis }) => {
      if (receiptIds.length > MOST_IDS)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', `ask for at most ${MOST_IDS} receipts at once`)
      const until = clock.machine() + Math.min(Math.max(waitMillis, 0), LONGEST_WAIT)
      for (;;) {
        const marks = await store.marks(receiptIds)
        const receipts = receiptIds.map(id => receiptOf(id, (marks.get(id) ?? []) as readonly Marked<PartAnswer>[]))
        const waiting = receipts.some(receipt => receipt.state === ReceiptState.RECEIPT_STATE_ACCEPTED)
        if (!waiting || clock.machine() >= until) return { receipts }
        await clock.sleep(LOOK)
      }
    },
  })
}

const STATES: Readonly<Record<Outcome['is'], ReceiptState>> = {
  done: ReceiptState.RECEIPT_STATE_TRANSLATED,
  ignored: ReceiptState.RECEIPT_STATE_IGNORED,
  rejected: ReceiptState.RECEIPT_STATE_REJECTED,
  retry: ReceiptState.RECEIPT_STATE_HELD,
  park: ReceiptState.RECEIPT_STATE_HELD,
}

/** The whole is held if any part is, else translated, else rejected, else ignored. */
const PRECEDENCE = [
  ReceiptState.RECEIPT_STATE_HELD,
  ReceiptState.RECEIPT_STATE_TRANSLATED,
  ReceiptState.RECEIPT_STATE_REJECTED,
  ReceiptState.RECEIPT_STATE_IGNORED,
]

/** One receipt from the marks of its parts. While some parts have no mark yet and none is held, it is `accepted`. */
export function receiptOf(receiptId: string, all: readonly Marked<PartAnswer>[]): Receipt {
  const marks = present(all)
  const about = marks[0]?.about as ReceiptAbout | undefined
  const waiting = accepted(receiptId)
  if (!about) return waiting
  const held = marks.some(mark => STATES[mark.outcome.is] === ReceiptState.RECEIPT_STATE_HELD)
  if (marks.length < about.parts && !held) return waiting
  const parts = partsOf(marks)
  const state = PRECEDENCE.find(candidate => parts.some(part => part.state === candidate))!
  const deciding = parts.filter(part => part.state === state)
  const receivedAt = parseInstant(marks[0]!.at)
  const conflicts = [
    ...new Map(
      all.flatMap(mark => mark.conflicts).map(({ at, hash }) => [`${at} ${hash}`, { receivedAt: at, hash }]),
    ).values(),
  ]
  return {
    receiptId,
    channel: about.channel,
    sender: about.sender,
    receivedAt,
    state,
    reason: [...new Set(deciding.map(part => part.reason).filter(reason => reason !== ''))].join('; '),
    field: deciding.find(part => part.field !== '')?.field ?? '',
    warnings: [
      ...about.warnings,
      ...new Set(marks.flatMap(({ answer }) => answer?.warnings ?? [])),
      ...warningOf(conflicts),
    ],
    eventIds: parts.flatMap(part => part.eventIds),
    people: [...new Set(parts.map(part => part.personId).filter(id => id !== ''))],
    parts: marks.some(isOfPart) ? parts : [],
    repeats: Math.max(...all.map(mark => mark.repeats)),
    conflicts,
  }
}

/** A message that was held before it could be read has a mark of the whole; that is history once its parts have theirs. */
const present = (marks: readonly Marked<PartAnswer>[]): readonly Marked<PartAnswer>[] =>
  marks.some(mark => mark.part !== undefined) ? marks.filter(mark => mark.part !== undefined) : marks

const isOfPart = ({ part, about }: Marked<PartAnswer>): boolean =>
  part !== undefined || (about as ReceiptAbout | undefined)?.subject !== undefined

const accepted = (receiptId: string): Receipt => ({
  receiptId,
  channel: '',
  sender: '',
  receivedAt: undefined,
  state: ReceiptState.RECEIPT_STATE_ACCEPTED,
  reason: '',
  field: '',
  warnings: [],
  eventIds: [],
  people: [],
  parts: [],
  repeats: 0,
  conflicts: [],
})

/** What became of each whom the message is about, then of each other whose line it changed. */
function partsOf(marks: readonly Marked<PartAnswer>[]): ReceiptPart[] {
  const parts = new Map(marks.filter(mark => !isOfOthers(mark)).map(mark => [subjectOf(mark), partOf(mark)]))
  for (const { subject, personId, eventIds } of marks.flatMap(({ answer }) => answer?.others ?? []))
    parts.set(subject, { subject, state: STATES.done, reason: '', eventIds: [...eventIds], personId, field: '' })
  return [...parts.values()]
}

/** It is about nobody, but changed the lines of some: it shows as theirs. */
const isOfOthers = ({ answer }: Marked<PartAnswer>): boolean =>
  answer?.others !== undefined && answer.own === undefined && answer.personId === undefined

/** What the store says by a code. */
const WORDS: Readonly<Record<string, string>> = {
  HUB_STORE_LANE_HELD: 'an earlier message about the same subject is held, and this one waits behind it',
}

function partOf(mark: Marked<PartAnswer>): ReceiptPart {
  const outcome = ownOutcome(mark as Marked)
  return {
    subject: subjectOf(mark),
    state: STATES[outcome.is],
    reason: 'reason' in outcome ? (WORDS[outcome.reason] ?? outcome.reason) : '',
    eventIds: [...(mark.answer?.eventIds ?? [])],
    personId: mark.answer?.personId ?? '',
    field: (mark.about as ReceiptAbout | undefined)?.field ?? '',
  }
}

const warningOf = (conflicts: readonly unknown[]): readonly string[] =>
  conflicts.length === 0
    ? []
    : [
        `the same message id came ${conflicts.length === 1 ? 'once' : `${conflicts.length} times`} more with other content, ` +
          'which was not taken: a new message needs a new id (see conflicts)',
      ]
