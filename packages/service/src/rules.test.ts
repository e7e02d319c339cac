import { virtualClock } from '@hub/clock'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { describe, expect, it } from '@jest/globals'
import { inProcessClient } from './grpc/in-process'
import type { Implementation } from './grpc/types'
import { type Rule, rulesService } from './rules'

const OLD = { id: 'old', from: '2000-01-01', to: '2019-12-31' }
const NEW = { id: 'new', from: '2020-01-01', to: null }
const rule: Rule = {
  name: 'speed',
  facts: {
    colour: { type: 'text', oneOf: ['red', 'blue'] },
    born: { type: 'date' },
    fast: { type: 'boolean' },
    wheels: { type: 'number' },
    owners: { type: 'list' },
    services: { type: 'dates', oneOf: ['first', 'last'] },
    washes: { type: 'dates' },
    stickers: { type: 'list', oneOf: ['left', 'right'] },
    doors: { type: 'number', problem: value => ((value as number) < 1 ? 'must have at least one' : undefined) },
  },
  ruleSets: [OLD, NEW],
  evaluate: (facts, on, { id }) => ({
    result: { facts, year: on.year },
    decidedBy: { row: id, source: 'a test' },
  }),
}
// 23:30 UTC in summer: London is a day ahead.
const clock = virtualClock(1, Date.UTC(2026, 5, 30, 23, 30))
const { implementation } = rulesService([rule], clock)
const client = inProcessClient(RulesServiceDefinition, implementation as Implementation<typeof RulesServiceDefinition>)
const ask = async (...cases: readonly unknown[]) =>
  (await client.evaluate({ rule: 'speed', casesJson: cases.map(each => JSON.stringify(each)) })).answersJson.map(text =>
    JSON.parse(text),
  )
const problem = (code: string, field?: string) => ({
  problem: { code, detail: expect.stringMatching(/./), ...(field ? { field } : {}) },
})

