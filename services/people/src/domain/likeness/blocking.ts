import { isUsable, type Likeness } from './record'

/**
 * Who is compared with whom at all: records that have one of these values in common. One value a rule, so that each is
 * one indexed field and cost does not grow with the number of people. After hmpps-person-match
 * (cpr_splink/model/blocking_rules.py).
 */
export const BLOCKING_RULES = [
  'pnc',
  'cro',
  'masterDefendant',
  'nameDob',
  'dobPostcode',
  'dobOutcodeLast',
  'namePostcode',
  'dobSentence',
] as const
export type BlockingRule = (typeof BLOCKING_RULES)[number]
export type Blocks = Readonly<Partial<Record<BlockingRule, string>>>

/** More records than this with one value in common say that it is no mark of a person: they are not compared by it. */
export const LARGEST_BLOCK = 50

/** The values of a record; none of one that is not usable. */
export const blocksOf = (record: Likeness): Blocks => (isUsable(record) ? valuesOf(record) : {})

/**
 * By which values others are looked for: the record's own, those of its aliases, and its name with first and last
 * swapped, each by its rule.
 */
export function soughtBy(record: Likeness): readonly (readonly [BlockingRule, string])[] {
  if (!isUsable(record)) return []
  const variants = [record, ...record.also.map(alias => ({ ...record, ...alias }))]
  const sought = variants.flatMap(each => [
    ...Object.entries(valuesOf(each)),
    ...Object.entries(valuesOf({ ...each, first: each.last, last: each.first })).filter(([rule]) => rule === 'nameDob'),
  ]) as [BlockingRule, string][]
  return [...new Map(sought.map(each => [each.join(), each])).values()]
}

function valuesOf({ first, last, dateOfBirth, postcode, pnc, cro, masterDefendant, sentencedOn }: Likeness): Blocks {
  const of = (rule: BlockingRule, ...parts: readonly (string | undefined)[]) =>
    parts.every(part => part !== undefined && part !== '') ? { [rule]: parts.join('|') } : {}
  return {
    ...of('pnc', pnc),
    ...of('cro', cro),
    ...of('masterDefendant', masterDefendant),
    ...of('nameDob', first, last, dateOfBirth),
    ...of('dobPostcode', dateOfBirth, postcode),
    ...of('dobOutcodeLast', dateOfBirth, postcode.split(' ')[0], last.slice(0, 2)),
    ...of('namePostcode', first, last, postcode),
    ...of('dobSentence', dateOfBirth, sentencedOn[0]),
  }
}
