import { addDays, type CalendarDate, compareDates, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { am } from './case'

export interface HandoverRuleSet {
  readonly id: RuleSetId
  /** YYYY-MM-DD, both inclusive; null: still in force. */
  readonly from: string
  readonly to: string | null
  readonly source: string
  /** What changed, then what the sources leave open and how it is answered here. */
  readonly notes: readonly string[]
}

/** Oldest first. The day is the one on which the change reached the main line of the source. */
const STARTS = [
  {
    id: 'omic-2021',
    from: '2021-03-31',
    source: am('app/services/handover_date_service.rb', '2bc3ea25'),
    notes: [
      'NPS determinate cases have a window from 7 months 15 days before CRD or ARD; CRC cases 12 weeks; parole and indeterminate cases 8 months.',
      'Read from the state of March 2022; what changed between the first day and then is not dated. Half a month is 15 days.',
      'A handover date never stands before its start date: where a curfew date would put it there, it is the start date.',
      'At MAPPA level 2 or 3 the handover date is never before today: once reached, it moves with each day.',
      'The parole review date of then is asked for as targetHearingDate; today itself is not in the future.',
      "Women's prisons came under the policy on 30 April 2021; for the days before, this set answers as if they had.",
      'A release date of 10 months or less counts for determinate sentences, as the policy says; the code tested it for indeterminate ones too.',
      'In open conditions the start is the earlier of arrival and handover date, as later; the code then took a later arrival for both dates, and arrival for the category date in women’s prisons.',
      'The code also counted people in open conditions to whom the open-prison rules did not apply as pre-OMiC (community, no dates). The pre-OMiC rule here knows sentence and release only.',
    ],
  },
  {
    id: 'omic-2022-10',
    from: '2022-10-20',
    source: am('app/services/handover_date_service.rb', 'eb60fa9c'),
    notes: [
      'The "new policy": a single date for NPS determinate cases, 7 months 15 days before CRD or ARD and not before the sentence; no window, no MAPPA, no curfew.',
      'Women, short sentences, open conditions and pre-OMiC cases: as noted for omic-2021.',
    ],
  },
  {
    id: 'omic-2023-04',
    from: '2023-03-31',
    source: am('app/lib/handover/handover_calculation.rb', '9222ddb2, mended 2023-04-03 by 082cb32e'),
    notes: [
      '8 months 14 days for determinate cases; NPS and CRC are no longer told apart.',
      'Parole is tested before the short sentence, and early allocation only for determinate cases without parole, after the short sentence.',
      'Open conditions and pre-OMiC cases: as noted for omic-2021.',
    ],
  },
  {
    id: 'omic-2023-11-02',
    from: '2023-11-02',
    source: am('app/lib/handover/handover_calculation.rb', 'b9427708'),
    notes: ['12 months for indeterminate cases and determinate parole.'],
  },
  {
    id: 'omic-2023-11-08',
    from: '2023-11-08',
    source: am('app/lib/handover/handover_calculation.rb', 'd1d78160'),
    notes: [
      'Early allocation is 15 months for every case, before all others; the short sentence is tested before parole.',
    ],
  },
  {
    id: 'omic-2024-05',
    from: '2024-05-08',
    source: am('app/domains/offender_handover.rb', '19a839e6; recall settled 2024-06-11 by 0c3691cb'),
    notes: [
      'Parole outcome, MAPPA level and a hearing 12 months or more away decide for indeterminate sentences.',
      'The rules were reworked within weeks; the set stands as settled on 11 June 2024. In between, recall of indeterminate prisoners was corrected twice.',
      'That an additional indeterminate sentence counts is not dated; it is taken to begin here.',
      'A recalled indeterminate prisoner keeps the dates of the calculation. MAPPA level 0 is neither unknown nor 1.',
    ],
  },
  {
    id: 'omic-2024-07',
    from: '2024-07-24',
    source: am('app/domains/offender_handover.rb', '08af7c29, 8d7fc959'),
    notes: [
      'Indeterminate release: the earlier of TED and THD, past or not, where before it was TED in the future, else the earlier future one of THD and PED.',
      'Recalled indeterminate prisoners no longer keep dates.',
    ],
  },
  {
    id: 'omic-2024-08',
    from: '2024-08-15',
    source: am('app/domains/offenders/sentences.rb', 'a07f5040'),
    notes: ['An additional indeterminate sentence counts only if it starts later; before, any second one did.'],
  },
  {
    id: 'omic-2024-10',
    from: '2024-10-16',
    source: am('app/domains/offender_handover.rb', '2344f95c'),
    notes: [
      'A recalled indeterminate prisoner with a distant hearing: POM responsible, COM supporting. MAPPA level 0 counts as unknown.',
      'The pre-OMiC rule is gone. The additional sentence is tested first.',
    ],
  },
  {
    id: 'omic-2025-05',
    from: '2025-05-15',
    source: am('app/lib/handover/handover_calculation.rb', 'bdac0f3f'),
    notes: [
      'Indeterminate release: TED in the future, else THD in the future, else the one closest to today.',
      'An attempt of April 2025 by which THD had to be in the future was reverted within a day and is no set.',
    ],
  },
] as const

export type RuleSetId = (typeof STARTS)[number]['id']

const day = (text: string): CalendarDate => parseCalendarDate(text)!

/** The rule sets of OMiC handover, oldest first, each until the day before the next. */
export const RULE_SETS: readonly HandoverRuleSet[] = STARTS.map((set, i) => {
  const next = STARTS[i + 1]
  return { ...set, to: next ? formatCalendarDate(addDays(day(next.from), -1)) : null }
})

/** The rule set in force on a day; undefined before the first. */
export const ruleSetOn = (on: CalendarDate): HandoverRuleSet | undefined =>
  RULE_SETS.findLast(({ from }) => compareDates(day(from), on) <= 0)

/** Part of a table that holds from one rule set to another, both included; without `to` it is in force. */
export interface InRuleSets {
  readonly from: RuleSetId
  readonly to?: RuleSetId
  readonly source: string
}

const ORDER = RULE_SETS.map(({ id }) => id)

/** Reads a table by rule set: the rows that a set has, in the table's order. */
export function perRuleSet<Row extends InRuleSets>(rows: readonly Row[]) {
  const holds = ({ from, to }: Row, at: number) => ORDER.indexOf(from) <= at && (!to || at <= ORDER.indexOf(to))
  const bySet = new Map(ORDER.map((id, at) => [id, rows.filter(row => holds(row, at))]))
  return ({ id }: Pick<HandoverRuleSet, 'id'>): readonly Row[] => bySet.get(id)!
}
