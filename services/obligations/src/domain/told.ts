import { type CalendarDate, compareInstantTexts, formatCalendarDate, londonDate, parseInstant } from '@hub/calendar'
import type { AnswerEvent, EventType, PromiseRow, When } from '@hub/contracts'

/** What every event tells beside its content. */
export interface Telling {
  readonly eventId: string
  /** When it happened, and when the hub knew (RFC 3339). */
  readonly at: string
  readonly recordedAt: string
  /** Its place among the events of its source: what one commit recorded has one moment, and this order. */
  readonly position?: number
  /** Token of the source identity it was recorded against. */
  readonly identity: { readonly type: string; readonly token: string }
  /** Where it came from. */
  readonly receiptId: string
  readonly channel: string
}

/** What one event says to one row, as far as promises rest on it. Days are YYYY-MM-DD. Plain JSON, kept with the person. */
export type Told = Telling & { readonly row: string } & (Maker | Move | Answer | End)

export interface Maker {
  readonly is: 'maker'
  /** The natural key of the promise: an event that says the same again, or corrects it, has the same. */
  readonly key: string
  readonly unit: string
  readonly matter: string
  /** The one unit that moves it, where the event names it. */
  readonly movedBy?: string
  /** Its day is that of a unit: an earlier day of another does not move it. */
  readonly fixed?: true
  readonly since: string
  /** The day or the day it counts from, whichever the row states; absent when the event has none. */
  readonly day?: string
  readonly about: Readonly<Record<string, string>>
  /** It was taken back. */
  readonly withdrawn?: true
}
export interface Move {
  readonly is: 'move'
  readonly unit: string
  readonly matter: string
  readonly days: readonly string[]
}
export interface Answer {
  readonly is: 'answer'
  readonly unit: string
  readonly keeps: boolean
  readonly step: string
  /** The day that counts, where it is not the moment `at`. */
  readonly day?: string
  readonly document?: string
}
export interface End {
  readonly is: 'end'
  readonly matter: string
  readonly because: string
}

export const isMaker = (told: Told): told is Told & Maker => told.is === 'maker'
export const isMove = (told: Told): told is Told & Move => told.is === 'move'

/** Of what says something of one thing only the last that the hub heard counts. */
export function latestBy<T extends Told>(told: readonly T[], nameOf: (told: T) => string): readonly T[] {
  const latest = new Map<string, T>()
  for (const each of told) {
    const before = latest.get(nameOf(each))
    if (!before || later(each, before)) latest.set(nameOf(each), each)
  }
  return [...latest.values()]
}

/** One that holds counts before one that was taken back: saying it anew is no correction. */
const later = (a: Told, b: Told): boolean => {
  const [gone, before] = [a, b].map(each => each.is === 'maker' && each.withdrawn === true)
  if (gone !== before) return before!
  return (compareInstantTexts(a.recordedAt, b.recordedAt) || inPlace(a, b)) > 0
}

/** Orders what has one moment: by place, and without one by id. */
export const inPlace = (a: Telling, b: Telling): number =>
  (a.position ?? 0) - (b.position ?? 0) || (a.eventId < b.eventId ? -1 : 1)

/** The London day that counts for something told. */
export const dayOf = (told: { readonly at: string; readonly day?: string }): string =>
  told.day ?? formatCalendarDate(londonDate(parseInstant(told.at) ?? { seconds: 0n, nanos: 0 }))

/** What an event says to one row; usually nothing or one thing. */
export function toldBy(row: PromiseRow, type: EventType, data: object, telling: Telling): readonly Told[] {
  const common = { ...telling, row: row.name }
  const told: Told[] = []
  if (row.made.event === type && holds(row.made.when, data)) told.push({ ...common, ...makerOf(row, data, telling) })
  for (const { event, days } of row.moved?.events ?? [])
    if (event === type)
      told.push({
        ...common,
        is: 'move',
        unit: namesAt(data, row.moved!.unit),
        matter: namesAt(data, row.matter),
        days: days === undefined ? [] : daysAt(data, days),
      })
  const answer = row.answers.events.find(({ event, when }) => event === type && holds(when, data))
  if (answer) told.push({ ...common, ...answerOf(row, answer, data) })
  const end = row.cancelled.find(({ event, when }) => event === type && holds(when, data))
  if (end) {
    told.push({ ...common, is: 'end', matter: namesAt(data, row.matter), because: end.because })
  }
  return told
}

function makerOf(row: PromiseRow, data: object, { at, identity }: Telling): Maker {
  const day = daysAt(data, 'day' in row.due ? row.due.day : row.due.after)[0]
  const movedBy = namesAt(data, row.moved?.only ?? [])
  const fixed = row.moved?.fixed !== undefined && holds([row.moved.fixed], data)
  return {
    is: 'maker',
    // The identity, not the person: whose it is may change, what it was recorded against never does.
    key: [row.name, identity.token, ...row.made.key.map(path => textAt(data, path))].join('|'),
    unit: namesAt(data, row.moved?.unit ?? []),
    matter: namesAt(data, row.matter),
    ...(movedBy === '' ? {} : { movedBy }),
    ...(fixed ? { fixed } : {}),
    since: daysAt(data, row.made.since)[0] ?? dayOf({ at }),
    about: Object.fromEntries(
      Object.entries(row.shows).flatMap(([name, path]) => {
        const text = textAt(data, path)
        return text === '' ? [] : [[name, text]]
      }),
    ),
    ...(day === undefined ? {} : { day }),
  }
}

function answerOf(row: PromiseRow, answer: AnswerEvent, data: object): Answer {
  const day = answer.day === undefined ? undefined : daysAt(data, answer.day)[0]
  const document = answer.document === undefined ? '' : textAt(data, answer.document)
  return {
    is: 'answer',
    unit: row.answers.unit === undefined ? '' : textAt(data, row.answers.unit),
    keeps: answer.keeps === true,
    step: typeof answer.step === 'string' ? answer.step : textAt(data, answer.step.field),
    ...(day === undefined ? {} : { day }),
    ...(document === '' ? {} : { document }),
  }
}

/** What fields name together; empty when any of them is: nothing is one with what names none. */
function namesAt(data: object, paths: readonly string[]): string {
  const parts = paths.map(path => textAt(data, path))
  return parts.includes('') ? '' : parts.join('|')
}

const holds = (when: readonly When[] | undefined, data: object): boolean =>
  (when ?? []).every(({ field, oneOf, noneOf }) => {
    const value = textAt(data, field)
    return (oneOf?.includes(value) ?? true) && !(noneOf?.includes(value) ?? false)
  })

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => valuesAt(item, path))
  const [head, ...rest] = path
  if (head === undefined || value === undefined || value === null) return [value]
  return valuesAt((value as Record<string, unknown>)[head], rest)
}

/** A field as text: days as YYYY-MM-DD, nothing as the empty text. */
function textAt(data: object, path: string): string {
  const [value] = valuesAt(data, path.split('.'))
  if (value === undefined || value === null) return ''
  return isDay(value) ? formatCalendarDate(value) : String(value)
}

const daysAt = (data: object, path: string): readonly string[] =>
  valuesAt(data, path.split('.')).filter(isDay).map(formatCalendarDate)

const isDay = (value: unknown): value is CalendarDate =>
  typeof value === 'object' && value !== null && 'year' in value && 'month' in value && 'day' in value
