/**
 * How much each comparison of two records counts for their being one person's, and what follows from the sum. Bits are
 * the base-2 logarithm of how much likelier a level is of one person than of two.
 *
 * Source: the Splink model of HMPPS Person Match, `model_2026_02_23` (ministryofjustice/hmpps-person-match:
 * hmpps_cpr_splink/cpr_splink/model_files/model_2026_02_23_1e09.json; thresholds model/model.py and
 * interface/score.py; twins model/score.py; placeholders data_cleaning/transformations/__init__.py), in force from
 * 23 February 2026.
 *
 * Where the model gives a range, because it weighs how common a value is, the hub takes its lower end: it does not know
 * how common values are, and too little costs a review where too much would merge two people.
 */
export const MODEL = { name: 'model_2026_02_23', from: '2026-02-23', source: 'ministryofjustice/hmpps-person-match' }

export interface WeightRow {
  /** What is compared. */
  readonly compared: string
  /** How far it agrees: of one comparison the first row that fits counts. */
  readonly level: string
  readonly bits: number
}

const row = <Compared extends string, Level extends string>(compared: Compared, level: Level, bits: number) => ({
  compared,
  level,
  bits,
})

export const WEIGHTS = [
  row('PNC and CRO', 'both equal', 29.9),
  row('PNC and CRO', 'CRO equal', 21.8),
  row('PNC and CRO', 'PNC equal', 21.6),
  row('PNC and CRO', 'digits equal', 14.5),
  row('PNC and CRO', 'both different', -14),
  row('PNC and CRO', 'different', -10),
  row('master defendant id', 'equal', 19.9),
  row('name', 'equal', 17.1),
  row('name', 'first and last swapped', 14),
  row('name', 'close', 7.3),
  // The model has levels in between that are not published; they say nothing here.
  row('name', 'one part close', 0),
  row('name', 'different', -7.9),
  row('middle name', 'equal', 6.2),
  row('middle name', 'different', -4.6),
  row('date of birth', 'equal', 13.9),
  // 9 to 10.
  row('date of birth', 'equal to an alias', 9),
  row('date of birth', 'near typo', 3.3),
  row('date of birth', 'within 5 years', -4.4),
  row('date of birth', 'different', -8.6),
  // 5 to 15.
  row('postcode', 'equal', 5),
  row('postcode', 'different', -2.3),
  // 7 to 11.
  row('sentence date', 'shared', 7),
  row('decision', 'same person', 166),
  row('decision', 'different people', -166),
] as const satisfies readonly WeightRow[]

type Row = (typeof WEIGHTS)[number]
export type Compared = Row['compared']
export type LevelOf<C extends Compared> = Extract<Row, { compared: C }>['level']

/** What follows from a total: the first row whose bound it reaches. */
export const VERDICTS = [
  { verdict: 'join', from: 20 },
  { verdict: 'review', from: -10 },
  { verdict: 'none', from: Number.NEGATIVE_INFINITY },
] as const
export type Verdict = (typeof VERDICTS)[number]['verdict']

/** A join by likeness ends when what it rests on changes and the total falls below this; from there to the join line it stays. */
export const BREAKS_BELOW = 14

/**
 * Twins have a birthday, an address and a last name in common. Two records with different first names, no number in
 * common, the same last name and date of birth, and a postcode or sentence date in common, come to this total.
 */
export const TWINS_TOTAL = -5

/** Jaro-Winkler similarity from which two names are close. */
export const CLOSE = 0.9

/** They stand for "not known" and say nothing. */
export const PLACEHOLDERS = {
  datesOfBirth: ['1900-01-01', '1970-01-01'],
  // No fixed abode.
  postcodes: ['NF1 1NF', 'NF1 1FA'],
  CRO: ['000000/00Z'],
}

/** What systems write before a last name that is no part of it. */
export const NAME_PREFIXES = ['MIG_ERROR_', 'NO_SHOW_', 'DUPLICATE_']
