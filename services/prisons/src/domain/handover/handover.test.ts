import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { handoverOn } from './handover'
import { caseOf, handoverRule } from './handover-rule'
import { type HandoverRow, handoverRows } from './rows'
import { RULE_SETS, type RuleSetId } from './rule-sets'

type Facts = Readonly<Record<string, unknown>>

/** Dates by their codes of the field; all other facts by their names. */
const CODES: Readonly<Record<string, string>> = {
  START: 'sentenceStartDate',
  CRD: 'conditionalReleaseDate',
  CRDO: 'conditionalReleaseOverrideDate',
  ARD: 'automaticReleaseDate',
  ARDO: 'automaticReleaseOverrideDate',
  PED: 'paroleEligibilityDate',
  PRRD: 'postRecallReleaseDate',
  HDCED: 'homeDetentionCurfewEligibilityDate',
  HDCAD: 'homeDetentionCurfewActualDate',
  TED: 'tariffDate',
  THD: 'targetHearingDate',
}

const FIXED = { sentenceType: 'determinate', sentenceStartDate: '2020-01-06', dateOfBirth: '1980-05-05' }
const LIFE = { sentenceType: 'indeterminate', sentenceStartDate: '2010-01-06', dateOfBirth: '1970-05-05' }
/** What the tables write as one word. */
const WORDS: Readonly<Record<string, Facts>> = {
  nothing: {},
  FIXED,
  LIFE,
  SHORT: { ...FIXED, sentenceStartDate: '2024-01-01' },
  OPEN: { ...LIFE, tariffDate: '2028-06-30', prisonId: 'SPI' },
  WOMAN: { ...LIFE, tariffDate: '2028-06-30', prisonId: 'ESI', categoryCode: 'T' },
  NPS: { ...FIXED, provider: 'NPS' },
  CRC: { ...FIXED, provider: 'CRC' },
  OLD: { ...FIXED, sentenceStartDate: '2018-01-01' },
  REFUSED: { lastParoleOutcome: 'Refused [*]' },
  RELEASED: { lastParoleOutcome: 'Release [*]' },
}

/** `FIXED CRD=2027-10-31 mappaLevel=2 recalled`; ISP is the list of indeterminate sentences. */
const factsOf = (given: string): Facts =>
  Object.assign(
    {},
    ...given.split(' ').map(word => {
      if (WORDS[word]) return WORDS[word]
      const [name, value] = word.split('=') as [string, string?]
      if (name === 'ISP') return { indeterminateSentenceStartDates: value?.split(',') }
      return {
        [CODES[name] ?? name]: name === 'mappaLevel' ? Number(value) : value === 'false' ? false : (value ?? true),
      }
    }),
  )

const date = (text: string) => parseCalendarDate(text)!

