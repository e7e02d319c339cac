import { type EventType, type FieldShape, shapes } from '@hub/contracts'

/** An identifier in the clear. */
export interface KnownIdentifier {
  readonly type: string
  readonly value: string
}

/** A name under which a person was reported; what is not known is empty. */
export interface KnownName {
  readonly first: string
  readonly middle: string
  readonly last: string
  /** YYYY-MM-DD. */
  readonly dateOfBirth: string
}

export interface Description {
  readonly identifiers: readonly KnownIdentifier[]
  readonly name?: KnownName
}

/** What an event's `personal` says of who the person is, read by the catalogue: no event type is known here by name. */
export function describe(type: EventType, data: object): Description {
  const { personal } = data as { personal?: object }
  const field = shapes[type]?.find(shape => shape.name === 'personal')
  if (!personal || !field?.of) return { identifiers: [] }
  const identifiers: KnownIdentifier[] = []
  const found: Record<string, string> = {}
  for (const shape of shapes[field.of] ?? []) {
    const value = (personal as Record<string, unknown>)[shape.name]
    if (value === undefined) continue
    if (shape.of === 'hub.person.v1.Identity')
      for (const identity of (shape.repeated ? value : [value]) as readonly KnownIdentifier[])
        identifiers.push({ type: identity.type.replace(/^IDENTITY_TYPE_/, ''), value: identity.value })
    else if (shape.describes && NAME_PARTS.has(shape.describes)) found[shape.describes] = textOf(shape, value)
    else if (shape.describes && value !== '') identifiers.push({ type: shape.describes, value: String(value) })
  }
  const name = {
    first: found.first_name ?? '',
    middle: found.middle_name ?? '',
    last: found.last_name ?? '',
    dateOfBirth: found.date_of_birth ?? '',
  }
  return name.last === '' && name.first === '' ? { identifiers } : { identifiers, name }
}

const NAME_PARTS = new Set(['first_name', 'middle_name', 'last_name', 'date_of_birth'])

const textOf = (shape: FieldShape, value: unknown): string => {
  if (shape.of !== 'hub.calendar.v1.Date') return String(value)
  const { year, month, day } = value as { year: number; month: number; day: number }
  return [String(year).padStart(4, '0'), ...[month, day].map(part => String(part).padStart(2, '0'))].join('-')
}

/** The words by which a name is found: lower case, without accents. */
export const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(word => word !== ''),
  ),
]
