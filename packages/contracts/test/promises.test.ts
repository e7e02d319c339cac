import { describe, expect, it } from '@jest/globals'
import { type EventType, events, type FieldShape, promiseRows, shapes } from '../src'
import { SentenceKind } from '../src/court'

/** What stands at a path of an event; undefined when the schema has no such field. */
function fieldAt(event: string, path: string): FieldShape | undefined {
  let message = event
  let found: FieldShape | undefined
  for (const name of path.split('.')) {
    found = shapes[message]?.find(field => field.name === name)
    message = found?.of ?? ''
  }
  return found
}
/** True when the schema can carry that value there: one it does not know comes back as another. */
function carries(event: EventType, path: string, value: string): boolean {
  const { message } = events[event]
  const names = path.split('.')
  const sent = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
  const read = message.decode(message.encode(message.fromPartial(sent as never) as never).finish())
  return names.reduce<unknown>((data, name) => (data as Record<string, unknown>)[name], read) === value
}
const isDay = (event: string, path: string) => fieldAt(event, path)?.of === 'hub.calendar.v1.Date'

describe.each(promiseRows)('the promise $name', row => {
  const { made, due, moved, answers, cancelled, matter, shows } = row
  const all = [made, ...(moved?.events ?? []), ...answers.events, ...cancelled]

  it('names events of the catalogue', () => {
    for (const { event } of all) expect(Object.keys(events)).toContain(event)
  })

  it('counts by days', () => {
    const days: readonly (readonly [EventType, string | undefined])[] = [
      [made.event, made.since],
      [made.event, 'day' in due ? due.day : due.after],
      ...answers.events.map(({ event, day }) => [event, day] as const),
      ...(moved?.events ?? []).map(({ event, days }) => [event, days] as const),
    ]
    for (const [event, path] of days) if (path !== undefined) expect([path, isDay(event, path)]).toEqual([path, true])
  })

  it('compares fields that the events have, and values that their enums have', () => {
    for (const path of [...made.key, ...matter, ...Object.values(shows)])
      expect(fieldAt(made.event, path)).toBeDefined()
    for (const { event } of [...(moved?.events ?? []).filter(({ days }) => days), ...cancelled])
      for (const path of matter) expect(fieldAt(event, path)?.kind).toBe('string')
    const names = (event: EventType, path: string) =>
      expect([path, isDay(event, path) || fieldAt(event, path)?.kind === 'string']).toEqual([path, true])
    for (const { event } of answers.events) for (const path of [answers.unit ?? []].flat()) names(event, path)
    for (const { event } of moved?.events ?? []) for (const path of moved!.unit) names(event, path)
    for (const path of moved?.only ?? []) names(made.event, path)
    const fixed = moved?.fixed === undefined ? [] : [{ event: made.event, when: [moved.fixed] }]
    for (const { event, when = [] } of [made, ...fixed, ...answers.events, ...cancelled])
      for (const { field, oneOf = [], noneOf = [] } of when) {
        const kind = fieldAt(event, field)?.kind
        expect(['enum', 'bool']).toContain(kind)
        for (const value of [...oneOf, ...noneOf])
          if (kind === 'bool') expect(['true', 'false']).toContain(value)
          else expect([value, carries(event, field, value)]).toEqual([value, true])
      }
    for (const { event, step, document } of answers.events) {
      if (typeof step === 'object') expect(fieldAt(event, step.field)).toBeDefined()
      if (document !== undefined) expect(fieldAt(event, document)?.kind).toBe('string')
    }
  })

  it('reads nothing of `personal` but where a document is', () => {
    const read = [...made.key, made.since, ...matter, ...Object.values(shows)].concat(
      answers.unit ?? [],
      moved?.unit ?? [],
      moved?.only ?? [],
      moved?.fixed?.field ?? [],
    )
    expect(read.filter(path => path.startsWith('personal'))).toEqual([])
  })
})

it('every kind of sentence makes a report unnecessary but those that change or enforce what was imposed before', () => {
  const [ended] = promiseRows.find(({ name }) => name === 'pre-sentence-report')!.cancelled
  const listed = new Set(ended!.when!.flatMap(({ oneOf = [] }) => oneOf))
  expect(Object.values(SentenceKind).filter(kind => !listed.has(kind))).toEqual([
    'SENTENCE_KIND_UNSPECIFIED',
    'SENTENCE_KIND_COMMUNITY_ORDER_VARIED',
    'SENTENCE_KIND_COMMUNITY_ORDER_AMENDED',
    'SENTENCE_KIND_ORDER_REVOKED',
    'SENTENCE_KIND_IMPRISONMENT_IN_DEFAULT',
    'SENTENCE_KIND_ORDER_EXTENDED',
    'SENTENCE_KIND_SUSPENDED_SENTENCE_IMPLEMENTED',
    'SENTENCE_KIND_SUSPENDED_SENTENCE_VARIED',
    'SENTENCE_KIND_BREACH_DEALT_WITH',
    'SENTENCE_KIND_NO_ACTION_ON_BREACH',
    'SENTENCE_KIND_ORDER_CONTINUES',
    'UNRECOGNIZED',
  ])
})

it('no two promises have one name', () => {
  expect(new Set(promiseRows.map(({ name }) => name)).size).toBe(promiseRows.length)
})
