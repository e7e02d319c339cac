import { jaroWinkler } from './jaro-winkler'
import type { Alias, Likeness } from './record'
import {
  CLOSE,
  type Compared,
  type LevelOf,
  TWINS_TOTAL,
  VERDICTS,
  type Verdict,
  WEIGHTS,
  type WeightRow,
} from './weights'

export interface Score {
  /** One for each comparison that says something, and one for a rule that sets the total: what is missing to it. */
  readonly evidence: readonly WeightRow[]
  /** The sum of the evidence. */
  readonly total: number
  readonly verdict: Verdict
}

/** What somebody decided of two records. */
export type Decision = 'same person' | 'different people'

/** How alike two records are, either way round. */
export function score(one: Likeness, other: Likeness, decided?: Decision): Score {
  const evidence = [
    weigh('PNC and CRO', numbers(one, other)),
    weigh('master defendant id', both(one.masterDefendant, other.masterDefendant, 'equal')),
    weigh('name', names(one, other)),
    weigh('middle name', both(one.middle, other.middle, 'equal', 'different')),
    weigh('date of birth', datesOfBirth(one, other)),
    weigh('postcode', both(one.postcode, other.postcode, 'equal', 'different')),
    weigh('sentence date', shareSentenceDate(one, other) ? 'shared' : undefined),
    weigh('decision', decided),
  ].filter(row => row !== undefined)
  const twins = decided === undefined && areTwins(one, other)
  const sum = rounded(evidence.reduce((total, { bits }) => total + bits, 0))
  if (!twins) return { evidence, total: sum, verdict: verdictOf(sum) }
  const rule = { compared: 'twins rule', level: 'sets the total', bits: rounded(TWINS_TOTAL - sum) }
  return { evidence: [...evidence, rule], total: TWINS_TOTAL, verdict: verdictOf(TWINS_TOTAL) }
}

/** One decimal, as the table: sums must not end in the digits of a floating point. */
const rounded = (bits: number): number => Math.round(bits * 10) / 10

export const verdictOf = (total: number): Verdict => VERDICTS.find(({ from }) => total >= from)!.verdict

const weigh = <C extends Compared>(compared: C, level: LevelOf<C> | undefined): WeightRow | undefined =>
  level === undefined ? undefined : WEIGHTS.find(row => row.compared === compared && row.level === level)

/** Undefined where one side says nothing. */
const both = <Equal, Different = undefined>(
  one: string,
  other: string,
  equal: Equal,
  different?: Different,
): Equal | Different | undefined => {
  if (one === '' || other === '') return undefined
  return one === other ? equal : different
}

function numbers(one: Likeness, other: Likeness): LevelOf<'PNC and CRO'> | undefined {
  const pnc = both(one.pnc, other.pnc, 'equal', 'different')
  const cro = both(one.cro, other.cro, 'equal', 'different')
  if (pnc === 'equal' && cro === 'equal') return 'both equal'
  if (cro === 'equal') return 'CRO equal'
  if (pnc === 'equal') return 'PNC equal'
  if (pnc === undefined && cro === undefined) return undefined
  const coresEqual =
    (pnc && digitsOf(one.pnc) === digitsOf(other.pnc)) || (cro && digitsOf(one.cro) === digitsOf(other.cro))
  if (coresEqual) return 'digits equal'
  return pnc && cro ? 'both different' : 'different'
}

/** Without century, check letter and leading zeros of the serial: what a mistyped number most often keeps. */
const digitsOf = (number: string): string => {
  const [first = '', second = ''] = number.replace(/[A-Z]/g, '').split('/')
  // A PNC's year stands first and may have its century; of a CRO any part may be first.
  return `${first.length === 4 ? first.slice(2) : Number(first)}/${Number(second)}`
}

function names(one: Likeness, other: Likeness): LevelOf<'name'> {
  const levels: readonly LevelOf<'name'>[] = ['equal', 'first and last swapped', 'close', 'one part close', 'different']
  let best = levels.length - 1
  for (const a of namesOf(one)) for (const b of namesOf(other)) best = Math.min(best, levels.indexOf(nameLevel(a, b)))
  return levels[best]!
}

function nameLevel(a: Alias, b: Alias): LevelOf<'name'> {
  const whole = a.first !== '' && b.first !== ''
  if (whole && a.first === b.first && a.last === b.last) return 'equal'
  if (whole && a.first === b.last && a.last === b.first) return 'first and last swapped'
  const first = close(a.first, b.first)
  const last = close(a.last, b.last)
  if (first && last) return 'close'
  return first || last ? 'one part close' : 'different'
}

const close = (one: string, other: string): boolean =>
  one !== '' && other !== '' && (one === other || jaroWinkler(one, other) >= CLOSE)

const namesOf = (record: Likeness): readonly Alias[] => [record, ...record.also]

function datesOfBirth(one: Likeness, other: Likeness): LevelOf<'date of birth'> | undefined {
  const level = both(one.dateOfBirth, other.dateOfBirth, 'equal', 'different')
  if (level === 'equal') return 'equal'
  const datesOf = (record: Likeness) => namesOf(record).flatMap(({ dateOfBirth }) => (dateOfBirth ? [dateOfBirth] : []))
  const theirs = new Set(datesOf(other))
  if (datesOf(one).some(date => theirs.has(date))) return 'equal to an alias'
  if (level === undefined) return undefined
  if (nearTypo(one.dateOfBirth, other.dateOfBirth)) return 'near typo'
  const [earlier = '', later = ''] = [one.dateOfBirth, other.dateOfBirth].sort()
  return later <= `${Number(earlier.slice(0, 4)) + 5}${earlier.slice(4)}` ? 'within 5 years' : 'different'
}

/** One digit is another, two neighbours changed places, or day and month did. */
function nearTypo(one: string, other: string): boolean {
  const [a, b] = [one.replaceAll('-', ''), other.replaceAll('-', '')]
  if (a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)) return true
  const differ = [...a].flatMap((digit, at) => (digit === b[at] ? [] : [at]))
  if (differ.length === 1) return true
  const [first = 0, second = 0] = differ
  return differ.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]
}

const shareSentenceDate = (one: Likeness, other: Likeness): boolean =>
  one.sentencedOn.some(date => other.sentencedOn.includes(date))

function areTwins(one: Likeness, other: Likeness): boolean {
  const numberInCommon =
    both(one.pnc, other.pnc, true) ||
    both(one.cro, other.cro, true) ||
    both(one.masterDefendant, other.masterDefendant, true)
  const named = one.first !== '' && other.first !== ''
  const anyFirstAlike = namesOf(one).some(a => namesOf(other).some(b => close(a.first, b.first)))
  return (
    !numberInCommon &&
    named &&
    !anyFirstAlike &&
    one.last === other.last &&
    both(one.dateOfBirth, other.dateOfBirth, true) === true &&
    (both(one.postcode, other.postcode, true) === true || shareSentenceDate(one, other))
  )
}
