import {
  addDays,
  addMonths,
  type CalendarDate,
  compareDates,
  type DatedRow,
  datedTable,
  formatCalendarDate,
  rowOn,
} from '@hub/calendar'
import type { Length } from '@hub/contracts'

/** A sentence as the rules see it; what is absent is not known, and no rule that needs it says anything. */
export interface SentenceFacts {
  readonly kind: 'imprisonment' | 'suspended' | 'community'
  readonly convictedOn?: CalendarDate
  readonly offenceOn?: CalendarDate
  /** Term of custody, also of a suspended one. */
  readonly term?: Partial<Length>
  readonly unpaidWorkHours?: number
}

/** What a rule of its time says against a sentence, or asks about it. */
export interface Finding {
  readonly code: string
  readonly text: string
  readonly source: string
}

/** A rule as it stood from one day to another. `finds` is asked only of sentences whose deciding date lies between. */
interface SentenceRule extends DatedRow {
  readonly code: string
  /** The date that selects the row; the day asked about stands in where `convictedOn` is not known. */
  readonly decidedBy: 'convictedOn' | 'on'
  /** What is wrong, in plain words; undefined when nothing is. */
  finds(facts: SentenceFacts, decidingDate: CalendarDate): string | undefined
}

const within = (term: Partial<Length>, limit: Partial<Length>, from: CalendarDate): boolean =>
  compareDates(endOf(term, from), endOf(limit, from)) <= 0

/** The day on which a length that begins `from` ends: months are calendar months, so the day matters. */
const endOf = ({ years = 0, months = 0, weeks = 0, days = 0 }: Partial<Length>, from: CalendarDate): CalendarDate =>
  addDays(addMonths(from, Math.min(years * 12 + months, 12_000)), Math.min(weeks * 7 + days, 365_000))

const suspendedLimit =
  (years: number): SentenceRule['finds'] =>
  ({ kind, term }, on) =>
    kind === 'suspended' && term && !within(term, { years }, on)
      ? `a suspended term is longer than ${years} years, the longest that could be suspended`
      : undefined

/**
 * The rules in force from one day to another (domain notes: Sentencing Act 2026, Sentencing Code, Criminal Justice Act
 * 2003). A row that is no more in force stays: what applied then can always be asked.
 */
const RULES = datedTable<SentenceRule>(
  'sentence rules',
  [
    {
      code: 'short-custody-presumption',
      decidedBy: 'convictedOn',
      // Passed on 22 January 2026; section 49(4) brings section 1 in at the end of two months.
      from: '2026-03-22',
      source: 'Sentencing Act 2026 s.1, s.49(4)',
      finds: ({ kind, term }, on) =>
        kind === 'imprisonment' && term && within(term, { months: 12 }, on)
          ? 'a term of 12 months or less must be suspended unless there are exceptional circumstances or a listed exception'
          : undefined,
    },
    {
      code: 'suspended-term-too-long',
      decidedBy: 'convictedOn',
      from: '2012-12-03',
      to: '2026-03-21',
      source: 'Sentencing Code s.277(2); before it Criminal Justice Act 2003 s.189',
      finds: suspendedLimit(2),
    },
    {
      code: 'suspended-term-too-long',
      decidedBy: 'convictedOn',
      from: '2026-03-22',
      source: 'Sentencing Act 2026 s.2, s.49(4)',
      finds: suspendedLimit(3),
    },
    {
      code: 'unpaid-work-hours-range',
      decidedBy: 'on',
      from: '2005-04-04',
      source: 'Sentencing Code Schedule 9 paragraph 2; before it Criminal Justice Act 2003 s.199',
      finds: ({ unpaidWorkHours: hours }) =>
        hours !== undefined && (hours < 40 || hours > 300) ? 'unpaid work is 40 to 300 hours' : undefined,
    },
    {
      code: 'post-sentence-supervision-repealed',
      decidedBy: 'on',
      // The Regulations as published name no day; legislation.gov.uk shows the Act as amended from this one.
      from: '2026-05-11',
      source: 'Sentencing Act 2026 s.34, SI 2026/402; before it Criminal Justice Act 2003 s.256AA',
      finds: ({ kind, term, offenceOn }, on) =>
        kind === 'imprisonment' &&
        term &&
        offenceOn &&
        compareDates(offenceOn, SUPERVISED_SINCE) >= 0 &&
        !within(term, { days: 1 }, on) &&
        within(term, { years: 2, days: -1 }, on)
          ? 'nobody is supervised after the end of such a sentence any more'
          : undefined,
    },
  ],
  rule => rule.code,
)

/** Offender Rehabilitation Act 2014 s.2: offences from this day on. */
const SUPERVISED_SINCE: CalendarDate = { year: 2015, month: 2, day: 1 }

/**
 * What the rules of its time say about a sentence. `on`: the day it was passed, or that is asked about. A finding never
 * refuses a sentence: a court decided it.
 */
export function checkSentence(facts: SentenceFacts, on: CalendarDate): readonly Finding[] {
  return [...RULES.byKey.keys()].flatMap(code => {
    const [{ decidedBy }] = RULES.rows.filter(row => row.code === code) as [SentenceRule]
    const date = decidedBy === 'convictedOn' ? (facts.convictedOn ?? on) : on
    const rule = rowOn(RULES, date, code)
    const text = rule?.finds(facts, date)
    return rule && text
      ? [
          {
            code,
            text: `${text} (${decidedBy === 'on' ? 'on' : 'convicted'} ${formatCalendarDate(date)})`,
            source: rule.source,
          },
        ]
      : []
  })
}
