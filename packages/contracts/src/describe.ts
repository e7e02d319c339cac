import type { EventType } from './events'
import { shapes } from './gen/catalogue'
import type { FieldShape } from './shapes'

/** What an event says of who the person is; what it does not say is empty. */
export interface Description {
  /** Token of the identity it was recorded against; empty for an event that is of the person as a whole. */
  readonly identity: string
  /** In the clear, identities among them; `of` is the token of the identity whose bearer has it. */
  readonly identifiers: readonly { readonly type: string; readonly value: string; readonly of: string }[]
  readonly name?: {
    readonly first: string
    readonly middle: string
    readonly last: string
    /** YYYY-MM-DD. */
    readonly dateOfBirth: string
  }
  readonly postcode: string
  /** YYYY-MM-DD. */
  readonly sentenceDate: string
}

interface Token {
  readonly token: string
}

/** Reads an event by the catalogue: no event type is known here by name. */
export function descriptionOf(type: EventType, data: object): Description {
  const { identity, identities } = data as { identity?: Token; identities?: readonly Token[] }
  const of = identity?.token ?? ''
  const identifiers: { type: string; value: string; of: string }[] = []
  const found: Record<string, string> = {}
  const read = (fields: readonly FieldShape[], message: object) => {
    for (const shape of fields) {
      const value = (message as Record<string, unknown>)[shape.name]
      if (value === undefined) continue
      if (shape.name === 'personal' && shape.of) read(shapes[shape.of] ?? [], value as object)
      else if (shape.of === 'hub.person.v1.Identity')
        ((shape.repeated ? value : [value]) as readonly { type: string; value: string }[]).forEach((each, at) => {
          const type = each.type.replace(/^IDENTITY_TYPE_/, '')
          // Of several, the event has the token of each in the same place.
          identifiers.push({ type, value: each.value, of: of || (identities?.[at]?.token ?? '') })
        })
      else if (shape.describes && ATTRIBUTES.has(shape.describes)) found[shape.describes] = textOf(shape, value)
      else if (shape.describes && value !== '') identifiers.push({ type: shape.describes, value: String(value), of })
    }
  }
  read(shapes[type] ?? [], data)
  const name = {
    first: found.first_name ?? '',
    middle: found.middle_name ?? '',
    last: found.last_name ?? '',
    dateOfBirth: found.date_of_birth ?? '',
  }
  return {
    identity: of,
    identifiers,
    ...(name.last === '' && name.first === '' ? {} : { name }),
    postcode: found.postcode ?? '',
    sentenceDate: found.sentence_date ?? '',
  }
}

/** Everything else that describes a person is an identifier of that type. */
const ATTRIBUTES = new Set(['first_name', 'middle_name', 'last_name', 'date_of_birth', 'postcode', 'sentence_date'])

const textOf = (shape: FieldShape, value: unknown): string => {
  if (shape.of !== 'hub.calendar.v1.Date') return String(value)
  const { year, month, day } = value as { year: number; month: number; day: number }
  return [String(year).padStart(4, '0'), ...[month, day].map(part => String(part).padStart(2, '0'))].join('-')
}

/** Whether events of the type can say more of a person than that they have an identity. */
export const describesPerson = (type: EventType): boolean =>
  (shapes[type] ?? []).some(
    shape =>
      shape.describes || (shape.name === 'personal' && (shapes[shape.of ?? ''] ?? []).some(each => each.describes)),
  )
