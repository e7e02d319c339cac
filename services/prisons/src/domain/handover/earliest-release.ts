import { type CalendarDate, compareDates } from '@hub/calendar'
import { am, type HandoverCase, isIndeterminate } from './case'
import { type HandoverRuleSet, type InRuleSets, perRuleSet } from './rule-sets'

/** A release date by its code: ARD, CRD, HDCAD, HDCED, PED, TED (tariff) or THD (target hearing). */
export interface NamedDate {
  readonly type: string
  readonly date: CalendarDate
}

type Named = NamedDate | undefined

/** The earlier; the first where they are equal. */
const earliest = (...dates: readonly Named[]): Named =>
  dates.reduce((a, b) => (a && b ? (compareDates(b.date, a.date) < 0 ? b : a) : (a ?? b)), undefined)

/** The later; the first where they are equal. */
const latest = (a: Named, b: Named): Named => (a && b ? (compareDates(b.date, a.date) > 0 ? b : a) : (a ?? b))

interface ReleaseRow extends InRuleSets {
  readonly when: (facts: HandoverCase) => boolean
  /** `future` lets through what is after the day asked about; the day itself is not in the future. */
  readonly picks: (dates: ReturnType<typeof datesOf>, future: (date: Named) => Named) => Named
}

const CALCULATION = 'app/lib/handover/handover_calculation.rb'

/** From which date handover is counted (1.4); the first row that fits. */
const releaseRows = perRuleSet<ReleaseRow>([
  {
    when: isIndeterminate,
    from: 'omic-2021',
    to: 'omic-2024-05',
    source: am(CALCULATION, '08af7c29 replaced it'),
    picks: ({ ted, thd, ped }, future) => future(ted) ?? earliest(future(thd), future(ped)),
  },
  {
    when: isIndeterminate,
    from: 'omic-2024-07',
    to: 'omic-2024-10',
    source: am(CALCULATION, '08af7c29'),
    picks: ({ ted, thd }) => earliest(ted, thd),
  },
  {
    when: isIndeterminate,
    from: 'omic-2025-05',
    source: am(CALCULATION, 'bdac0f3f'),
    // Of two that are not in the future the later one is closest to today.
    picks: ({ ted, thd }, future) => future(ted) ?? future(thd) ?? latest(ted, thd),
  },
  {
    when: ({ provider }) => provider === 'CRC',
    from: 'omic-2021',
    to: 'omic-2022-10',
    source: am('app/services/handover_date_service.rb', '2bc3ea25'),
    picks: ({ hdcad, ard, crd, hdced }) => hdcad ?? earliest(ard, crd, hdced),
  },
  {
    when: () => true,
    from: 'omic-2021',
    source: am(CALCULATION),
    picks: ({ ped, ard, crd }) => ped ?? earliest(ard, crd),
  },
])

/** The row that says which date that is, by a rule set: the last one fits everybody. */
export const releaseRowOf = (facts: HandoverCase, ruleSet: HandoverRuleSet): ReleaseRow =>
  releaseRows(ruleSet).find(({ when }) => when(facts))!

/** The earliest release date for handover by a rule set; undefined where no date is usable. */
export function earliestRelease(facts: HandoverCase, on: CalendarDate, ruleSet: HandoverRuleSet): Named {
  const future = (date: Named): Named => (date && compareDates(date.date, on) > 0 ? date : undefined)
  return releaseRowOf(facts, ruleSet).picks(datesOf(facts), future)
}

const named = (type: string, date: CalendarDate | undefined): Named => date && { type, date }

const datesOf = (facts: HandoverCase) => ({
  ard: named('ARD', facts.automaticReleaseOverrideDate ?? facts.automaticReleaseDate),
  crd: named('CRD', facts.conditionalReleaseOverrideDate ?? facts.conditionalReleaseDate),
  ped: named('PED', facts.paroleEligibilityDate),
  hdcad: named('HDCAD', facts.homeDetentionCurfewActualDate),
  hdced: named('HDCED', facts.homeDetentionCurfewEligibilityDate),
  ted: named('TED', facts.tariffDate),
  thd: named('THD', facts.targetHearingDate),
})
