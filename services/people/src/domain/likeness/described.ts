import { compareInstantTexts } from '@hub/calendar'
import type { Description } from '@hub/contracts'
import type { Origin } from '../person'
import { type Blocks, blocksOf } from './blocking'
import { type Alias, cleanCro, cleanDateOfBirth, cleanName, cleanPostcode, type Likeness } from './record'

/** The newest word on one attribute, and the message that said it. */
export interface Said<Value> {
  readonly value: Value
  readonly from: Origin
}

export interface Name {
  readonly first: string
  readonly middle: string
  readonly last: string
}

/** What a source says of the person under one identity. */
export interface Described {
  readonly name?: Said<Name>
  readonly dateOfBirth?: Said<string>
  readonly postcode?: Said<string>
  readonly PNC?: Said<string>
  readonly CRO?: Said<string>
  readonly CP_MASTER_DEFENDANT?: Said<string>
  /** Latest first. */
  readonly sentencedOn: readonly Said<string>[]
  /** Under what else it was described, without being corrected. */
  readonly also: readonly Alias[]
  /** The event that changed it last. */
  readonly by: string
  /** By which values others find it. */
  readonly blocks: Blocks
}

export const undescribed: Described = { sentencedOn: [], also: [], by: '', blocks: {} }

/** What one event says of a record. */
export interface Statement {
  readonly eventId: string
  readonly says: Description
  /** When it holds from (RFC 3339), and the message it came from. */
  readonly from: Origin
  /** It is said instead of something that was wrong. */
  readonly corrects: boolean
}

const MOST_ALIASES = 8
const MOST_SENTENCES = 8

/**
 * Takes in what an event says. Of each attribute the newest word counts, and what is not said stays as it was; names and
 * dates of birth that were not corrected stay as aliases. Saying the same again gives the same object, whatever came
 * between.
 */
export function describedBy(known: Described, { eventId, says, from, corrects }: Statement): Described {
  let next = known
  const set = <Key extends keyof Described>(key: Key, value: Described[Key]) => {
    next = { ...next, [key]: value }
  }
  const { name: { dateOfBirth = '', ...name } = { first: '', middle: '', last: '' } } = says
  const said = {
    name: name.first !== '' || name.last !== '' ? name : undefined,
    dateOfBirth: dateOfBirth || undefined,
    postcode: says.postcode || undefined,
    ...Object.fromEntries(
      says.identifiers.filter(({ type }) => NUMBERS.has(type)).map(({ type, value }) => [type, value]),
    ),
  }
  for (const [key, value] of Object.entries(said) as [keyof typeof said, Name | string | undefined][]) {
    if (value === undefined) continue
    const before = known[key] as Said<Name | string> | undefined
    if (before && JSON.stringify(before.value) === JSON.stringify(value)) continue
    if (!before || compareInstantTexts(from.at, before.from.at) >= 0) set(key, { value, from } as never)
  }
  const also = corrects ? next.also : aliases(next, known, said)
  if (also.length > next.also.length) set('also', also)
  if (says.sentenceDate && !known.sentencedOn.some(({ value }) => value === says.sentenceDate)) {
    const dates = [...known.sentencedOn, { value: says.sentenceDate, from }]
    dates.sort((a, b) => b.value.localeCompare(a.value))
    if (dates.length <= MOST_SENTENCES || dates.at(-1)!.value !== says.sentenceDate)
      set('sentencedOn', dates.slice(0, MOST_SENTENCES))
  }
  return next === known ? known : { ...next, by: eventId, blocks: blocksOf(likenessOf(next)) }
}

const NUMBERS = new Set(['PNC', 'CRO', 'CP_MASTER_DEFENDANT'])

/** What was known, and what is said now, when one of them is not what counts. */
function aliases(
  next: Described,
  known: Described,
  said: { readonly name?: Name | undefined; readonly dateOfBirth?: string | undefined },
): readonly Alias[] {
  const aliasOf = (name: Name | undefined, dateOfBirth: string | undefined): Alias | undefined =>
    name && { first: name.first, last: name.last, dateOfBirth: dateOfBirth ?? '' }
  const present = aliasOf(next.name?.value, next.dateOfBirth?.value)
  const same = (a: Alias, b: Alias | undefined) => JSON.stringify(a) === JSON.stringify(b)
  const others = [aliasOf(known.name?.value, known.dateOfBirth?.value), aliasOf(said.name, said.dateOfBirth)]
  const news = others.filter(
    (alias, at): alias is Alias =>
      alias !== undefined &&
      alias.dateOfBirth !== '' &&
      [present, ...next.also, ...others.slice(0, at)].every(each => !same(alias, each)),
  )
  return [...next.also, ...news].slice(0, MOST_ALIASES)
}

/** As matching compares it. */
export const likenessOf = (described: Described): Likeness => {
  const { name, dateOfBirth, postcode, PNC, CRO, CP_MASTER_DEFENDANT } = described
  return {
    first: cleanName(name?.value.first ?? ''),
    middle: cleanName(name?.value.middle ?? ''),
    last: cleanName(name?.value.last ?? ''),
    dateOfBirth: cleanDateOfBirth(dateOfBirth?.value ?? ''),
    postcode: cleanPostcode(postcode?.value ?? ''),
    pnc: PNC?.value ?? '',
    cro: cleanCro(CRO?.value ?? ''),
    masterDefendant: CP_MASTER_DEFENDANT?.value ?? '',
    sentencedOn: described.sentencedOn.map(({ value }) => value),
    also: described.also.map(alias => ({
      first: cleanName(alias.first),
      last: cleanName(alias.last),
      dateOfBirth: cleanDateOfBirth(alias.dateOfBirth),
    })),
  }
}