/** `responsibility dates reason release`: both dates, or start/handover where they differ; a dash is null. */
function answer(set: string, on: string, facts: Facts): string {
  const { result, decidedBy } = handoverRule.evaluate(facts, date(on), { id: set })
  expect(decidedBy.row).toBe(result.reason)
  expect(decidedBy.source).toMatch(/^offender-management-allocation-manager: app\//)
  if (!('responsibility' in result)) return `outside ${result.reason}`
  const { responsibility, handoverStartDate: start, handoverDate: handover, reason, earliestRelease } = result
  const release = earliestRelease ? `${earliestRelease.type} ${earliestRelease.date}` : '-'
  return [responsibility, start === handover ? (start ?? '-') : `${start}/${handover}`, reason, release].join(' ')
}

/** Every case of the tables, for the rows that nobody reaches. */
const played: { readonly set: string; readonly on: string; readonly facts: Facts }[] = []

/** `when | given | then`, one case a line, asked of each rule set. */
const table =
  (what: string, sets: readonly string[]) =>
  ([text]: TemplateStringsArray) => {
    const lines = text!.split('\n').map(line => line.trim())
    const cases = lines.filter(line => line !== '' && !line.startsWith('#'))
    describe(what, () => {
      for (const set of sets)
        for (const line of cases) {
          const [on, given, then] = line.split(' | ') as [string, string, string]
          const facts = factsOf(given)
          played.push({ set, on, facts })
          it(`${set}, ${line}`, () => {
            expect(answer(set, on, facts)).toBe(then)
          })
        }
    })
  }

const IDS = RULE_SETS.map(({ id }) => id)
const from = (first: RuleSetId, last: RuleSetId = 'omic-2025-05') =>
  IDS.slice(IDS.indexOf(first), IDS.indexOf(last) + 1)
const NOW: readonly RuleSetId[] = ['omic-2025-05']

table('an additional indeterminate sentence', NOW)`
  2026-01-01 | LIFE TED=2030-01-01 ISP=2010-01-06,2010-01-07 | CustodyOnly - additional_isp TED 2030-01-01
  2026-01-01 | LIFE TED=2030-01-01 ISP=2012-03-01,2010-01-06 | CustodyOnly - additional_isp TED 2030-01-01
  2026-01-01 | LIFE TED=2030-01-01 ISP=2010-01-06,2010-01-06 | CustodyOnly 2029-01-01 indeterminate TED 2030-01-01
  2026-01-01 | LIFE TED=2030-01-01 ISP=2010-01-06 | CustodyOnly 2029-01-01 indeterminate TED 2030-01-01
  2026-01-01 | LIFE TED=2030-01-01 ISP= | CustodyOnly 2029-01-01 indeterminate TED 2030-01-01
  2026-01-01 | LIFE ISP=2010-01-06,2012-03-01 recalled | CustodyOnly - additional_isp -
  2026-01-01 | FIXED CRD=2030-01-01 ISP=2010-01-06,2012-03-01 | CustodyOnly 2029-04-17 determinate CRD 2030-01-01
`

table('recalled, with a distant hearing', NOW)`
  2026-01-10 | LIFE recalled THD=2027-01-10 | CustodyWithCom - recall_thd_over_12_months THD 2027-01-10
  2026-01-11 | LIFE recalled THD=2027-01-10 | Community - recall_case THD 2027-01-10
  2026-01-09 | LIFE recalled THD=2027-01-10 mappaLevel=0 | CustodyWithCom - recall_thd_over_12_months THD 2027-01-10
  2026-01-09 | LIFE recalled THD=2027-01-10 mappaLevel=1 | CustodyWithCom - recall_thd_over_12_months THD 2027-01-10
  2026-01-09 | LIFE recalled THD=2027-01-10 mappaLevel=2 | Community - recall_case THD 2027-01-10
  2026-01-09 | LIFE recalled THD=2027-01-10 mappaLevel=3 REFUSED | Community - parole_mappa_2_3 THD 2027-01-10
  2026-01-09 | LIFE recalled THD=2027-01-10 REFUSED | CustodyWithCom - recall_thd_over_12_months THD 2027-01-10
  2026-01-09 | LIFE recalled | Community - recall_case -
  2026-01-09 | FIXED recalled THD=2027-01-10 PRRD=2026-05-05 | Community - recall_case -
`

table('not released, with a distant hearing', NOW)`
  2026-01-10 | LIFE THD=2027-01-10 REFUSED mappaLevel=2 | Community - parole_mappa_2_3 THD 2027-01-10
  2026-01-10 | LIFE THD=2027-01-10 REFUSED mappaLevel=3 | Community - parole_mappa_2_3 THD 2027-01-10
  2026-01-10 | LIFE THD=2027-01-10 REFUSED mappaLevel=1 | CustodyWithCom - thd_over_12_months THD 2027-01-10
  2026-01-10 | LIFE THD=2027-01-10 REFUSED mappaLevel=0 | CustodyWithCom - thd_over_12_months THD 2027-01-10
  2026-01-10 | LIFE THD=2027-01-10 REFUSED | CustodyWithCom - thd_over_12_months THD 2027-01-10
  2026-01-11 | LIFE THD=2027-01-10 REFUSED | Community 2026-01-10 indeterminate THD 2027-01-10
  2026-01-10 | LIFE THD=2027-01-10 RELEASED | Community 2026-01-10 indeterminate THD 2027-01-10
  2026-01-09 | LIFE THD=2027-01-10 | CustodyOnly 2026-01-10 indeterminate THD 2027-01-10
  2026-01-09 | LIFE THD=2027-01-10 lastParoleOutcome= | CustodyOnly 2026-01-10 indeterminate THD 2027-01-10
  # At the end of February the same day twelve months on is the 28th for two days.
  2024-02-28 | LIFE THD=2025-02-28 REFUSED | CustodyWithCom - thd_over_12_months THD 2025-02-28
  2024-02-29 | LIFE THD=2025-02-28 REFUSED | CustodyWithCom - thd_over_12_months THD 2025-02-28
  2024-03-01 | LIFE THD=2025-02-28 REFUSED | Community 2024-02-28 indeterminate THD 2025-02-28
  2023-02-28 | LIFE THD=2024-02-29 REFUSED | CustodyWithCom - thd_over_12_months THD 2024-02-29
  2023-03-01 | LIFE THD=2024-02-29 REFUSED | Community 2023-02-28 indeterminate THD 2024-02-29
  2026-01-10 | FIXED PED=2029-01-10 THD=2027-01-10 REFUSED mappaLevel=3 | CustodyOnly 2028-01-10 determinate_parole PED 2029-01-10
`

table('recall, immigration and no release date', NOW)`
  2026-01-01 | FIXED recalled CRD=2026-09-09 | Community - recall_case CRD 2026-09-09
  2026-01-01 | FIXED recalled immigrationCase CRD=2026-09-09 | Community - recall_case CRD 2026-09-09
  2026-01-01 | FIXED immigrationCase CRD=2026-09-09 | Community - immigration_case CRD 2026-09-09
  2026-01-01 | imprisonmentStatus=DET | Community - immigration_case -
  2026-01-01 | FIXED imprisonmentStatus=DET earlyAllocation | Community - immigration_case -
  2026-01-01 | FIXED imprisonmentStatus=DET immigrationCase=false CRD=2030-01-01 | CustodyOnly 2029-04-17 determinate CRD 2030-01-01
  2026-01-01 | FIXED HDCED=2026-09-09 | CustodyOnly - release_date_unknown -
  2026-01-01 | FIXED HDCAD=2026-09-09 PRRD=2026-09-09 | CustodyOnly - release_date_unknown -
  2026-01-01 | FIXED TED=2026-09-09 THD=2026-09-09 | CustodyOnly - release_date_unknown -
  2026-01-01 | FIXED HDCED=2026-09-09 earlyAllocation | CustodyOnly - release_date_unknown -
  2026-01-01 | LIFE PED=2026-09-09 CRD=2026-09-09 ARD=2026-09-09 | CustodyOnly - release_date_unknown -
`

table('early allocation', NOW)`
  2026-01-01 | FIXED CRD=2028-06-30 earlyAllocation | CustodyOnly 2027-03-30 early_allocation CRD 2028-06-30
  2027-03-29 | FIXED CRD=2028-06-30 earlyAllocation | CustodyOnly 2027-03-30 early_allocation CRD 2028-06-30
  2027-03-30 | FIXED CRD=2028-06-30 earlyAllocation | Community 2027-03-30 early_allocation CRD 2028-06-30
  # 15 months before 31 May is the last day of February.
  2026-01-01 | FIXED CRD=2029-05-31 earlyAllocation | CustodyOnly 2028-02-29 early_allocation CRD 2029-05-31
  2026-01-01 | FIXED CRD=2028-05-31 earlyAllocation | CustodyOnly 2027-02-28 early_allocation CRD 2028-05-31
  2026-01-01 | FIXED PED=2028-06-30 earlyAllocation | CustodyOnly 2027-03-30 early_allocation PED 2028-06-30
  2026-01-01 | LIFE TED=2028-06-30 earlyAllocation | CustodyOnly 2027-03-30 early_allocation TED 2028-06-30
  # Before the short sentence, and without a clamp: before the sentence began.
  2026-01-20 | FIXED START=2026-01-10 CRD=2026-06-10 earlyAllocation | Community 2025-03-10 early_allocation CRD 2026-06-10
  2026-01-01 | FIXED CRD=2028-06-30 earlyAllocation=false | CustodyOnly 2027-10-16 determinate CRD 2028-06-30
`

table('an indeterminate sentence', NOW)`
  2026-01-01 | LIFE TED=2028-06-30 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
  2027-06-29 | LIFE TED=2028-06-30 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
  2027-06-30 | LIFE TED=2028-06-30 | Community 2027-06-30 indeterminate TED 2028-06-30
  2026-01-01 | LIFE TED=2028-02-29 | CustodyOnly 2027-02-28 indeterminate TED 2028-02-29
  2026-01-01 | LIFE START=2025-12-01 TED=2026-06-01 | Community 2025-06-01 indeterminate TED 2026-06-01
`

table('which date counts for an indeterminate sentence', NOW)`
  2026-01-01 | LIFE TED=2026-01-02 THD=2029-01-01 | Community 2025-01-02 indeterminate TED 2026-01-02
  2026-01-02 | LIFE TED=2026-01-02 THD=2029-01-01 | CustodyOnly 2028-01-01 indeterminate THD 2029-01-01
  2026-01-03 | LIFE TED=2026-01-02 THD=2029-01-01 | CustodyOnly 2028-01-01 indeterminate THD 2029-01-01
  2026-01-01 | LIFE TED=2028-01-01 THD=2026-06-01 | CustodyOnly 2027-01-01 indeterminate TED 2028-01-01
  2026-01-01 | LIFE TED=2020-01-01 THD=2022-01-01 | Community 2021-01-01 indeterminate THD 2022-01-01
  2026-01-01 | LIFE TED=2023-01-01 THD=2022-01-01 | Community 2022-01-01 indeterminate TED 2023-01-01
  2026-01-01 | LIFE TED=2022-01-01 THD=2022-01-01 | Community 2021-01-01 indeterminate TED 2022-01-01
  2026-01-01 | LIFE TED=2025-06-01 THD=2026-01-01 | Community 2025-01-01 indeterminate THD 2026-01-01
  2026-01-01 | LIFE THD=2020-01-01 | Community 2019-01-01 indeterminate THD 2020-01-01
  2026-01-01 | LIFE TED=2026-01-01 | Community 2025-01-01 indeterminate TED 2026-01-01
`

table('a sentence of ten months or less', NOW)`
  2024-02-01 | SHORT CRD=2024-10-31 | Community - determinate_short CRD 2024-10-31
  2024-02-01 | SHORT CRD=2024-11-01 | Community - determinate_short CRD 2024-11-01
  2024-02-01 | SHORT CRD=2024-11-02 | CustodyOnly 2024-02-17 determinate CRD 2024-11-02
  2024-02-01 | SHORT ARD=2024-11-01 | Community - determinate_short ARD 2024-11-01
  2024-02-01 | SHORT PED=2024-11-01 CRD=2026-11-01 | Community - determinate_short PED 2024-11-01
  2024-02-01 | SHORT PED=2024-11-02 CRD=2026-11-01 | Community 2023-11-02 determinate_parole PED 2024-11-02
  # Ten months from 30 April 2023 are the last of February: the day after is longer.
  2023-05-01 | FIXED START=2023-04-30 CRD=2024-02-29 | Community - determinate_short CRD 2024-02-29
  2023-05-01 | FIXED START=2023-04-30 CRD=2024-03-01 | CustodyOnly 2023-06-17 determinate CRD 2024-03-01
  2022-05-01 | FIXED START=2022-04-30 CRD=2023-02-28 | Community - determinate_short CRD 2023-02-28
  2022-05-01 | FIXED START=2022-04-30 CRD=2023-03-01 | CustodyOnly 2022-06-17 determinate CRD 2023-03-01
  # The whole sentence counts, not what is left of it.
  2026-01-01 | FIXED START=2020-01-06 CRD=2026-02-01 | Community 2025-05-18 determinate CRD 2026-02-01
  2024-02-01 | SHORT START=2024-11-05 CRD=2024-11-01 | Community - determinate_short CRD 2024-11-01
`

table('a determinate sentence with parole', NOW)`
  2026-01-01 | FIXED PED=2028-06-30 | CustodyOnly 2027-06-30 determinate_parole PED 2028-06-30
  2027-06-29 | FIXED PED=2028-06-30 | CustodyOnly 2027-06-30 determinate_parole PED 2028-06-30
  2027-06-30 | FIXED PED=2028-06-30 | Community 2027-06-30 determinate_parole PED 2028-06-30
  # The PED counts whatever the other dates are.
  2026-01-01 | FIXED PED=2028-06-30 ARD=2027-01-01 CRD=2026-06-01 | CustodyOnly 2027-06-30 determinate_parole PED 2028-06-30
  2026-01-01 | FIXED PED=2024-02-29 CRD=2027-01-01 | Community 2023-02-28 determinate_parole PED 2024-02-29
`

table('any other determinate sentence', NOW)`
  # 31 October less 8 months is the last of February, less 14 days.
  2026-01-01 | FIXED CRD=2027-10-31 | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
  2026-01-01 | FIXED CRD=2028-10-31 | CustodyOnly 2028-02-15 determinate CRD 2028-10-31
  2026-01-01 | FIXED CRD=2027-10-30 | CustodyOnly 2027-02-14 determinate CRD 2027-10-30
  2026-01-01 | FIXED CRD=2027-10-28 | CustodyOnly 2027-02-14 determinate CRD 2027-10-28
  2026-01-01 | FIXED CRD=2027-10-27 | CustodyOnly 2027-02-13 determinate CRD 2027-10-27
  2026-01-01 | FIXED CRD=2027-11-01 | CustodyOnly 2027-02-15 determinate CRD 2027-11-01
  2027-02-13 | FIXED CRD=2027-10-31 | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
  2027-02-14 | FIXED CRD=2027-10-31 | Community 2027-02-14 determinate CRD 2027-10-31
  2027-02-15 | FIXED CRD=2027-10-31 | Community 2027-02-14 determinate CRD 2027-10-31
  2026-01-01 | FIXED ARD=2027-09-01 CRD=2027-10-31 | CustodyOnly 2026-12-18 determinate ARD 2027-09-01
  2026-01-01 | FIXED ARD=2027-12-01 CRD=2027-10-31 | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
  2026-01-01 | FIXED ARD=2027-10-31 CRD=2027-10-31 | CustodyOnly 2027-02-14 determinate ARD 2027-10-31
  2026-01-01 | FIXED CRD=2027-10-31 CRDO=2028-10-31 | CustodyOnly 2028-02-15 determinate CRD 2028-10-31
  2026-01-01 | FIXED CRDO=2028-10-31 | CustodyOnly 2028-02-15 determinate CRD 2028-10-31
  2026-01-01 | FIXED ARD=2027-01-01 ARDO=2029-01-01 CRD=2028-10-31 | CustodyOnly 2028-02-15 determinate CRD 2028-10-31
  # Neither curfew dates nor post-recall release play a part.
  2026-01-01 | FIXED CRD=2027-10-31 HDCED=2026-04-01 HDCAD=2026-04-01 PRRD=2026-02-02 | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
  2026-01-01 | FIXED CRD=2027-10-31 mappaLevel=3 provider=CRC welsh | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
  # A sentence type that is not known counts as determinate.
  2026-01-01 | START=2020-01-06 CRD=2027-10-31 | CustodyOnly 2027-02-14 determinate CRD 2027-10-31
`

table('open conditions', NOW)`
  2026-01-01 | OPEN prisonArrivalDate=2021-03-31 | CustodyWithCom 2021-03-31/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonArrivalDate=2021-03-30 | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonArrivalDate=2026-01-01 | CustodyWithCom 2026-01-01/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonArrivalDate=2026-01-02 | CustodyOnly 2026-01-02/2027-06-30 indeterminate_open TED 2028-06-30
  2027-06-30 | OPEN prisonArrivalDate=2026-01-01 | Community 2026-01-01/2027-06-30 indeterminate_open TED 2028-06-30
  2028-01-01 | OPEN prisonArrivalDate=2027-07-01 | Community 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonId=MDI prisonArrivalDate=2025-01-01 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
  # Never before the sentence, which may bring an earlier arrival under the policy.
  2026-01-01 | OPEN START=2022-02-02 prisonArrivalDate=2020-01-01 | CustodyWithCom 2022-02-02/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN earlyAllocation prisonArrivalDate=2025-01-01 | CustodyWithCom 2025-01-01/2027-03-30 early_allocation TED 2028-06-30
  # A determinate sentence in an open prison has no early start.
  2026-01-01 | FIXED PED=2028-06-30 prisonId=SPI prisonArrivalDate=2025-01-01 | CustodyOnly 2027-06-30 determinate_parole PED 2028-06-30
  # Prescoed.
  2026-01-01 | OPEN prisonId=UPI welsh prisonArrivalDate=2020-10-19 | CustodyWithCom 2020-10-19/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonId=UPI welsh prisonArrivalDate=2020-10-18 | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonId=UPI welsh=false prisonArrivalDate=2020-10-19 | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN prisonId=UPI prisonArrivalDate=2021-03-31 | CustodyWithCom 2021-03-31/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | OPEN welsh prisonArrivalDate=2020-10-19 | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  # Women.
  2026-01-01 | WOMAN categoryActiveSince=2019-05-05 | CustodyWithCom 2019-05-05/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | WOMAN categoryActiveSince=2026-01-02 prisonArrivalDate=2022-01-01 | CustodyOnly 2026-01-02/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | WOMAN prisonArrivalDate=2022-01-01 | CustodyOnly 2027-06-30 indeterminate_open TED 2028-06-30
  2028-01-01 | WOMAN categoryActiveSince=2027-08-01 | Community 2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | WOMAN categoryCode=R categoryActiveSince=2019-05-05 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
  2026-01-01 | WOMAN prisonId=XXI estate=womens categoryActiveSince=2019-05-05 | CustodyWithCom 2019-05-05/2027-06-30 indeterminate_open TED 2028-06-30
  2026-01-01 | WOMAN estate=mens categoryActiveSince=2019-05-05 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
  2026-01-01 | OPEN categoryCode=T prisonId=MDI categoryActiveSince=2019-05-05 | CustodyOnly 2027-06-30 indeterminate TED 2028-06-30
`

table('an override', NOW)`
  2026-01-01 | FIXED CRD=2027-10-31 responsibilityOverride=Probation | Community 2027-02-14 responsibility_override CRD 2027-10-31
  2027-02-14 | FIXED CRD=2027-10-31 responsibilityOverride=Prison | CustodyWithCom 2027-02-14 responsibility_override CRD 2027-10-31
  2026-01-01 | FIXED recalled CRD=2027-10-31 responsibilityOverride=Prison | CustodyWithCom - responsibility_override CRD 2027-10-31
  2026-01-01 | FIXED HDCED=2026-05-05 responsibilityOverride=Probation | Community - responsibility_override -
  2026-01-01 | FIXED responsibilityOverride=Probation | outside not_sentenced
`

table('policy scope', IDS)`
  2024-06-30 | FIXED CRD=2030-10-31 dateOfBirth=2006-07-01 | outside under_18
  2024-06-30 | FIXED CRD=2030-10-31 dateOfBirth=2006-07-01 recalled | outside under_18
  2024-06-30 | FIXED recalled | outside not_sentenced
  2024-06-30 | sentenceType=determinate CRD=2030-10-31 | outside not_sentenced
  2024-06-30 | nothing | outside not_sentenced
  2024-06-30 | FIXED CRD=2030-10-31 imprisonmentStatus=CIVIL | outside civil_sentence
  2024-06-30 | immigrationCase imprisonmentStatus=A/FINE | outside civil_sentence
  2024-06-30 | immigrationCase imprisonmentStatus=DET | Community - immigration_case -
  2024-06-30 | FIXED CRD=2030-10-31 imprisonmentStatus=SENT recalled | Community - recall_case CRD 2030-10-31
  2024-06-30 | FIXED PRRD=2030-10-31 | CustodyOnly - release_date_unknown -
  2024-06-30 | LIFE | CustodyOnly - release_date_unknown -
`
table('the day of coming of age', NOW)`
  2024-06-30 | FIXED CRD=2030-10-31 dateOfBirth=2006-06-30 | CustodyOnly 2030-02-14 determinate CRD 2030-10-31
  2024-06-29 | FIXED CRD=2030-10-31 dateOfBirth=2006-06-30 | outside under_18
  2026-02-28 | FIXED CRD=2030-10-31 dateOfBirth=2008-02-29 | outside under_18
  2026-03-01 | FIXED CRD=2030-10-31 dateOfBirth=2008-02-29 | CustodyOnly 2030-02-14 determinate CRD 2030-10-31
  2024-06-30 | START=2020-01-06 CRD=2030-10-31 | CustodyOnly 2030-02-14 determinate CRD 2030-10-31
`

// How the rules changed.

table('the window of NPS cases', ['omic-2021'])`
  2021-06-01 | NPS CRD=2022-10-31 | CustodyOnly 2022-03-16/2022-06-15 nps_mappa_unknown CRD 2022-10-31
  2022-03-16 | NPS CRD=2022-10-31 mappaLevel=1 | CustodyWithCom 2022-03-16/2022-06-15 nps_determinate_mappa_1_n CRD 2022-10-31
  2022-06-15 | NPS CRD=2022-10-31 mappaLevel=0 | Community 2022-03-16/2022-06-15 nps_determinate_mappa_1_n CRD 2022-10-31
  2021-06-01 | FIXED ARD=2022-10-31 | CustodyOnly 2022-03-16/2022-06-15 nps_mappa_unknown ARD 2022-10-31
  # An actual curfew date replaces the end, an eligibility date only brings it forward; neither before the start.
  2021-06-01 | NPS CRD=2022-10-31 HDCAD=2022-07-01 HDCED=2022-05-01 | CustodyOnly 2022-03-16/2022-07-01 nps_mappa_unknown CRD 2022-10-31
  2021-06-01 | NPS CRD=2022-10-31 HDCED=2022-06-14 | CustodyOnly 2022-03-16/2022-06-14 nps_mappa_unknown CRD 2022-10-31
  2021-06-01 | NPS CRD=2022-10-31 HDCED=2022-06-16 | CustodyOnly 2022-03-16/2022-06-15 nps_mappa_unknown CRD 2022-10-31
  2021-06-01 | NPS CRD=2022-10-31 HDCED=2022-03-01 | CustodyOnly 2022-03-16 nps_mappa_unknown CRD 2022-10-31
  # MAPPA 2 and 3: at the start of the window, but never before today.
  2022-03-15 | NPS CRD=2022-10-31 mappaLevel=2 HDCED=2022-01-01 | CustodyOnly 2022-03-16 nps_determinate_mappa_2_3 CRD 2022-10-31
  2022-03-16 | NPS CRD=2022-10-31 mappaLevel=3 | Community 2022-03-16 nps_determinate_mappa_2_3 CRD 2022-10-31
  2022-03-20 | NPS CRD=2022-10-31 mappaLevel=3 | Community 2022-03-16/2022-03-20 nps_determinate_mappa_2_3 CRD 2022-10-31
`

table('the single date of NPS cases', ['omic-2022-10'])`
  2022-12-01 | NPS CRD=2023-10-31 | CustodyOnly 2023-03-16 nps_determinate CRD 2023-10-31
  2023-03-16 | NPS CRD=2023-10-31 mappaLevel=3 HDCED=2022-11-11 | Community 2023-03-16 nps_determinate CRD 2023-10-31
  2022-12-01 | NPS START=2022-11-30 CRD=2023-10-31 | CustodyOnly 2023-03-16 nps_determinate CRD 2023-10-31
`

table('until April 2023', from('omic-2021', 'omic-2022-10'))`
  2022-01-01 | CRC CRD=2022-10-31 | CustodyOnly 2022-08-08 crc_case CRD 2022-10-31
  2022-08-07 | CRC CRD=2022-10-31 | CustodyOnly 2022-08-08 crc_case CRD 2022-10-31
  2022-08-08 | CRC CRD=2022-10-31 | Community 2022-08-08 crc_case CRD 2022-10-31
  2022-01-01 | CRC CRD=2022-10-31 HDCED=2022-10-01 ARD=2022-12-01 | CustodyOnly 2022-07-09 crc_case HDCED 2022-10-01
  2022-01-01 | CRC CRD=2022-10-31 HDCED=2022-10-01 HDCAD=2022-11-01 | CustodyOnly 2022-08-09 crc_case HDCAD 2022-11-01
  # A short sentence and early allocation are no matter of the CRC; parole is not either.
  2022-01-01 | CRC START=2021-12-31 CRD=2022-03-31 earlyAllocation | CustodyOnly 2022-01-06 crc_case CRD 2022-03-31
  2022-01-01 | CRC PED=2022-05-01 CRD=2022-10-31 | CustodyOnly 2022-08-08 crc_case CRD 2022-10-31
  2022-01-01 | CRC PED=2022-05-01 | CustodyOnly - release_date_unknown -
  # An indeterminate sentence is never a CRC case.
  2022-01-01 | LIFE provider=CRC TED=2024-06-30 | CustodyOnly 2023-10-30 nps_indeterminate TED 2024-06-30
  2022-01-01 | NPS START=2021-12-01 CRD=2022-10-01 | Community - less_than_10_months_left_to_serve CRD 2022-10-01
  2022-01-01 | NPS START=2021-12-01 CRD=2022-10-01 earlyAllocation | Community - less_than_10_months_left_to_serve CRD 2022-10-01
  2022-01-01 | NPS START=2021-12-01 PED=2022-10-01 | Community - less_than_10_months_left_to_serve PED 2022-10-01
  2022-01-01 | NPS CRD=2024-05-31 earlyAllocation | CustodyOnly 2023-02-28 nps_early_allocation CRD 2024-05-31
  2022-01-01 | LIFE TED=2024-05-31 earlyAllocation | CustodyOnly 2023-02-28 nps_early_allocation TED 2024-05-31
  2022-01-01 | NPS PED=2024-06-30 CRD=2026-06-30 | CustodyOnly 2023-10-30 nps_determinate_parole_case PED 2024-06-30
  2022-01-01 | LIFE TED=2024-06-30 prisonId=HDI prisonArrivalDate=2021-12-12 | CustodyWithCom 2021-12-12/2023-10-30 nps_indeterminate_open TED 2024-06-30
  2022-01-01 | LIFE TED=2024-06-30 prisonId=UPI welsh prisonArrivalDate=2020-10-19 | CustodyWithCom 2020-10-19/2023-10-30 nps_indeterminate_open TED 2024-06-30
  2022-01-01 | LIFE TED=2024-06-30 prisonId=UPI welsh prisonArrivalDate=2020-10-18 | CustodyOnly 2023-10-30 nps_indeterminate_open TED 2024-06-30
`

table('an indeterminate release date until July 2024', from('omic-2021', 'omic-2024-05'))`
  2022-01-01 | LIFE TED=2022-01-01 | CustodyOnly - release_date_unknown -
  2022-01-01 | LIFE TED=2022-01-01 THD=2022-01-01 PED=2022-01-01 | CustodyOnly - release_date_unknown -
  2022-01-01 | LIFE TED=2022-01-01 THD=2020-01-01 CRD=2025-01-01 | CustodyOnly - release_date_unknown -
`
table('… and which date it is', from('omic-2023-11-02', 'omic-2024-05'))`
  2022-01-01 | LIFE TED=2025-01-01 THD=2022-06-01 | CustodyOnly 2024-01-01 indeterminate TED 2025-01-01
  2022-01-01 | LIFE TED=2022-01-01 THD=2025-01-01 PED=2026-01-01 | CustodyOnly 2024-01-01 indeterminate THD 2025-01-01
  2022-01-01 | LIFE THD=2026-01-01 PED=2025-01-01 | CustodyOnly 2024-01-01 indeterminate PED 2025-01-01
  2022-01-01 | LIFE THD=2021-01-01 PED=2025-01-01 | CustodyOnly 2024-01-01 indeterminate PED 2025-01-01
  2022-01-01 | LIFE THD=2025-01-01 PED=2025-01-01 | CustodyOnly 2024-01-01 indeterminate THD 2025-01-01
`
table('… and from then to May 2025', from('omic-2024-07', 'omic-2024-10'))`
  2024-09-01 | LIFE TED=2024-01-01 THD=2027-01-01 | Community 2023-01-01 indeterminate TED 2024-01-01
  2024-09-01 | LIFE TED=2027-01-01 THD=2026-01-01 | CustodyOnly 2025-01-01 indeterminate THD 2026-01-01
  2024-09-01 | LIFE TED=2026-01-01 THD=2026-01-01 | CustodyOnly 2025-01-01 indeterminate TED 2026-01-01
  2024-09-01 | LIFE PED=2026-01-01 | CustodyOnly - release_date_unknown -
`

table('April to November 2023', ['omic-2023-04'])`
  2023-05-01 | LIFE TED=2024-10-31 | CustodyOnly 2024-02-29 indeterminate TED 2024-10-31
  2023-05-01 | LIFE TED=2024-10-31 prisonId=HVI prisonArrivalDate=2023-04-04 | CustodyWithCom 2023-04-04/2024-02-29 indeterminate_open TED 2024-10-31
  2023-05-01 | FIXED PED=2024-10-31 | CustodyOnly 2024-02-29 determinate_parole PED 2024-10-31
`
table('April 2023 to the second change of November', from('omic-2023-04', 'omic-2023-11-02'))`
  2023-05-01 | FIXED CRD=2024-10-31 provider=CRC HDCED=2023-06-01 | CustodyOnly 2024-02-15 determinate CRD 2024-10-31
  2023-05-01 | FIXED START=2023-04-01 CRD=2024-02-01 | Community - determinate_short CRD 2024-02-01
  # Early allocation after the short sentence, and neither for parole nor for indeterminate sentences.
  2023-05-01 | FIXED START=2023-04-01 CRD=2024-02-01 earlyAllocation | Community - determinate_short CRD 2024-02-01
  2023-05-01 | FIXED CRD=2025-06-30 earlyAllocation | CustodyOnly 2024-03-30 early_allocation CRD 2025-06-30
`
table('the first change of November 2023', ['omic-2023-11-02'])`
  2023-11-03 | FIXED PED=2025-06-30 earlyAllocation | CustodyOnly 2024-06-30 determinate_parole PED 2025-06-30
  2023-11-03 | LIFE TED=2025-06-30 earlyAllocation | CustodyOnly 2024-06-30 indeterminate TED 2025-06-30
  2023-11-03 | LIFE TED=2025-06-30 prisonId=TCI | CustodyOnly 2024-06-30 indeterminate_open TED 2025-06-30
  # Parole before the short sentence.
  2023-11-03 | FIXED START=2023-10-01 PED=2024-07-01 | Community 2023-07-01 determinate_parole PED 2024-07-01
`
table('since the second change of November 2023', from('omic-2023-11-08'))`
  2023-11-09 | FIXED PED=2025-06-30 earlyAllocation | CustodyOnly 2024-03-30 early_allocation PED 2025-06-30
  2023-11-09 | LIFE TED=2025-06-30 earlyAllocation | CustodyOnly 2024-03-30 early_allocation TED 2025-06-30
  2023-11-09 | FIXED START=2023-10-01 CRD=2024-07-01 earlyAllocation | Community 2023-04-01 early_allocation CRD 2024-07-01
  2023-11-09 | FIXED START=2023-10-01 PED=2024-07-01 | Community - determinate_short PED 2024-07-01
  2023-11-09 | FIXED PED=2025-06-30 | CustodyOnly 2024-06-30 determinate_parole PED 2025-06-30
  2023-11-09 | LIFE TED=2025-06-30 | CustodyOnly 2024-06-30 indeterminate TED 2025-06-30
  2023-11-09 | LIFE TED=2025-06-30 prisonId=TCI | CustodyOnly 2024-06-30 indeterminate_open TED 2025-06-30
  2023-11-09 | FIXED CRD=2025-10-31 | CustodyOnly 2025-02-14 determinate CRD 2025-10-31
`

table('before parole outcomes counted', from('omic-2021', 'omic-2023-11-08'))`
  2024-01-01 | LIFE recalled THD=2026-01-01 REFUSED mappaLevel=3 ISP=2010-01-06,2012-01-01 | Community - recall_case THD 2026-01-01
`
table('since parole outcomes count', from('omic-2024-05'))`
  2024-06-30 | LIFE THD=2026-01-01 REFUSED mappaLevel=2 | Community - parole_mappa_2_3 THD 2026-01-01
  2024-06-30 | LIFE THD=2026-01-01 REFUSED mappaLevel=1 | CustodyWithCom - thd_over_12_months THD 2026-01-01
  2024-06-30 | LIFE THD=2026-01-01 REFUSED | CustodyWithCom - thd_over_12_months THD 2026-01-01
  2024-06-30 | FIXED recalled CRD=2026-01-01 | Community - recall_case CRD 2026-01-01
`
table('May to October 2024', from('omic-2024-05', 'omic-2024-08'))`
  # Level 0 is neither unknown nor 1; the parole rows come before the additional sentence and before recall.
  2024-06-30 | LIFE THD=2026-01-01 REFUSED mappaLevel=0 | CustodyOnly 2025-01-01 indeterminate THD 2026-01-01
  2024-06-30 | LIFE THD=2026-01-01 REFUSED ISP=2010-01-06,2012-01-01 | CustodyWithCom - thd_over_12_months THD 2026-01-01
  2024-06-30 | LIFE THD=2026-01-01 REFUSED recalled mappaLevel=3 | Community - parole_mappa_2_3 THD 2026-01-01
  2024-06-30 | LIFE THD=2026-01-01 ISP=2010-01-06,2012-01-01 | CustodyOnly - additional_isp THD 2026-01-01
`
table('an additional sentence until August 2024', from('omic-2024-05', 'omic-2024-07'))`
  2024-06-30 | LIFE TED=2026-01-01 ISP=2010-01-06,2010-01-06 | CustodyOnly - additional_isp TED 2026-01-01
  2024-06-30 | LIFE TED=2026-01-01 ISP=2010-01-06 | CustodyOnly 2025-01-01 indeterminate TED 2026-01-01
`
table('… and since then', from('omic-2024-08'))`
  2024-08-31 | LIFE TED=2026-01-01 ISP=2010-01-06,2010-01-06 | CustodyOnly 2025-01-01 indeterminate TED 2026-01-01
  2024-08-31 | LIFE TED=2026-01-01 ISP=2010-01-06,2010-01-07 | CustodyOnly - additional_isp TED 2026-01-01
`
table('a recalled indeterminate prisoner keeps dates', ['omic-2024-05'])`
  2024-06-30 | LIFE recalled TED=2026-01-01 | Community 2025-01-01 recall_case TED 2026-01-01
  2024-06-30 | LIFE recalled TED=2026-01-01 earlyAllocation | Community 2024-10-01 recall_case TED 2026-01-01
  2024-06-30 | LIFE recalled | Community - recall_case -
  2024-06-30 | LIFE recalled TED=2026-01-01 prisonId=HBI prisonArrivalDate=2024-02-02 | Community 2024-02-02/2025-01-01 recall_case TED 2026-01-01
`
table('… and no longer', from('omic-2024-07'))`
  2024-08-01 | LIFE recalled TED=2026-01-01 | Community - recall_case TED 2026-01-01
`
table('a recalled one with a distant hearing until October 2024', from('omic-2024-07', 'omic-2024-08'))`
  2024-08-31 | LIFE recalled THD=2026-01-01 | Community - recall_case THD 2026-01-01
`
table('… and since then', from('omic-2024-10'))`
  2024-10-31 | LIFE recalled THD=2026-01-01 mappaLevel=0 | CustodyWithCom - recall_thd_over_12_months THD 2026-01-01
  2024-10-31 | LIFE THD=2026-01-01 REFUSED mappaLevel=0 | CustodyWithCom - thd_over_12_months THD 2026-01-01
  2024-10-31 | LIFE THD=2026-01-01 REFUSED ISP=2010-01-06,2012-01-01 | CustodyOnly - additional_isp THD 2026-01-01
`

table('pre-OMiC cases', from('omic-2021', 'omic-2024-08'))`
  2021-04-01 | OLD nothing CRD=2021-02-14 | Community - pre_omic_rules CRD 2021-02-14
  2021-04-01 | OLD prisonId=MDI CRD=2021-02-14 | Community - pre_omic_rules CRD 2021-02-14
  2021-04-01 | OLD prisonId=FBI CRD=2021-05-31 | Community - pre_omic_rules CRD 2021-05-31
  2021-04-01 | OLD prisonId=IWI CRD=2021-05-31 | Community - pre_omic_rules CRD 2021-05-31
  2021-04-01 | OLD START=2019-09-30 CRD=2021-02-14 | Community - pre_omic_rules CRD 2021-02-14
  2021-04-01 | OLD welsh prisonId=FBI CRD=2020-05-03 | Community - pre_omic_rules CRD 2020-05-03
  2021-04-01 | OLD welsh START=2019-02-03 CRD=2020-05-03 | Community - pre_omic_rules CRD 2020-05-03
  2021-05-01 | OLD prisonId=ESI START=2021-04-29 CRD=2022-09-29 | Community - pre_omic_rules CRD 2022-09-29
  2021-05-01 | OLD estate=womens welsh CRD=2022-09-29 | Community - pre_omic_rules CRD 2022-09-29
  2021-04-01 | LIFE TED=2021-05-01 prisonId=FBI | Community - pre_omic_rules TED 2021-05-01
`
table('… and who is none', ['omic-2023-11-08'])`
  2021-04-01 | OLD nothing CRD=2021-02-15 | Community 2020-06-01 determinate CRD 2021-02-15
  2021-04-01 | OLD START=2019-10-01 CRD=2021-02-14 | Community 2020-05-31 determinate CRD 2021-02-14
  2021-04-01 | OLD prisonId=VEI CRD=2021-06-01 | Community 2020-09-17 determinate CRD 2021-06-01
  2021-04-01 | OLD welsh START=2019-02-04 CRD=2020-05-03 | Community 2019-08-20 determinate CRD 2020-05-03
  2021-04-01 | OLD welsh CRD=2020-05-04 | Community 2019-08-21 determinate CRD 2020-05-04
  2021-05-01 | OLD prisonId=ESI START=2021-04-30 CRD=2022-09-29 | CustodyOnly 2022-01-15 determinate CRD 2022-09-29
  2021-05-01 | OLD prisonId=ESI CRD=2022-09-30 | CustodyOnly 2022-01-16 determinate CRD 2022-09-30
`
table('… and no longer asked', from('omic-2024-10'))`
  2021-04-01 | OLD nothing CRD=2021-02-14 | Community 2020-05-31 determinate CRD 2021-02-14
`

describe('the tables as a whole', () => {
  it('reach every row of every rule set', () => {
    const never = RULE_SETS.flatMap(set => {
      const decided = played
        .filter(({ set: id }) => id === set.id)
        .map(({ on, facts }) => handoverOn(caseOf(facts), date(on), set).decidedBy as HandoverRow)
      const rows = handoverRows(set).filter(row => !decided.includes(row))
      return rows.map(({ reason }) => `${set.id}: ${reason}`)
    })
    expect(never).toEqual([])
  })

  it('are all different, and more than 150', () => {
    const different = new Set(played.map(each => JSON.stringify(each)))
    expect(different.size).toBe(played.length)
    expect(different.size).toBeGreaterThan(150)
  })
})
