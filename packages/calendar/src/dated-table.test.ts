import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addDays, type DatedRow, datedTable, daysBetween, formatCalendarDate, parseCalendarDate, rowOn } from '.'

const on = (text: string) => parseCalendarDate(text)!
const row = (from: string, to?: string, key = ''): DatedRow & { key: string } =>
  to === undefined ? { from, source: 'policy', key } : { from, to, source: 'policy', key }

describe('dated tables', () => {
  const table = datedTable('share to serve', [row('2024-09-10'), row('2020-04-01', '2024-09-09')])

  it('give the row of a day, first and last day included', () => {
    expect(rowOn(table, on('2020-03-31'))).toBeUndefined()
    expect(rowOn(table, on('2020-04-01'))?.from).toBe('2020-04-01')
    expect(rowOn(table, on('2024-09-09'))?.from).toBe('2020-04-01')
    expect(rowOn(table, on('2024-09-10'))?.from).toBe('2024-09-10')
    expect(rowOn(table, on('2999-01-01'))?.from).toBe('2024-09-10')
  })

  it('give nothing after a repeal', () => {
    const repealed = datedTable('supervision', [row('2015-02-01', '2026-03-31')])
    expect(rowOn(repealed, on('2026-03-31'))).toBeDefined()
    expect(rowOn(repealed, on('2026-04-01'))).toBeUndefined()
  })

  it('keep a succession per key', () => {
    const keyed = datedTable(
      'regions',
      [
        row('2020-01-01', '2026-01-31', 'north'),
        row('2020-01-01', undefined, 'south'),
        row('2026-02-01', undefined, 'north'),
      ],
      ({ key }) => key,
    )
    expect(rowOn(keyed, on('2026-02-01'), 'north')?.from).toBe('2026-02-01')
    expect(rowOn(keyed, on('2026-02-01'), 'south')?.from).toBe('2020-01-01')
    expect(rowOn(keyed, on('2026-02-01'), 'west')).toBeUndefined()
    expect(() => rowOn(keyed, on('2026-02-01'))).toThrow(/pass the key/)
    expect(() => rowOn(table, on('2026-02-01'), 'north')).toThrow(/has no keys/)
  })

  it.each([
    ['an overlap', [row('2020-01-01', '2020-06-01'), row('2020-06-01')], /still applies.*to: '2020-05-31'/],
    ['an open row before another', [row('2020-01-01'), row('2020-06-01')], /still applies.*to: '2020-05-31'/],
    ['a gap', [row('2020-01-01', '2020-05-29'), row('2020-06-01')], /from 2020-05-30 to 2020-05-31.*or add a row/],
    ['two rows from one day', [row('2020-01-01', '2020-05-29'), row('2020-01-01')], /two rows begin on 2020-01-01/],
    ['an end before the beginning', [row('2020-01-02', '2020-01-01')], /before it begins/],
    ['a day that does not exist', [row('2020-02-30')], /from "2020-02-30" is not a date/],
    ['another way to write dates', [row('01/02/2020')], /YYYY-MM-DD/],
    ['no source', [{ ...row('2020-01-01'), source: ' ' }], /names no source/],
  ])('refuse %s and say what to do', (_, rows, message) => {
    expect(() => datedTable('share to serve', rows)).toThrow(message)
    expect(() => datedTable('share to serve', rows)).toThrow(/Table "share to serve"/)
  })

  it('name the key in an error', () =>
    expect(() =>
      datedTable('t', [row('2020-01-01', undefined, 'a'), row('2021-01-01', undefined, 'a')], r => r.key),
    ).toThrow(/Table "t", key "a"/))

  it('have exactly one row for every day of an unbroken succession', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(lengths, fc.nat(5000), (days, probe) => {
        let start = on('2019-12-31')
        const rows = days.map(length => {
          const from = start
          start = addDays(start, length)
          return row(formatCalendarDate(from), formatCalendarDate(addDays(start, -1)))
        })
        const date = addDays(on('2019-12-31'), probe)
        const found = rowOn(datedTable('t', rows.toReversed()), date)
        expect(found === undefined).toBe(daysBetween(date, start) <= 0)
        if (found) expect(found.from <= formatCalendarDate(date) && found.to! >= formatCalendarDate(date)).toBe(true)
      }),
    )
  })
})
