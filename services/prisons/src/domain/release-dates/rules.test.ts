import { parseCalendarDate } from '@hub/calendar'
import { virtualClock } from '@hub/clock'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { type Implementation, inProcessClient, type Rule, rulesService } from '@hub/service'
import { describe, expect, it } from '@jest/globals'
import { keyDatesRule } from './key-dates-rule'
import { releaseDatesRule } from './release-dates-rule'

const RULES: readonly Rule[] = [releaseDatesRule, keyDatesRule]
const { implementation } = rulesService(RULES, virtualClock(1))
const client = inProcessClient(RulesServiceDefinition, implementation as Implementation<typeof RulesServiceDefinition>)
const ask = async (rule: string, facts: object, on = '2026-11-22') => {
  const { answersJson } = await client.evaluate({ rule, casesJson: [JSON.stringify({ on, facts })] })
  return JSON.parse(answersJson[0]!)
}

describe('the rule release-dates', () => {
  it('answers which date counts for whom, and what is questionable', async () => {
    const facts = {
      sentenceType: 'determinate',
      dates: { CRD: '2027-03-01', ARD: '2027-04-01', PED: null, SED: '2028-03-01' },
      overrides: { CRD: '2027-03-02' },
    }
    expect(await ask('release-dates', facts)).toEqual({
      result: {
        prisonEffective: { type: 'ARD', date: '2027-04-01' },
        handoverEarliest: { type: 'CRD', date: '2027-03-02' },
        resettlementDisplayed: { type: 'CRD', date: '2027-03-02' },
        pairProblems: [
          { pair: 'CRD+ARD', text: expect.stringContaining('CRD and ARD') },
          { pair: 'CRD+SED', text: expect.stringContaining('LED') },
        ],
      },
      decidedBy: {
        row: 'prisonEffective ARD, handoverEarliest CRD, resettlementDisplayed CRD',
        source: expect.stringMatching(/prison-api.*handover_calculation.*PrisonerService.*DateValidationService/),
      },
      ruleSet: { id: 'release-dates', from: '2005-04-04', to: null, notes: expect.any(Array) },
    })
  })

  it.each(['release-dates', 'key-dates'])('take the tariff once: %s', async rule => {
    const twice = (Tariff: string) => ask(rule, { dates: { TED: '2027-01-01', Tariff } })
    expect((await twice('2027-01-02')).problem).toMatchObject({
      field: 'facts.dates',
      detail: expect.stringMatching(/tariff once/),
    })
    expect(await twice('2027-01-01')).not.toHaveProperty('problem')
  })

  it.each([
    ['2021-03-30', null, /^(?!.*handover_calculation)/],
    ['2025-01-01', { type: 'TED', date: '2024-06-01' }, /handover_calculation.rb \(08af7c29\)/],
    ['2025-05-15', { type: 'THD', date: '2026-01-01' }, /handover_calculation.rb \(bdac0f3f\)/],
  ])('answers for handover by the rule set of %s', async (on, handoverEarliest, source) => {
    const facts = { sentenceType: 'indeterminate', dates: { TED: '2024-06-01', THD: '2026-01-01' } }
    const { result, decidedBy } = await ask('release-dates', facts, on)
    expect(result.handoverEarliest).toEqual(handoverEarliest)
    expect(decidedBy.source).toMatch(source)
  })

  it.each([
    ['2024-09-09', 'SDS', 1000, { releasePoint: '1/2', sds40: null, recall: null, curfew: 180 }],
    ['2024-09-10', 'SDS', 1825, { releasePoint: '1/2', sds40: '2/5', recall: null, curfew: 180 }],
    ['2024-09-10', 'SDS', 1826, { releasePoint: '1/2', sds40: null, recall: null, curfew: 180 }],
    ['2024-10-22', 'SDS', 1826, { releasePoint: '1/2', sds40: '2/5', recall: null, curfew: 180 }],
    ['2026-04-13', 'SDS+', 1702, { releasePoint: '2/3', sds40: null, recall: null, curfew: 365 }],
    ['2026-04-14', 'SDS+', 1702, { releasePoint: '2/3', sds40: null, recall: 56, curfew: 365 }],
  ])('tells the law of %s for %s of %i days', async (on, sentence, sentenceLengthDays, expected) => {
    const { law } = (await ask('release-dates', { sentence, sentenceLengthDays }, on)).result
    expect({
      releasePoint: law.releasePoint.served,
      sds40: law.sds40?.served ?? null,
      recall: law.fixedTermRecall?.recallDays ?? null,
      curfew: law.homeDetentionCurfew.maximumCurfew,
    }).toEqual(expected)
    for (const row of Object.values<{ source: string } | null>(law)) expect(row?.source ?? 'none').not.toBe('')
  })

  it.each([
    [364, true, ['SED', 'ARD']],
    [365, true, ['SLED', 'CRD']],
    [364, false, ['SLED', 'CRD']],
    [364, undefined, ['SLED', 'CRD']],
  ])(
    'tells which dates a sentence of %i days has, under 18 at release: %s',
    async (sentenceLengthDays, young, types) => {
      const facts = { sentenceLengthDays, ...(young === undefined ? {} : { under18AtRelease: young }) }
      const { law } = (await ask('release-dates', facts, '2026-11-22')).result
      expect(law.dateTypes).toEqual({ types, source: expect.stringContaining('ReleaseDateTypes.kt') })
    },
  )

  it('takes the day asked about for today', async () => {
    const facts = { sentenceType: 'indeterminate', dates: { Tariff: '2027-03-01', THD: '2028-01-10' } }
    const earliest = async (on: string) => (await ask('release-dates', facts, on)).result.handoverEarliest
    expect(await earliest('2027-02-28')).toEqual({ type: 'TED', date: '2027-03-01' })
    expect(await earliest('2027-03-01')).toEqual({ type: 'THD', date: '2028-01-10' })
  })

  it('answers with a confirmed date that is of no type', async () => {
    const { result } = await ask('release-dates', { confirmedReleaseDate: '2027-03-01' })
    expect(result.prisonEffective).toEqual({ type: 'confirmed', date: '2027-03-01' })
  })

  it('answers null where nothing is known', async () => {
    const { result, decidedBy } = await ask('release-dates', {})
    expect(result).toEqual({
      prisonEffective: null,
      handoverEarliest: null,
      resettlementDisplayed: null,
      pairProblems: [],
    })
    expect(decidedBy.row).toBe('prisonEffective none, handoverEarliest none, resettlementDisplayed none')
  })

  it.each([
    [{ dates: { XRD: '2027-01-01' } }, 'facts.dates.XRD'],
    [{ dates: { crd: '2027-01-01' } }, 'facts.dates.crd'],
    [{ overrides: { EMED: '2027-01-01' } }, 'facts.overrides.EMED'],
    [{ dates: { CRD: '2027-02-30' } }, 'facts.dates.CRD'],
    [{ dates: { CRD: 20270201 } }, 'facts.dates.CRD'],
    [{ dates: '2027-02-01' }, 'facts.dates'],
    [{ sentenceType: 'life' }, 'facts.sentenceType'],
    [{ sdsPlus: true }, 'facts.sdsPlus'],
  ])('refuses %j by name', async (facts, field) => {
    expect(await ask('release-dates', facts)).toEqual({
      problem: { code: 'HUB_RULES_INVALID', detail: expect.stringMatching(/./), field },
    })
  })
})

