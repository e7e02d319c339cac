import type { CalendarDate } from '@hub/calendar'
import type { DeepPartial, Length } from '@hub/contracts'
import {
  type CourtOrder,
  type Requirement,
  RequirementKind,
  SentenceKind,
  type SentencePassed,
  TermRelation,
} from '@hub/contracts/court'
import { isRecord, type Reader } from '@hub/translation'
import { lengthOf } from '../domain/length'
import { checkSentence, type SentenceFacts } from '../domain/sentence-rules'
import { idAt } from './id'
import type { Line } from './line'

type Sentence = DeepPartial<SentencePassed>

/** The order that a result makes, with what hangs below it; `day` is the hearing day. */
export function sentenceOf(line: Line, kind: SentenceKind, parts: readonly Line[], day: CalendarDate | undefined) {
  const requirements = parts.filter(({ means }) => means?.is !== 'total').map(requirementOf)
  const order = orderOf(line)
  const convictedOn = (line.offence ?? line.application)?.date('convictionDate')
  const terms = termsOf(line, kind)
  const sentence: Sentence = {
    kind,
    ...terms,
    ...totalsOf([line, ...parts.filter(({ means }) => means?.is === 'total')]),
    ...relationOf(line),
    requirements,
    withoutReport: line.prompts.text('reasonForSentenceWithoutPSR') !== undefined,
    daysToCount: line.prompts.whole('bailRemandDaysToCountTaggedDays') ?? 0,
    amountPence: line.prompts.pence('AOF') ?? 0n,
    ...(order ? { order } : {}),
    ...(convictedOn ? { convictedOn } : {}),
  }
  return { ...sentence, findings: findingsOf(line, kind, sentence, day) }
}

/**
 * A term, how long it is suspended, and when the order ends. What the prompt says counts before the structured length,
 * which holds one unit; in that of a suspended sentence primary is the term and secondary the operational period.
 */
function termsOf({ reader, prompts }: Line, kind: SentenceKind): Sentence {
  const duration = reader.at('durationElement')
  const length = prompts.length('imprisonmentPeriod') ?? unitsOf(duration, 'primary')
  const suspended = isSuspended(kind)
    ? (prompts.length('suspendedPeriod') ?? unitsOf(duration, 'secondary'))
    : undefined
  const endsOn =
    duration.date('durationEndDate') ??
    prompts.date('endDate') ??
    prompts.date('theEndDateOfTheOrderHasBeenChangedAndTheRequirementsMustBeCompliedWithBy')
  return {
    life: reader.flag('lifeDuration') === true,
    ...(length ? { length } : {}),
    ...(suspended ? { operationalPeriod: suspended } : {}),
    ...(endsOn ? { endsOn } : {}),
  }
}

const unitsOf = (duration: Reader, which: 'primary' | 'secondary'): Partial<Length> | undefined =>
  lengthOf(duration.text(`${which}DurationUnit`), duration.whole(`${which}DurationValue`))

/** Totals stand in the sentence itself or in a result below it. */
function totalsOf(lines: readonly Line[]): Sentence {
  const first = (reference: string) => lines.map(({ prompts }) => prompts.length(reference)).find(Boolean)
  const totalLength = first('totalCustodialPeriod')
  const supervisionPeriod = first('supervisionPeriod')
  return {
    totalLife: lines.some(({ prompts }) => prompts.flag('totalCustodialPeriodIsLife')),
    ...(totalLength ? { totalLength } : {}),
    ...(supervisionPeriod ? { supervisionPeriod } : {}),
  }
}

function relationOf({ prompts }: Line): Sentence {
  const imposedOn = prompts.date('consecutiveToSentenceImposedOn')
  const courtName = prompts.text('whichWasImpBy') ?? ''
  const allOthers = prompts.flag('consecutiveToAllOtherTermsBeingServed')
  if (imposedOn || allOthers)
    return {
      relation: TermRelation.TERM_RELATION_CONSECUTIVE,
      consecutiveTo: { courtName, allOthers, ...(imposedOn ? { imposedOn } : {}) },
    }
  return prompts.flag('concurrent') ? { relation: TermRelation.TERM_RELATION_CONCURRENT } : {}
}

