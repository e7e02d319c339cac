import type { EventType } from './events'
import { events, shapes } from './gen/catalogue'
import type { FieldShape } from './shapes'

/** `seconds` and `nanos` as protobuf's JSON mapping writes them: RFC 3339 with 0, 3, 6 or 9 fraction digits. */
export type WriteInstant = (instant: { readonly seconds: bigint; readonly nanos: number }) => string

/**
 * Protobuf's JSON mapping of an event: absent and empty fields are left out, instants keep nine digits, 64-bit numbers
 * are text, bytes base64. `hidden` says which fields to leave out.
 */
export function eventToJson(
  type: EventType,
  data: object,
  writeInstant: WriteInstant,
  hidden: (field: FieldShape) => boolean = () => false,
): Record<string, unknown> {
  const write = (fields: readonly FieldShape[], message: object): Record<string, unknown> => {
    const json: Record<string, unknown> = {}
    for (const field of fields) {
      if (hidden(field)) continue
      const value = (message as Record<string, unknown>)[field.name]
      if (value === undefined || value === null) continue
      if (field.repeated) {
        const items = (value as readonly unknown[]).map(item => one(field, item))
        if (items.length > 0) json[field.name] = items
      } else if (field.kind === 'message' || !isEmpty(value)) json[field.name] = one(field, value)
    }
    return json
  }
  const one = (field: FieldShape, value: unknown): unknown => {
    if (field.kind === 'bigint') return String(value)
    if (field.kind === 'bytes') return Buffer.from(value as Uint8Array).toString('base64')
    if (field.kind !== 'message') return value
    if (field.of === 'google.protobuf.Timestamp') return writeInstant(value as { seconds: bigint; nanos: number })
    return write(shapes[field.of ?? ''] ?? [], value as object)
  }
  return write(shapes[type] ?? [], data)
}

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === 0n ||
  value === false ||
  (value instanceof Uint8Array && value.length === 0) ||
  (typeof value === 'string' && value.endsWith('_UNSPECIFIED'))

/**
 * One line for a person's journey, from the event's template: `{a|b}` is the first field that has a value, `{a?text}`
 * is `text` when `a` is set, `{a#day}` counts (1 day, 2 days), and a part in `[ ]` is left out when a field in it is
 * absent. `{a.*.b}` is every `b` of a list that has one. A value of more than 200 characters is cut.
 */
export function summaryOf(type: EventType, data: object, writeInstant: WriteInstant): string {
  const fields = shapes[type] ?? []
  const fill = (template: string, onMissing: () => void): string =>
    template.replace(/\{([^}]+)\}/g, (_, expression: string) => {
      const [counted = '', text] = expression.split('?')
      const [path = '', noun] = counted.split('#')
      for (const choice of path.split('|')) {
        const values = read(fields, data, choice.split('.'))
        if (values.length === 0) continue
        if (noun) return values.map(({ value }) => `${value} ${value === 1 ? noun : `${noun}s`}`).join(', ')
        return text ?? [...new Set(values.map(value => cut(words(value, writeInstant))))].join(', ')
      }
      onMissing()
      return ''
    })
  const optional = (part: string): string => {
    let missing = false
    const filled = fill(part, () => {
      missing = true
    })
    return missing ? '' : filled
  }
  return fill(
    events[type].summary.replace(/\[([^\]]*)\]/g, (_, part: string) => optional(part)),
    () => {},
  )
    .replace(/\s+/g, ' ')
    .trim()
}

interface Found {
  readonly field: FieldShape
  readonly value: unknown
}

/** The values at a path of snake_case names and list places; none when it is absent or empty, several only by `*`. */
function read(fields: readonly FieldShape[], message: object, path: readonly string[]): readonly Found[] {
  const [head = '', ...rest] = path
  const field = fields.find(shape => snake(shape.name) === head)
  const value = field && (message as Record<string, unknown>)[field.name]
  if (!field || value === undefined || value === null) return []
  const [place = '0', ...below] = field.repeated ? rest : ['', ...rest]
  const items = field.repeated ? placed(value as readonly unknown[], place) : [value]
  return items.flatMap(item => {
    if (below.length > 0) return read(shapes[field.of ?? ''] ?? [], item as object, below)
    return isEmpty(item) ? [] : [{ field, value: item }]
  })
}

const placed = (list: readonly unknown[], place: string): readonly unknown[] =>
  place === '*' ? list : list.slice(Number(place), Number(place) + 1)

const snake = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** A calendar date as summaries write it: 2 Mar 2026. */
export const dayWords = ({ day, month, year }: Day): string => `${day} ${MONTHS[month - 1]} ${year}`

/** A partner may send a label of any length; a line is read at a glance. */
const LONGEST = 200

const cut = (text: string): string =>
  // Not between the two halves of one character.
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…`

/** A value as a person reads it. */
function words({ field, value }: Found, writeInstant: WriteInstant): string {
  if (field.kind === 'enum') return String(value).slice(field.prefix?.length).replaceAll('_', ' ').toLowerCase()
  if (field.of === 'google.protobuf.Timestamp')
    return writeInstant(value as never)
      .slice(0, 16)
      .replace('T', ' ')
  if (field.of === 'hub.calendar.v1.Date') return dayWords(value as Day)
  if (field.of === 'hub.calendar.v1.Length')
    return Object.entries(value as Record<string, number>)
      .filter(([, count]) => count > 0)
      .map(([unit, count]) => `${count} ${count === 1 ? unit.slice(0, -1) : unit}`)
      .join(' ')
  const text = String(value)
  const eventName = /^hub\.\w+\.v\d+\.(\w+)$/.exec(text)?.[1]
  return eventName ? eventName.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`) : text
}
