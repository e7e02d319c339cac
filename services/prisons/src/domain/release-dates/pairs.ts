import type { ReleaseDates, ReleaseDateType } from './dates'

/** Two types that do not go together, or only with a third. */
interface PairRule {
  readonly pair: readonly [ReleaseDateType, ReleaseDateType]
  /** The type that must be there when both are; absent: both may not be there. */
  readonly needs?: ReleaseDateType
  readonly note?: string
  readonly source: string
}

const CRD = 'calculate-release-dates-api: DateValidationService.kt'
const RP = 'hmpps-resettlement-passport-api: PrisonerService.kt'

/** The pairs that are refused where dates are entered by hand. */
const PAIRS: readonly PairRule[] = [
  { pair: ['CRD', 'ARD'], source: CRD },
  { pair: ['HDCED', 'PRRD'], source: CRD },
  { pair: ['HDCAD', 'PRRD'], source: CRD },
  { pair: ['PED', 'PRRD'], source: CRD },
  {
    pair: ['HDCED', 'PED'],
    note: 'records do hold both, and resettlement then goes by the earlier',
    source: `${CRD}; ${RP}`,
  },
  { pair: ['HDCAD', 'PED'], source: CRD },
  { pair: ['HDCAD', 'APD'], source: CRD },
  { pair: ['TUSED', 'PED'], source: CRD },
  { pair: ['ARD', 'LED'], source: CRD },
  { pair: ['CRD', 'SED'], needs: 'LED', source: CRD },
]

export interface PairProblem {
  /** The two types, as `CRD+ARD`. */
  readonly pair: string
  readonly text: string
  readonly source: string
}

/**
 * What is questionable about the types a person has together. Prisons' records hold such pairs, so a problem is told
 * and nothing is refused for it. The types are taken as they are named: a SLED is neither SED nor LED here.
 */
export function pairProblems({ byType }: ReleaseDates): readonly PairProblem[] {
  const has = (type: ReleaseDateType) => byType[type]?.override !== undefined || byType[type]?.calculated !== undefined
  return PAIRS.filter(({ pair, needs }) => pair.every(has) && !(needs && has(needs))).map(
    ({ pair: [one, other], needs, note, source }) => ({
      pair: `${one}+${other}`,
      text: [`${one} and ${other} do not stand ${needs ? `without ${needs}` : 'together'}`, note ?? []]
        .flat()
        .join('; '),
      source,
    }),
  )
}
