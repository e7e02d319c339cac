import { readFile } from 'node:fs/promises'
import type { Rule, RuleAnswer } from '../answers'
import type { Answer } from '../api'
import { command, type Hub } from '../command'
import { Failed, WrongUsage } from '../errors'
import { as, type Cell } from '../print'
import { nearest } from '../usage'

export const rules = command({
  name: 'rules',
  summary: 'dated rules: which there are, and asking one what applied',
  usage: '[RULE [FACT=value…]]',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    on: { takes: 'DATE', meaning: 'the day asked about, YYYY-MM-DD; today by default' },
    facts: { takes: 'FILE', meaning: 'facts as a JSON object, - for standard input; FACT=value adds to them' },
  },
  detail:
    'With a rule alone its facts are shown. A list is written a,b,c, dates by code CRD:2027-02-28,SED:2028-02-28; a fact left out is not known.',
  run: async ({ words: [name, ...given], options: { on, facts: file }, json }, hub) => {
    const { api, print } = hub
    const all = await api.get<{ rules: readonly Rule[] }>('/v1/rules')
    if (name === undefined) {
      if (file !== undefined || on !== undefined) throw new WrongUsage('name a rule; `hub rules` lists them')
      if (json) print.json(all.text)
      else for (const rule of all.value.rules) showRule(rule, hub)
      return 0
    }
    const rule = all.value.rules.find(each => each.name === name)
    if (!rule) throw unknown(name, all.value.rules)
    if (given.length === 0 && file === undefined && on === undefined) {
      if (json) print.json(JSON.stringify(rule))
      else showRule(rule, hub)
      return 0
    }
    const facts = { ...(file === undefined ? {} : await factsIn(file, hub)), ...factsOf(rule, given) }
    const answer = await api.send<RuleAnswer>('POST', `/v1/rules/${encodeURIComponent(name)}`, {
      ...(on ? { on } : {}),
      facts,
    })
    if (json) print.json(answer.text)
    else showAnswer(answer, hub)
    return 0
  },
})

function unknown(name: string, rules: readonly Rule[]): Failed {
  const names = rules.map(rule => rule.name)
  const guess = nearest(name, names)
  return new Failed(
    `there is no rule \`${name}\`${guess ? `; did you mean \`${guess}\`?` : ''} The rules are: ${names.join(', ')}`,
  )
}

async function factsIn(file: string, { input }: Hub): Promise<object> {
  let facts: unknown
  try {
    facts = JSON.parse((file === '-' ? await input() : await readFile(file)).toString())
  } catch {
    throw new Failed(`${file} cannot be read as JSON`)
  }
  if (typeof facts === 'object' && facts !== null && !Array.isArray(facts)) return facts
  throw new Failed(`${file} is not an object of facts`)
}

/** Facts as the rule types them; what does not fit its type goes as it is, and the hub says what is wrong with it. */
function factsOf(rule: Rule, given: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    given.map(text => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
      if (name === undefined || value === undefined) throw new WrongUsage(`write facts as FACT=value, not ${text}`)
      return [name, typed(rule.facts[name]?.type, value)]
    }),
  )
}

/** `CODE:DATE,CODE:DATE`; undefined of what is not written so. */
function datesIn(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text.split(',').map(each => /^([^:]+):(.+)$/s.exec(each.trim()))
  return pairs.every(pair => pair !== null) ? Object.fromEntries(pairs.map(pair => [pair[1]!, pair[2]!])) : undefined
}

function typed(type: string | undefined, value: string): unknown {
  if (type === 'list') return value.split(',')
  if (type === 'dates') return datesIn(value) ?? value
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  if (type === 'number') return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value
  return value
}

function showRule({ name, facts, needs = [], ruleSets }: Rule, { print }: Hub): void {
  print.line(as('bold', name))
  print.table([
    ...Object.entries(facts).map(([fact, { type, oneOf }]) => ['fact', fact, oneOf ? oneOf.join(', ') : type]),
    ...needs.map(fact => ['needs', fact, '']),
    ...ruleSets.map(set => ['rules', set.id, inForce(set)]),
  ])
}

/** A rule set without a beginning starts with the calendar. */
const inForce = ({ from, to }: RuleAnswer['ruleSet']): string =>
  `${from === '0001-01-01' ? 'always' : `from ${from}`}${to === null ? '' : ` to ${to}`}`

function showAnswer({ value: { result, decidedBy, ruleSet } }: Answer<RuleAnswer>, { print }: Hub): void {
  print.table([
    ...Object.entries(result).map(([name, value]): readonly Cell[] => [name, as('bold', shown(value))]),
    ['decided by', [decidedBy.row, decidedBy.source].filter(text => text !== '').join(', ')],
    ['rule set', `${ruleSet.id}, ${inForce(ruleSet)}`],
  ])
}

function shown(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
