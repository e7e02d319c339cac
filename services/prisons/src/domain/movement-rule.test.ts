import { virtualClock } from '@hub/clock'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { type Implementation, inProcessClient, type Rule, rulesService } from '@hub/service'
import { describe, expect, it } from '@jest/globals'
import { movementRule } from './movement-rule'
import { MOVEMENTS } from './movements'

const served = rulesService([movementRule as Rule], virtualClock(1))
const rules = inProcessClient(
  RulesServiceDefinition,
  served.implementation as Implementation<typeof RulesServiceDefinition>,
)
async function ask(facts: object) {
  const { answersJson } = await rules.evaluate({
    rule: 'movement',
    casesJson: [JSON.stringify({ on: '2026-11-22', facts })],
  })
  return JSON.parse(answersJson[0]!)
}

describe('the rule movement', () => {
  it.each([
    ['ADM', 'N', 'admission', false, false],
    ['ADM', '', 'admission', false, false],
    ['ADM', '24', 'recall', false, true],
    ['ADM', ' l ', 'recall', false, true],
    ...['Y', 'PD', 'ELR', 'B', 'ETRLR'].map(code => ['ADM', code, 'recall', false, true] as const),
    ...['INT', 'TRNCRT', 'TRNTAP'].map(code => ['ADM', code, 'transfer', false, false] as const),
    ['ADM', 'MRG', 'admission', false, false],
    ['REL', 'CR', 'release-on-licence', true, false],
    ['REL', '', 'release-on-licence', true, false],
    ['REL', 'ECSL', 'end-of-custody-licence', true, false],
    ['REL', 'DEC', 'died', true, false],
    ...['HO', 'HP', 'HQ'].map(code => ['REL', code, 'hospital', false, false] as const),
    ...['DD', 'DE', 'DL', 'ETR'].map(code => ['REL', code, 'immigration-removal', true, false] as const),
    ...['UAL', 'UAL_ECL'].map(code => ['REL', code, 'unlawfully-at-large', true, false] as const),
    ['REL', 'MRG', 'administrative', false, false],
    ['TRN', 'INT', 'transfer', false, false],
    ['TAP', 'C5', 'temporary-absence', false, false],
    ['CRT', 'CA', 'court', false, false],
  ] as const)(
    '%s %s is %s (ends custody: %s, recall: %s)',
    async (movementType, movementReason, meaning, endsCustody, recall) => {
      const { result, decidedBy, ruleSet } = await ask({ movementType, movementReason })
      expect(result).toEqual({ meaning, endsCustody, recall })
      expect([decidedBy.source.length > 0, ruleSet.id]).toEqual([true, 'nomis-movements'])
    },
  )

  it.each([
    [{ movementType: 'TRN', direction: 'IN' }, 'transfer'],
    [{ movementType: 'TAP', direction: 'IN', movementReason: '24' }, 'end-of-temporary-absence'],
    [{ movementType: 'CRT', direction: 'IN' }, 'return-from-court'],
    [{ movementType: 'ADM', movementReason: '24', custodyBefore: 'temporary-absence' }, 'end-of-temporary-absence'],
    [{ movementType: 'ADM', movementReason: '24', custodyBefore: 'released' }, 'recall'],
    [{ movementType: 'ADM', direction: 'OUT' }, 'unknown'],
  ])('%j is %s', async (facts, meaning) => {
    expect((await ask(facts)).result).toMatchObject({ meaning, ...(meaning === 'recall' ? {} : { recall: false }) })
  })

  it('refuses what it does not know, by name', async () => {
    expect((await ask({ movementType: 'XYZ' })).problem).toMatchObject({ field: 'facts.movementType' })
    expect((await ask({})).problem).toMatchObject({ field: 'facts.movementType' })
    expect((await ask({ reason: '24' })).problem).toMatchObject({ field: 'facts.reason' })
  })

  it('has an answer for every row of the table', async () => {
    for (const { type, direction, codes } of MOVEMENTS)
      for (const code of codes) {
        const { result } = await ask({ movementType: type, direction, movementReason: code })
        expect([type, direction, code, result.meaning]).not.toContain('unknown')
      }
  })
})