describe('rules', () => {
  it('are listed with facts and sets', async () => {
    const { rulesJson } = await client.listRules({})
    const facts = { ...rule.facts, doors: { type: 'number' } }
    expect(rulesJson.map(text => JSON.parse(text))).toEqual([{ name: 'speed', facts, ruleSets: [OLD, NEW] }])
  })

  it('say which facts they can say nothing without, when one is asked without them', async () => {
    const needing = rulesService([{ ...rule, needs: ['colour', 'wheels'] }], clock)
    const asking = inProcessClient(
      RulesServiceDefinition,
      needing.implementation as Implementation<typeof RulesServiceDefinition>,
    )
    expect(JSON.parse((await asking.listRules({})).rulesJson[0]!)).toMatchObject({ needs: ['colour', 'wheels'] })
    const cases = [{}, { facts: { colour: 'red', wheels: null } }, { facts: { colour: 'red', wheels: 0 } }]
    const { answersJson } = await asking.evaluate({
      rule: 'speed',
      casesJson: cases.map(each => JSON.stringify(each)),
    })
    expect(answersJson.map(text => JSON.parse(text))).toEqual([
      problem('HUB_RULES_INVALID', 'facts.colour'),
      problem('HUB_RULES_INVALID', 'facts.wheels'),
      expect.objectContaining({ ruleSet: NEW }),
    ])
  })

  it('refuse what stands beside on, facts and ruleSet, by its name', async () => {
    expect(await ask({ colour: 'red' })).toEqual([problem('HUB_RULES_INVALID', 'colour')])
    expect(await ask({ facts: {}, cases: [] })).toEqual([problem('HUB_RULES_INVALID', 'cases')])
    expect(await ask(JSON.parse('{"__proto__": {}}'))).toEqual([problem('HUB_RULES_INVALID', '__proto__')])
  })

  it('take the set in force on the day, both its ends included', async () => {
    const answers = await ask({ on: '2000-01-01' }, { on: '2019-12-31' }, { on: '2020-01-01' }, { on: '2999-01-01' })
    expect(answers.map(({ ruleSet }) => ruleSet)).toEqual([OLD, OLD, NEW, NEW])
    expect(await ask({ on: '1999-12-31' })).toEqual([problem('HUB_RULES_NOT_DATED', 'on')])
  })

  it('take a set by name whatever the day', async () => {
    const [answer] = await ask({ on: '2024-01-01', ruleSet: 'old' })
    expect(answer).toMatchObject({ ruleSet: OLD, decidedBy: { row: 'old' }, result: { year: 2024 } })
    for (const ruleSet of ['none', null, 7, '__proto__'])
      expect(await ask({ ruleSet })).toEqual([problem('HUB_RULES_INVALID', 'ruleSet')])
  })

  it('are asked about today in London when no day is said', async () => {
    let asked: unknown
    const watching = {
      ...rule,
      evaluate: (...args: Parameters<Rule['evaluate']>) => {
        asked = args[1]
        return rule.evaluate(...args)
      },
    }
    const served = rulesService([watching], clock).implementation as Implementation<typeof RulesServiceDefinition>
    await inProcessClient(RulesServiceDefinition, served).evaluate({ rule: 'speed', casesJson: ['{}'] })
    expect(asked).toEqual({ year: 2026, month: 7, day: 1 })
  })

  it.each([['2024-02-30'], ['tomorrow'], [20240101], [null], [{}]])('refuse a day that is none: %j', async on => {
    expect(await ask({ on })).toEqual([problem('HUB_RULES_INVALID', 'on')])
  })

  it('refuse a fact they do not know, by its name', async () => {
    expect(await ask({ facts: { shoe: 44 } })).toEqual([problem('HUB_RULES_INVALID', 'facts.shoe')])
    expect(await ask({ facts: JSON.parse('{"__proto__": 1}') })).toEqual([
      problem('HUB_RULES_INVALID', 'facts.__proto__'),
    ])
    expect(await ask({ facts: { constructor: 1 } })).toEqual([problem('HUB_RULES_INVALID', 'facts.constructor')])
    const [{ problem: long }] = await ask({ facts: { ['x'.repeat(1_000)]: 1 } })
    expect(long.field.length).toBeLessThan(100)
  })

  it.each([
    ['colour', 'green'],
    ['colour', 7],
    ['born', '2024-02-30'],
    ['fast', 'true'],
    ['wheels', '4'],
    ['owners', {}],
    ['stickers', ['left', 'top']],
    ['stickers', [['left']]],
    ['stickers', 'left'],
    ['doors', 0],
  ])('refuse a fact of another type, by its name: %s %j', async (name, value) => {
    expect(await ask({ facts: { [name]: value } })).toEqual([problem('HUB_RULES_INVALID', `facts.${name}`)])
  })

  it.each([
    ['no object', { services: [] }, 'facts.services'],
    ['a code that is none', { services: { first: '2024-01-01', middle: '2024-02-01' } }, 'facts.services.middle'],
    ['a code everybody has', { services: JSON.parse('{"__proto__": "2024-01-01"}') }, 'facts.services.__proto__'],
    ['a date that is none', { services: { last: '2024-02-30' } }, 'facts.services.last'],
    ['a date that is none under a free code', { washes: { easter: 'soon' } }, 'facts.washes.easter'],
  ])('refuse an object of dates with %s, by its name', async (_, facts, field) => {
    expect(await ask({ facts })).toEqual([problem('HUB_RULES_INVALID', field)])
  })

  it('never repeat a code at length', async () => {
    for (const washes of [{ ['x'.repeat(1_000)]: 'soon' }, { ['x'.repeat(1_000)]: 7 }])
      expect((await ask({ facts: { washes } }))[0].problem.field.length).toBeLessThan(100)
  })

  it('take null for not known, and good facts as they are', async () => {
    const facts = {
      ...{ colour: 'red', born: '1980-01-02', fast: false, wheels: 4, owners: [] },
      ...{ services: { first: '2024-01-01', last: null }, washes: { easter: '2024-03-31' } },
      ...{ stickers: ['left'], doors: 2 },
    }
    const [answer, unknown] = await ask({ facts }, { facts: { colour: null } })
    expect([answer.result.facts, unknown.result.facts]).toEqual([facts, {}])
  })

  it('answer a batch in order, a bad case in its place', async () => {
    const answers = await ask({ on: '2001-01-01' }, 'nonsense', { facts: [] }, { on: '2021-01-01' })
    expect(answers).toEqual([
      expect.objectContaining({ ruleSet: OLD }),
      problem('HUB_RULES_INVALID'),
      problem('HUB_RULES_INVALID', 'facts'),
      expect.objectContaining({ ruleSet: NEW }),
    ])
  })

  it('that nobody has are unknown', async () => {
    await expect(client.evaluate({ rule: 'nobody', casesJson: [] })).rejects.toMatchObject({
      kind: 'not-found',
      code: 'HUB_RULES_UNKNOWN',
    })
  })
})
