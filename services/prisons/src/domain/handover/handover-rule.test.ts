import { parseCalendarDate } from '@hub/calendar'
import { virtualClock } from '@hub/clock'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { type Implementation, inProcessClient, type Rule, rulesService } from '@hub/service'
import { describe, expect, it } from '@jest/globals'
import { earlyAllocationRule } from './early-allocation-rule'
import { handoverRule } from './handover-rule'
import { MENS_OPEN_PRISONS, WOMENS_PRISONS } from './prisons'
import { RULE_SETS, ruleSetOn } from './rule-sets'

const rules: readonly Rule[] = [handoverRule, earlyAllocationRule]
const { implementation } = rulesService(rules, virtualClock(1, Date.UTC(2026, 4, 5, 12)))
const client = inProcessClient(RulesServiceDefinition, implementation as Implementation<typeof RulesServiceDefinition>)
const ask = async (rule: string, ...cases: readonly unknown[]) => {
  const { answersJson } = await client.evaluate({ rule, casesJson: cases.map(each => JSON.stringify(each)) })
  return answersJson.map(text => JSON.parse(text))
}
const FACTS = { sentenceType: 'determinate', sentenceStartDate: '2020-01-06', conditionalReleaseDate: '2027-10-31' }

describe('the rule handover', () => {
  it('reads codes in any case, and no hearing of before the sentence', async () => {
    const [civil, hearing] = await ask(
      'handover',
      { on: '2026-05-05', facts: { ...FACTS, imprisonmentStatus: ' civil' } },
      {
        on: '2026-05-05',
        facts: {
          sentenceType: 'indeterminate',
          sentenceStartDate: '2024-01-01',
          tariffDate: '2020-01-01',
          targetHearingDate: '2023-01-01',
        },
      },
    )
    expect(civil.result).toEqual({ inPolicy: false, reason: 'civil_sentence' })
    expect(hearing.result.earliestRelease).toEqual({ type: 'TED', date: '2020-01-01' })
  })

  it('answers in the words of the interface', async () => {
    const [answer] = await ask('handover', { on: '2026-05-05', facts: FACTS })
    expect(answer).toEqual({
      result: {
        inPolicy: true,
        responsibility: 'CustodyOnly',
        responsibleOfficer: 'POM',
        roles: { pom: 'responsible', com: 'not-involved' },
        handoverStartDate: '2027-02-14',
        handoverDate: '2027-02-14',
        reason: 'determinate',
        earliestRelease: { type: 'CRD', date: '2027-10-31' },
      },
      decidedBy: {
        row: 'determinate',
        source: 'offender-management-allocation-manager: app/lib/handover/handover_calculation.rb (9222ddb2)',
      },
      ruleSet: { id: 'omic-2025-05', from: '2025-05-15', to: null, notes: expect.any(Array) },
    })
  })

  it('names the roles of both managers', async () => {
    const open = { ...FACTS, sentenceType: 'indeterminate', tariffDate: '2028-01-01', prisonId: 'SPI' }
    const answers = await ask(
      'handover',
      { facts: { ...open, prisonArrivalDate: '2026-01-01' } },
      { facts: { ...FACTS, recalled: true } },
      { facts: { sentenceType: 'indeterminate', sentenceStartDate: '2020-01-06', responsibilityOverride: null } },
    )
    expect(answers.map(({ result }) => [result.responsibility, result.responsibleOfficer, result.roles])).toEqual([
      ['CustodyWithCom', 'POM', { pom: 'responsible', com: 'supporting' }],
      ['Community', 'COM', { pom: 'supporting', com: 'responsible' }],
      ['CustodyOnly', 'POM', { pom: 'responsible', com: 'not-involved' }],
    ])
    expect(answers[2].result).toMatchObject({ handoverStartDate: null, handoverDate: null, earliestRelease: null })
  })

  it('says why somebody is outside the policy', async () => {
    expect(await ask('handover', { facts: { ...FACTS, dateOfBirth: '2010-01-01' } })).toEqual([
      expect.objectContaining({
        result: { inPolicy: false, reason: 'under_18' },
        decidedBy: { row: 'under_18', source: expect.stringContaining('hmpps_api/offender.rb') },
      }),
    ])
  })

  it('takes the set in force on the day, and a named one with the day as today', async () => {
    const answers = await ask(
      'handover',
      { on: '2021-03-31', facts: FACTS },
      { on: '2025-05-14', facts: FACTS },
      { on: '2026-05-05', ruleSet: 'omic-2023-11-02', facts: FACTS },
      { on: '2027-02-14', ruleSet: 'omic-2023-11-02', facts: FACTS },
    )
    expect(answers.map(({ ruleSet }) => ruleSet.id)).toEqual([
      'omic-2021',
      'omic-2024-10',
      'omic-2023-11-02',
      'omic-2023-11-02',
    ])
    expect(answers.map(({ result }) => result.responsibility)).toEqual([
      'CustodyOnly',
      'CustodyOnly',
      'CustodyOnly',
      'Community',
    ])
  })

  it('refuses days before the first set, unknown facts and unknown values', async () => {
    const answers = await ask(
      'handover',
      { on: '2021-03-30', facts: FACTS },
      { facts: { crd: '2026-01-01' } },
      { facts: { mappaLevel: 4 } },
      { facts: { conditionalReleaseDate: '2026-02-30' } },
      { facts: { provider: 'Sodexo' } },
    )
    expect(answers.map(({ problem }) => [problem.code, problem.field])).toEqual([
      ['HUB_RULES_NOT_DATED', 'on'],
      ['HUB_RULES_INVALID', 'facts.crd'],
      ['HUB_RULES_INVALID', 'facts.mappaLevel'],
      ['HUB_RULES_INVALID', 'facts.conditionalReleaseDate'],
      ['HUB_RULES_INVALID', 'facts.provider'],
    ])
  })

  it('takes a list of dates, and none in which anything is no date', async () => {
    const isp = (list: unknown) => ({
      facts: { ...FACTS, sentenceType: 'indeterminate', indeterminateSentenceStartDates: list },
    })
    const [two, none] = await ask('handover', isp(['2010-01-01', '2011-01-01']), isp([]))
    expect([two!.result.reason, none!.result.reason]).toEqual(['additional_isp', 'release_date_unknown'])
    for (const { problem } of await ask(
      'handover',
      isp(['2010-01-01', 7]),
      isp(['soon']),
      isp([null]),
      isp('2010-01-01'),
    ))
      expect(problem).toMatchObject({ code: 'HUB_RULES_INVALID', field: 'facts.indeterminateSentenceStartDates' })
  })
})