describe('the rule key-dates', () => {
  it('answers each key date or null', async () => {
    const facts = {
      dates: { CRD: '2026-06-01', SLED: '2026-12-31', HDCED: '2026-02-02', TUSED: '2027-06-01' },
      confirmedReleaseDate: '2026-05-29',
      firstReleaseDate: '2026-05-30',
      sentenceStartDate: '2026-01-01',
      sentenceType: 'determinate',
      pssRequirement: true,
    }
    expect(await ask('key-dates', facts)).toEqual({
      result: {
        LED: '2026-12-31',
        ACR: '2026-06-01',
        PED: null,
        SED: '2026-12-31',
        EXP: '2026-05-29',
        HDE: '2026-02-02',
        PSSED: '2027-06-01',
        PR1: '2026-10-20',
        FTHRD: '2026-08-31',
        EMED: '2026-06-26',
      },
      decidedBy: {
        row: 'LED, ACR, SED, EXP, HDE, PSSED, PR1, FTHRD, EMED',
        source: expect.stringContaining('KeyDateCalculator.kt'),
      },
      ruleSet: { id: 'key-dates', from: '2005-04-04', to: null },
    })
  })

  it('takes the length and SDS+ as they are given', async () => {
    const facts = { dates: { CRD: '2026-06-01', SED: '2026-12-31' }, sentenceLengthDays: 370, sdsPlus: true }
    const { result } = await ask('key-dates', facts)
    expect([result.EMED, result.FTHRD, result.PSSED]).toEqual(['2026-08-02', null, null])
  })

  it('answers nulls where nothing is known', async () => {
    const { result, decidedBy } = await ask('key-dates', { sentenceLengthDays: 365 })
    expect(new Set(Object.values(result))).toEqual(new Set([null]))
    expect(Object.keys(result)).toHaveLength(10)
    expect(decidedBy.row).toBe('no date')
  })

  it.each([
    [{ dates: { ACR: '2027-01-01' } }, 'facts.dates.ACR'],
    [{ overrides: { CRD: '2027-01-01' } }, 'facts.overrides'],
    [{ sentenceLengthDays: '365' }, 'facts.sentenceLengthDays'],
    [{ firstReleaseDate: 'soon' }, 'facts.firstReleaseDate'],
  ])('refuses %j by name', async (facts, field) => {
    expect((await ask('key-dates', facts)).problem).toMatchObject({ code: 'HUB_RULES_INVALID', field })
  })
})

it('a rule evaluated by itself answers as the served one', () => {
  const on = parseCalendarDate('2026-11-22')!
  expect(releaseDatesRule.evaluate({ dates: { CRD: '2027-03-01' } }, on).result.prisonEffective).toEqual({
    type: 'CRD',
    date: '2027-03-01',
  })
})
