import { addDays, type CalendarDate, parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseLength } from './length'
import { lengthProblem, sentenceCheck } from './sentence-check-rule'
import { checkSentence, type SentenceFacts } from './sentence-rules'

const date = (text: string): CalendarDate => parseCalendarDate(text)!
const codes = (facts: SentenceFacts, on: string) => checkSentence(facts, date(on)).map(({ code }) => code)
const imprisonment = (term: string, over: Partial<SentenceFacts> = {}): SentenceFacts => ({
  kind: 'imprisonment',
  term: parseLength(term)!,
  ...over,
})
const suspended = (term: string, convictedOn: string): SentenceFacts => ({
  kind: 'suspended',
  term: parseLength(term)!,
  convictedOn: date(convictedOn),
})

describe('the presumption against short custody', () => {
  const SHORT = 'short-custody-presumption'
  it.each([
    ['12 Months', '2026-03-22', [SHORT]],
    ['52 Weeks', '2026-03-22', [SHORT]],
    ['365 Days', '2026-03-22', [SHORT]],
    ['366 Days', '2026-03-22', []],
    ['12 Months 1 Days', '2026-03-22', []],
    ['12 Months', '2026-03-21', []],
  ])('%s, convicted on %s: %j', (term, convictedOn, expected) => {
    expect(codes(imprisonment(term, { convictedOn: date(convictedOn) }), '2026-04-01')).toEqual(expected)
  })

  it('goes by the day of the sentence where nobody says when the conviction was', () => {
    expect(codes(imprisonment('6 Months'), '2026-03-22')).toEqual([SHORT])
    expect(codes(imprisonment('6 Months'), '2026-03-21')).toEqual([])
  })
})

describe('how long a term may be suspended', () => {
  it.each([
    ['2 Years', '2026-03-21', []],
    ['2 Years 1 Days', '2026-03-21', ['suspended-term-too-long']],
    ['3 Years', '2026-03-22', []],
    ['37 Months', '2026-03-22', ['suspended-term-too-long']],
  ])('%s, convicted on %s: %j', (term, convictedOn, expected) => {
    expect(codes(suspended(term, convictedOn), '2026-05-01')).toEqual(expected)
  })
})

describe('unpaid work', () => {
  it.each([
    [39, ['unpaid-work-hours-range']],
    [40, []],
    [300, []],
    [301, ['unpaid-work-hours-range']],
  ])('of %d hours: %j', (unpaidWorkHours, expected) => {
    expect(codes({ kind: 'community', unpaidWorkHours }, '2024-01-01')).toEqual(expected)
  })
})

describe('supervision after the end of a sentence', () => {
  const PSS = 'post-sentence-supervision-repealed'
  it.each([
    ['18 Months', '2015-02-01', '2026-05-11', [PSS]],
    ['18 Months', '2015-02-01', '2026-05-10', []],
    ['18 Months', '2015-01-31', '2026-05-11', []],
    ['2 Years', '2015-02-01', '2026-05-11', []],
    ['1 Days', '2015-02-01', '2026-05-11', []],
  ])('%s, offence of %s, passed on %s: %j', (term, offenceOn, on, expected) => {
    const facts = imprisonment(term, { offenceOn: date(offenceOn), convictedOn: date('2026-03-01') })
    expect(codes(facts, on)).toEqual(expected)
  })
})

it('a longer term is never found too short, nor a shorter one too long', () => {
  const days = fc.integer({ min: 1, max: 3_000 })
  const on = fc.integer({ min: 0, max: 5_000 }).map(n => addDays(date('2020-01-01'), n))
  fc.assert(
    fc.property(days, days, on, (a, b, convictedOn) => {
      const [short, long] = a < b ? [a, b] : [b, a]
      const has = (kind: SentenceFacts['kind'], n: number, code: string) =>
        checkSentence({ kind, term: { days: n }, convictedOn }, convictedOn).some(each => each.code === code)
      if (has('imprisonment', long, 'short-custody-presumption'))
        expect(has('imprisonment', short, 'short-custody-presumption')).toBe(true)
      if (has('suspended', short, 'suspended-term-too-long'))
        expect(has('suspended', long, 'suspended-term-too-long')).toBe(true)
    }),
  )
})

describe('the rule sentence-check', () => {
  it('answers with what was found and by which source', () => {
    const facts = { kind: 'suspended', term: '4 Years', convictedOn: '2026-04-01', unpaidWorkHours: 20 }
    expect(sentenceCheck(facts, date('2026-04-02'))).toEqual({
      result: {
        findings: [
          expect.objectContaining({ code: 'suspended-term-too-long', source: 'Sentencing Act 2026 s.2, s.49(4)' }),
          expect.objectContaining({ code: 'unpaid-work-hours-range' }),
        ],
      },
      decidedBy: {
        row: 'suspended-term-too-long, unpaid-work-hours-range',
        source: expect.stringContaining('Sentencing Act 2026 s.2'),
      },
    })
  })

  it('says that nothing could be checked where neither a term nor hours are known', () => {
    const asked = (facts: object) => sentenceCheck({ kind: 'imprisonment', ...facts }, date('2026-04-02'))
    expect(asked({})).toMatchObject({
      result: { findings: [] },
      decidedBy: { row: expect.stringMatching(/^nothing could be checked/) },
    })
    for (const known of [{ term: '5 Years' }, { termDays: 800 }, { unpaidWorkHours: 100 }])
      expect(asked(known).decidedBy.row).toBe('nothing found')
  })

  it.each(['half a year', 'Months', '0 Months', '-6 Months', ''])('takes no term such as %j', text =>
    expect(lengthProblem(text)).toMatch(/such as 6 Months/),
  )

  it('takes lengths in words', () => {
    expect(['6 Months', '1 Years 6 Months', '80 hours'].map(lengthProblem)).toEqual([undefined, undefined, undefined])
  })

  it('finds nothing where nothing is known, however strange the numbers', () => {
    for (const termDays of [-1, 0.5, 1e300])
      expect(() => sentenceCheck({ kind: 'imprisonment', termDays }, date('2026-04-02'))).not.toThrow()
  })
})
