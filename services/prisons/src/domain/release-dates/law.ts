import { type CalendarDate, type DatedRow, datedTable, rowOn } from '@hub/calendar'

// The law that moved release dates. The hub does not calculate a sentence: prisons do, and their dates count. It uses
// these rows to tell which law held on a day (the rule `release-dates`): what a date that moved is to be explained by.

/** A standard determinate sentence, or one for an offence that serves longer (SDS+). */
export type StandardSentence = 'SDS' | 'SDS+'

/** A share of the sentence that is served before release: parts of so many. */
export interface Share {
  readonly parts: number
  readonly of: number
}

interface ReleasePoint extends DatedRow {
  readonly sentence: StandardSentence
  readonly served: Share
}

const DAYS = 'calculate-release-dates-api: ImportantDates.kt'
const PARAMETERS = 'calculate-release-dates-api: application-calculation-params.yml'

const RELEASE_POINTS = datedTable<ReleasePoint>(
  'release points',
  [
    { sentence: 'SDS', served: { parts: 1, of: 2 }, from: '2005-04-04', source: `Criminal Justice Act 2003; ${DAYS}` },
    { sentence: 'SDS+', served: { parts: 2, of: 3 }, from: '2020-04-01', source: DAYS },
  ],
  ({ sentence }) => sentence,
)

/** The release point of the law as it stood on a day; undefined before there was such a sentence. */
export const releasePointOn = (on: CalendarDate, sentence: StandardSentence): ReleasePoint | undefined =>
  rowOn(RELEASE_POINTS, on, sentence)

/**
 * The progression model as it is configured for tests and not in force: no look-up answers with it. It comes in
 * tranches by length of sentence, from this day into 2027.
 */
export const PROGRESSION_MODEL: readonly ReleasePoint[] = (
  [
    { sentence: 'SDS', served: { parts: 1, of: 3 } },
    { sentence: 'SDS+', served: { parts: 1, of: 2 } },
  ] as const
).map(row => ({
  ...row,
  from: '2026-10-01',
  source: 'calculate-release-dates-api: application-sds-progression-model-october.yml (configured, not the default)',
}))

/** Release after 40 per cent (SDS40), in tranches by length of sentence. */
interface Sds40 extends DatedRow {
  readonly length: 'under 5 years' | '5 years or more'
  readonly served: Share
  /** Offences for which there is no such release. */
  readonly excluded: 'as first listed' | 'with those added in December 2024'
}

const ORDER = 'Criminal Justice Act 2003 (Requisite and Minimum Custodial Periods) Order 2024'
const FORTY = { parts: 2, of: 5 }

const SDS40 = datedTable<Sds40>(
  'SDS40',
  [
    {
      length: 'under 5 years',
      served: FORTY,
      excluded: 'as first listed',
      from: '2024-09-10',
      to: '2024-12-15',
      source: `${ORDER}; ${PARAMETERS} (tranche 1)`,
    },
    {
      length: 'under 5 years',
      served: FORTY,
      excluded: 'with those added in December 2024',
      from: '2024-12-16',
      source: `${ORDER} as amended by SI 2024/1331 article 3`,
    },
    {
      length: '5 years or more',
      served: FORTY,
      excluded: 'as first listed',
      from: '2024-10-22',
      to: '2024-12-15',
      source: `${ORDER}; ${PARAMETERS} (tranche 2)`,
    },
    {
      length: '5 years or more',
      served: FORTY,
      excluded: 'with those added in December 2024',
      from: '2024-12-16',
      source: `${ORDER} as amended by SI 2024/1331 article 3`,
    },
  ],
  ({ length }) => length,
)

/** SDS40 on a day for a sentence of so many whole years, if its offences are eligible; undefined before its tranche. */
export const sds40On = (on: CalendarDate, years: number): Sds40 | undefined =>
  rowOn(SDS40, on, years < 5 ? 'under 5 years' : '5 years or more')

/** Fixed-term recall of 56 days, in tranches by length of sentence. */
interface FixedTermRecall extends DatedRow {
  readonly tranche: number
  /** The longest sentence of the tranche in days, itself included; Infinity for the rest. */
  readonly upToDays: number
  readonly recallDays: number
}

const FIXED_TERM_RECALLS: readonly FixedTermRecall[] = [
  { tranche: 1, upToDays: 1701, recallDays: 56, from: '2026-03-31', source: PARAMETERS },
  { tranche: 2, upToDays: 2128, recallDays: 56, from: '2026-04-14', source: PARAMETERS },
  { tranche: 3, upToDays: 2576, recallDays: 56, from: '2026-04-21', source: PARAMETERS },
  { tranche: 4, upToDays: 3304, recallDays: 56, from: '2026-04-28', source: PARAMETERS },
  { tranche: 5, upToDays: 4438, recallDays: 56, from: '2026-05-05', source: PARAMETERS },
  { tranche: 6, upToDays: Number.POSITIVE_INFINITY, recallDays: 56, from: '2026-05-12', source: PARAMETERS },
]

const RECALLS = datedTable('56-day recall', FIXED_TERM_RECALLS, ({ tranche }) => String(tranche))

/** The 56-day recall on a day for a sentence of so many days; undefined before its tranche. */
export function fixedTermRecallOn(on: CalendarDate, sentenceDays: number): FixedTermRecall | undefined {
  const own = FIXED_TERM_RECALLS.find(({ upToDays }) => sentenceDays <= upToDays)
  return own && rowOn(RECALLS, on, String(own.tranche))
}

/** Home detention curfew; every length in days. */
interface CurfewTerms extends DatedRow {
  /** The shortest time in custody. */
  readonly minimumCustody: number
  readonly minimumCurfew: number
  readonly maximumCurfew: number
  /** How long before release eligibility begins at most. */
  readonly deduction: number
}

const CURFEWS = datedTable<CurfewTerms>('home detention curfew', [
  // What held before is not recorded.
  {
    minimumCustody: 42,
    minimumCurfew: 14,
    maximumCurfew: 180,
    deduction: 179,
    from: '2023-06-06',
    to: '2025-06-02',
    source: `SI 2023/390; ${PARAMETERS}`,
  },
  {
    minimumCustody: 42,
    minimumCurfew: 14,
    maximumCurfew: 365,
    deduction: 364,
    from: '2025-06-03',
    source: `SI 2024/1331 article 2; ${PARAMETERS}`,
  },
])

/** The terms of home detention curfew on a day; undefined before 6 June 2023. */
export const curfewTermsOn = (on: CalendarDate): CurfewTerms | undefined => rowOn(CURFEWS, on)

/** The types of dates that a determinate sentence has: of its end, and of release. */
interface DateTypes {
  readonly types: readonly [end: 'SED' | 'SLED', release: 'ARD' | 'CRD']
  readonly source: string
}

const DATE_TYPES_SOURCE = 'calculate-release-dates-api: ReleaseDateTypes.kt'
const TWELVE_MONTHS = 365

/** Who is under 18 at release and serves less than 12 months is released without a licence; no source dates the rule. */
export const dateTypesOf = (sentenceDays: number, under18AtRelease: boolean): DateTypes =>
  under18AtRelease && sentenceDays < TWELVE_MONTHS
    ? { types: ['SED', 'ARD'], source: DATE_TYPES_SOURCE }
    : { types: ['SLED', 'CRD'], source: DATE_TYPES_SOURCE }