describe('the rule early-allocation', () => {
  it('answers in the words of the interface', async () => {
    const facts = { highProfile: true, assessmentDate: '2026-01-01', sentenceStartDate: '2025-01-01' }
    expect(await ask('early-allocation', { facts: { ...facts, createdWithinReferralWindow: true } })).toEqual([
      {
        result: { outcome: 'eligible', applies: true, appliesNot: null },
        decidedBy: { row: 'automatic', source: expect.stringContaining('early_allocation.rb') },
        ruleSet: { id: 'early-allocation', from: '2021-03-31', to: null },
      },
    ])
    expect(await ask('early-allocation', { facts })).toMatchObject([
      { result: { outcome: 'eligible', applies: false, appliesNot: 'not_known_to_be_within_referral_window' } },
    ])
  })
})

describe('the rule sets', () => {
  it('follow each other without a gap', () => {
    expect(RULE_SETS.map(({ id, from, to }) => `${id} ${from} ${to}`)).toEqual([
      'omic-2021 2021-03-31 2022-10-19',
      'omic-2022-10 2022-10-20 2023-03-30',
      'omic-2023-04 2023-03-31 2023-11-01',
      'omic-2023-11-02 2023-11-02 2023-11-07',
      'omic-2023-11-08 2023-11-08 2024-05-07',
      'omic-2024-05 2024-05-08 2024-07-23',
      'omic-2024-07 2024-07-24 2024-08-14',
      'omic-2024-08 2024-08-15 2024-10-15',
      'omic-2024-10 2024-10-16 2025-05-14',
      'omic-2025-05 2025-05-15 null',
    ])
  })

  it.each([
    ['2021-03-30', undefined],
    ['2021-03-31', 'omic-2021'],
    ['2023-11-07', 'omic-2023-11-02'],
    ['2023-11-08', 'omic-2023-11-08'],
    ['2030-01-01', 'omic-2025-05'],
  ])('on %s: %s', (on, id) => {
    expect(ruleSetOn(parseCalendarDate(on)!)?.id).toBe(id)
  })
})

it('the prisons are as many as the source has', () => {
  expect([new Set(MENS_OPEN_PRISONS).size, new Set(WOMENS_PRISONS).size]).toEqual([13, 12])
})
