import { type CalendarDate, formatCalendarDate, londonDate } from '@hub/calendar'
import { custodyStatusWord, handoverTaskWord, responsibilityWord } from '@hub/contracts'
import {
  type CountingDate,
  type Custody,
  CustodyStatus,
  type HandoverStanding,
  type PrisonerCustody,
  type PrisonRecord,
} from '@hub/contracts/custody'
import { isUnavailable } from '@hub/service'
import type { ConsolePorts } from '../ports'
import { dateMeaning, RESPONSIBLE, reasonText } from './custody-words'
import { dayText, dayTextOf, instantText } from './london'
import { sentence } from './person'
import { type ProgressView, progressView } from './progress'
import { type ResettlementView, resettlementView } from './resettlement'
import { type NamedDay, type StretchKind, type Timeline, timelineOf } from './timeline'

/** Where somebody was held, and since when. */
export interface HeldView {
  readonly where: string
  readonly since: string
}

/** Who is responsible, and from when it passes on; empty texts for what there is not. */
export interface StandingView {
  readonly responsible: string
  readonly reason: string
  /** By the calculation, where a prison manager decided. */
  readonly calculated: string
  readonly code: string
  readonly ruleSet: string
  readonly start: string
  readonly handover: string
}

/** What is known of one prison number, as the page shows it. */
export interface CustodyView {
  readonly nomsNumber: string
  readonly now?: HeldView
  /** The latest first. */
  readonly stretches: readonly HeldView[]
  readonly record?: { readonly text: string; readonly sentenceStart: string; readonly readAt: string }
  readonly standing?: StandingView & { readonly source: string; readonly nextLook: string }
  readonly dates: readonly {
    readonly code: string
    readonly meaning: string
    readonly calculated: string
    readonly override: string
    /** By whose rule it counts. */
    readonly counts: readonly string[]
  }[]
  readonly keyDates: readonly { readonly code: string; readonly meaning: string; readonly date: string }[]
  readonly questions: readonly string[]
  readonly progress?: ProgressView
  /** Where no handover is at hand. */
  readonly tasksDone: readonly string[]
  readonly paroleReviews: readonly { readonly hearing: string; readonly outcome: string }[]
  readonly resettlement: ResettlementView
  readonly timeline?: Timeline
}

/** What prisons knows of these prison numbers; undefined when it does not answer. */
export async function readCustody(
  { custody, clock, logger }: ConsolePorts,
  nomsNumbers: readonly string[],
): Promise<readonly CustodyView[] | undefined> {
  if (nomsNumbers.length === 0) return []
  try {
    const { custodies } = await custody.getCustody({ nomsNumbers: [...nomsNumbers] })
    const today = londonDate(clock.now())
    return custodies.filter(saysSomething).map(known => viewOf(known, today))
  } catch (error) {
    if (!isUnavailable(error)) logger.error('prisons could not answer the console', error)
    return undefined
  }
}

/** Of some numbers only changes were reported, which the line tells. */
const saysSomething = (known: PrisonerCustody): boolean =>
  [known.now, known.record, known.standing].some(each => each !== undefined) ||
  [known.dates, known.pathways, known.reports, known.paroleReviews, known.handoverTasksDone].some(
    list => list.length > 0,
  )

function viewOf(known: PrisonerCustody, today: CalendarDate): CustodyView {
  const { nomsNumber, now, record, recordReadAt, standing } = known
  const timeline = timelineOf({
    today,
    stretches: known.stretches.flatMap(({ status, recall, prisonId, since }) =>
      since ? [{ kind: kindOf(status, recall), prisonId, from: londonDate(since) }] : [],
    ),
    ...(record?.sentenceStart ? { sentenceStart: record.sentenceStart } : {}),
    handover: handoverDays(standing),
    dates: known.dates.flatMap(({ type, calculated, override }) => {
      const date = override ?? calculated
      return date ? [{ name: type === CONFIRMED ? 'Confirmed' : type, date }] : []
    }),
  })
  return {
    nomsNumber,
    ...(now ? { now: heldView(now) } : {}),
    stretches: known.stretches.map(heldView).toReversed(),
    ...(record ? { record: recordView(record, recordReadAt ? instantText(recordReadAt) : '') } : {}),
    ...(standing
      ? {
          standing: {
            ...standingView(standing),
            source: known.standingSource,
            nextLook: textOf(known.nextLook),
          },
        }
      : {}),
    dates: known.dates.map(({ type, calculated, override }) => ({
      code: type === CONFIRMED ? '' : type,
      meaning: dateMeaning(type),
      calculated: textOf(calculated),
      override: textOf(override),
      counts: RULES.filter(({ field }) => isOf(known[field], type)).map(({ name }) => name),
    })),
    keyDates: known.keyDates.map(({ type, date }) => ({
      code: type,
      meaning: dateMeaning(type),
      date: textOf(date),
    })),
    questions: known.questions.map(withDays),
    ...(known.handoverProgress ? { progress: progressView(known.handoverProgress) } : {}),
    tasksDone: known.handoverProgress ? [] : known.handoverTasksDone.map(task => sentence(handoverTaskWord(task))),
    paroleReviews: known.paroleReviews.map(({ targetHearingDate, status, outcome }) => ({
      hearing: textOf(targetHearingDate) || 'No hearing set',
      outcome: [status, outcome].filter(text => text !== '').join(', '),
    })),
    resettlement: resettlementView(known),
    ...(timeline ? { timeline } : {}),
  }
}

