import { compareInstantTexts } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  factsOf,
  type LineCursor,
  type LineRow,
  mergeLines,
  readCursor,
  rowsOf,
  type Stretch,
  withRow,
  writeCursor,
} from './journey'

const row = (personId: string, at: number, second: number): LineRow => ({
  eventId: `${personId}/${at}`,
  personId,
  at,
  type: 'hub.court.v1.HearingListed',
  occurredAt: '2026-01-01T00:00:00Z',
  recordedAt: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
  channel: '',
  receiptId: '',
  value: '',
})

/** The lines of up to four ids: places rise, with gaps; times mostly do, but not always. */
const cluster = fc
  .array(fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(20)), { maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(lines =>
    lines.map((steps, index) => {
      let at = 0
      return steps.map(([step, second]) => {
        at += step
        return row(`person ${index}`, at, second)
      })
    }),
  )

/** Reads as the service does: from a cursor, at most `size` and one more of each id. */
function pageOf(lines: readonly (readonly LineRow[])[], after: string, size: number) {
  const cursor = readCursor(after)!
  const rest = lines.map((line, index) =>
    line.filter(({ at }) => at >= (cursor[`person ${index}`] ?? 0)).slice(0, size + 1),
  )
  const rows = mergeLines(rest, size)
  const next: Record<string, number> = { ...cursor }
  for (const each of rows) next[each.personId] = each.at + 1
  return { rows, next: rest.flat().length > rows.length ? writeCursor(next) : '' }
}

describe('mergeLines', () => {
  it('has every row once, and keeps each id’s order', () => {
    fc.assert(
      fc.property(cluster, lines => {
        const merged = mergeLines(lines, 1_000)
        expect(merged).toHaveLength(lines.flat().length)
        lines.forEach((line, index) => {
          expect(merged.filter(({ personId }) => personId === `person ${index}`)).toEqual(line)
        })
      }),
    )
  })

  it('takes first what the hub knew first, where each id’s own order allows it', () => {
    fc.assert(
      fc.property(cluster, lines => {
        const rising = lines.map(line => {
          const times = line.map(({ recordedAt }) => recordedAt).sort()
          return line.map((each, index) => ({ ...each, recordedAt: times[index]! }))
        })
        const times = mergeLines(rising, 1_000).map(({ recordedAt }) => recordedAt)
        expect(times).toEqual([...times].sort(compareInstantTexts))
      }),
    )
  })

  it('gives the same line in pages of any size, and stops', () => {
    fc.assert(
      fc.property(cluster, fc.integer({ min: 1, max: 15 }), (lines, size) => {
        const read: LineRow[] = []
        let after = ''
        for (let pages = 0; ; pages++) {
          expect(pages).toBeLessThan(60)
          const page = pageOf(lines, after, size)
          expect(page.rows.length).toBeLessThanOrEqual(size)
          read.push(...page.rows)
          if (page.next === '') break
          // No page but the last is empty: a reader always moves on.
          expect(page.rows.length).toBe(size)
          after = page.next
        }
        expect(read).toEqual(mergeLines(lines, 1_000))
      }),
    )
  })

  it('does not depend on the order in which the ids are named', () => {
    fc.assert(
      fc.property(cluster, lines => {
        expect(mergeLines([...lines].reverse(), 1_000)).toEqual(mergeLines(lines, 1_000))
      }),
    )
  })
})

describe('factsOf', () => {
  const stated = (personId: string, at: number, value: string, minute = at): LineRow => ({
    ...row(personId, at, 0),
    occurredAt: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
    recordedAt: `2026-01-02T00:${String(minute).padStart(2, '0')}:00Z`,
    states: { fact: 'custody', value },
  })

  it('takes of two told to have happened at once the one that the hub knew last, whosever id it stands under', () => {
    const [a, b] = [
      stated('a', 1, 'inside', 1),
      { ...stated('b', 1, 'outside', 1), recordedAt: '2026-01-03T00:00:00Z' },
    ]
    for (const rows of [
      [[a], [b]],
      [[b], [a]],
    ])
      expect(factsOf(rows, {})).toEqual({ custody: 'outside' })
  })

  it('lets what was superseded hold until the hub knew better, whosever id told so', () => {
    const later = { ...row('b', 7, 0), retracts: 'a/2', recordedAt: '2026-01-05T00:00:00Z' }
    const rows = [[stated('a', 1, 'inside'), stated('a', 2, 'outside')], [later]]
    expect(factsOf(rows, {})).toEqual({ custody: 'inside' })
    expect(factsOf(rows, { knownAt: '2026-01-04T00:00:00Z' })).toEqual({ custody: 'outside' })
    expect(factsOf(rows, { knownAt: '2026-01-01T00:00:00Z' })).toEqual({})
  })
})

describe('stretches', () => {
  it('hold every row as it was, however a line is cut into them, and give those from any place on', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.nat(50), (cuts, from) => {
        const line = cuts.map((_, at) => row('a', at, at % 60))
        const kept: Stretch[] = []
        line.forEach((each, at) => {
          if (cuts[at] || kept.length === 0) kept.push(withRow(undefined, each))
          else kept.push(withRow(kept.pop(), each))
        })
        expect(rowsOf(kept, from)).toEqual(line.slice(from))
        expect(kept.map(({ to, rows }) => to === rows.at(-1)!.at)).not.toContain(false)
      }),
    )
  })
})

describe('cursors', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.uuid(), fc.maxSafeNat()), (cursor: LineCursor) => {
        const text = writeCursor(cursor)
        expect(text).toMatch(/^[\w-]+$/)
        expect(readCursor(text)).toEqual(cursor)
      }),
    )
  })

  it('start at the beginning when there is none', () => expect(readCursor('')).toEqual({}))

  it.each(['null', '[]', '7', '"a"', '{"a":-1}', '{"a":1.5}', '{"a":"1"}', '{"a":1e300}', '{', '{"a":null}'])(
    'that are none are not read: %s',
    text => expect(readCursor(Buffer.from(text).toString('base64url'))).toBeUndefined(),
  )

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        readCursor(text)
      }),
    )
  })
})