/** The earlier order: the application names it, or the result does. */
function orderOf({ application, prompts }: Line): DeepPartial<CourtOrder> | undefined {
  const named = application && courtOrderOf(application)
  const madeOn = named?.madeOn ?? prompts.date('dateOriginalOrderMade')
  const endsOn = named?.endsOn ?? prompts.date('originalEndDateOfOrder')
  const courtName = named?.courtName || prompts.text('courtThatMadeTheOriginalOrder') || ''
  if (!named && !madeOn && !endsOn && courtName === '') return undefined
  return { ...named, courtName, ...(madeOn ? { madeOn } : {}), ...(endsOn ? { endsOn } : {}) }
}

/** The order that an application is about. Source: ministryofjustice/laa-court-data-adaptor (apiCourtOrder). */
export function courtOrderOf(application: Reader): DeepPartial<CourtOrder> | undefined {
  const order = application.at('courtOrder')
  if (!isRecord(order.value)) return undefined
  const madeOn = order.date('orderDate')
  const endsOn = order.date('endDate')
  return {
    orderId: idAt(order, 'id')?.toLowerCase() ?? '',
    definitionId: idAt(order, 'judicialResultTypeId')?.toLowerCase() ?? '',
    label: order.text('label') ?? '',
    courtName: order.at('orderingCourt').text('name') ?? '',
    hearingId: idAt(order, 'orderingHearingId')?.toLowerCase() ?? '',
    ...(madeOn ? { madeOn } : {}),
    ...(endsOn ? { endsOn } : {}),
  }
}

const PERIODS = ['periodOfTreatment', 'periodOfResidence', 'period']

function requirementOf({ reader, line, prompts, means }: Line): DeepPartial<Requirement> {
  const duration = reader.at('durationElement')
  const hours = prompts.length('numberOfHours')?.hours ?? 0
  const length = PERIODS.map(prompts.length).find(Boolean) ?? unitsOf(duration, 'primary')
  const startsOn = duration.date('durationStartDate') ?? prompts.date('startDate')
  const endsOn = duration.date('durationEndDate') ?? prompts.date('endDate')
  return {
    result: line,
    kind: means?.is === 'requirement' ? means.kind : RequirementKind.REQUIREMENT_KIND_UNSPECIFIED,
    hours,
    // Hours of work are no length of time.
    ...(length && !length.hours ? { length } : {}),
    ...(startsOn ? { startsOn } : {}),
    ...(endsOn ? { endsOn } : {}),
  }
}

const isSuspended = (kind: SentenceKind): boolean => CHECKED[kind] === 'suspended'

/** Which kinds the sentence rules are asked about. */
const CHECKED: Readonly<Partial<Record<SentenceKind, SentenceFacts['kind']>>> = {
  [SentenceKind.SENTENCE_KIND_IMPRISONMENT]: 'imprisonment',
  [SentenceKind.SENTENCE_KIND_DETENTION_YOUNG_OFFENDER]: 'imprisonment',
  [SentenceKind.SENTENCE_KIND_SUSPENDED_IMPRISONMENT]: 'suspended',
  [SentenceKind.SENTENCE_KIND_SUSPENDED_DETENTION_YOUNG_OFFENDER]: 'suspended',
  [SentenceKind.SENTENCE_KIND_COMMUNITY_ORDER]: 'community',
}

function findingsOf(line: Line, kind: SentenceKind, sentence: Sentence, day: CalendarDate | undefined) {
  const checked = CHECKED[kind]
  const on = (line.line.orderedOn as CalendarDate | undefined) ?? day
  if (!checked || !on) return []
  const offenceOn = line.offence?.date('startDate')
  const unpaidWork = (sentence.requirements ?? []).filter(
    requirement => requirement.kind === RequirementKind.REQUIREMENT_KIND_UNPAID_WORK,
  )
  const term = sentence.life ? undefined : sentence.length
  return checkSentence(
    {
      kind: checked,
      ...(sentence.convictedOn ? { convictedOn: sentence.convictedOn as CalendarDate } : {}),
      ...(offenceOn ? { offenceOn } : {}),
      ...(term ? { term } : {}),
      ...(unpaidWork.length > 0 ? { unpaidWorkHours: unpaidWork.reduce((sum, { hours = 0 }) => sum + hours, 0) } : {}),
    },
    on,
  )
}