const CONFIRMED = 'CONFIRMED'

/** Three readers of the same dates, each with a rule of its own. */
const RULES = [
  { field: 'prisonEffective', name: 'prison' },
  { field: 'handoverEarliest', name: 'handover' },
  { field: 'resettlementDisplayed', name: 'resettlement' },
] as const

const isOf = (counting: CountingDate | undefined, type: string): boolean => counting?.type === type

export const standingView = (standing: HandoverStanding): StandingView => ({
  responsible: RESPONSIBLE[responsibilityWord(standing.responsibility)],
  reason: sentence(reasonText(standing.reason)),
  code: standing.reason,
  ruleSet: standing.ruleSet,
  start: textOf(standing.start),
  handover: textOf(standing.handover),
  calculated: standing.calculatedReason
    ? `${RESPONSIBLE[responsibilityWord(standing.calculated)]}: ${reasonText(standing.calculatedReason)}`
    : '',
})

/** One day where both are the same, as nearly always. */
function handoverDays(standing: HandoverStanding | undefined): readonly NamedDay[] {
  const { start, handover } = standing ?? {}
  const isOne = start && handover && formatCalendarDate(start) === formatCalendarDate(handover)
  return [
    ...(start && !isOne ? [{ name: 'Handover start', date: start }] : []),
    ...(handover ? [{ name: 'Handover', date: handover }] : []),
  ]
}

const heldView = ({ status, prisonId, recall, since }: Custody): HeldView => ({
  where: [
    sentence(custodyStatusWord(status)),
    ...(prisonId ? [`, ${BEHIND.has(status) ? 'last in ' : ''}${prisonId}`] : []),
    ...(recall ? [', recalled'] : []),
  ].join(''),
  since: since ? instantText(since) : '',
})

/** Statuses of those who have left the prison that is named. */
const BEHIND: ReadonlySet<CustodyStatus> = new Set([
  CustodyStatus.CUSTODY_STATUS_IN_TRANSFER,
  CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL,
  CustodyStatus.CUSTODY_STATUS_UNLAWFULLY_AT_LARGE,
  CustodyStatus.CUSTODY_STATUS_RELEASED,
  CustodyStatus.CUSTODY_STATUS_REMOVED,
])

const KINDS: Readonly<Partial<Record<CustodyStatus, StretchKind>>> = {
  [CustodyStatus.CUSTODY_STATUS_IN_PRISON]: 'prison',
  [CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL]: 'hospital',
  [CustodyStatus.CUSTODY_STATUS_UNLAWFULLY_AT_LARGE]: 'at-large',
  [CustodyStatus.CUSTODY_STATUS_RELEASED]: 'out',
  [CustodyStatus.CUSTODY_STATUS_REMOVED]: 'out',
  [CustodyStatus.CUSTODY_STATUS_DIED]: 'ended',
}

/** Whoever is out for a while is away, whatever for. */
const kindOf = (status: CustodyStatus, recall: boolean): StretchKind => {
  const kind = KINDS[status] ?? 'away'
  return kind === 'prison' && recall ? 'recall' : kind
}

const recordView = (record: PrisonRecord, readAt: string) => ({
  text: [
    record.legalStatus ? sentence(record.legalStatus.replaceAll('_', ' ').toLowerCase()) : 'No legal status',
    ...(record.category ? [`category ${record.category}`] : []),
    ...(record.restrictedPatient
      ? [`a restricted patient${record.supportingPrisonId ? `, supported by ${record.supportingPrisonId}` : ''}`]
      : []),
  ].join(', '),
  sentenceStart: textOf(record.sentenceStart),
  readAt,
})

const textOf = (date: CalendarDate | undefined): string => (date ? dayText(date) : '')

/** Days in a sentence, as the page writes them. */
const withDays = (text: string): string => text.replace(/\d{4}-\d{2}-\d{2}/g, dayTextOf)
