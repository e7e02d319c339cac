import { type CalendarDate, formatCalendarDate, londonDate, parseCalendarDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { RulesServiceDefinition } from '@hub/contracts/rules'
import { isRecord } from '@hub/translation'
import { HubError, isHubError } from './errors'
import { type Served, serve } from './grpc/types'

/** A fact that a rule takes: absent or null means not known. */
export interface RuleFact {
  /** `dates` is an object of dates by code, {code: date}; a date in it that is null is not known. */
  readonly type: 'text' | 'date' | 'boolean' | 'number' | 'list' | 'dates'
  /** The values that it, or each item of a list, may have, where they are a closed list; of `dates` the codes. */
  readonly oneOf?: readonly string[]
  /** What is wrong with a value of its type, as `it …`; undefined when nothing is. Absent: nothing can be. */
  readonly problem?: (value: unknown) => string | undefined
}

export interface RuleSet {
  readonly id: string
  /** YYYY-MM-DD, both inclusive; null: still in force. */
  readonly from: string
  readonly to: string | null
  /** What changed with it, and what its sources leave open. */
  readonly notes?: readonly string[]
}

/** A dated rule as an interface; pure. */
export interface Rule {
  readonly name: string
  readonly facts: Readonly<Record<string, RuleFact>>
  /** Facts without which it can say nothing; `evaluate` is asked only when all are known. */
  readonly needs?: readonly string[]
  /** By date, oldest first. */
  readonly ruleSets: readonly RuleSet[]
  evaluate(
    facts: Readonly<Record<string, unknown>>,
    on: CalendarDate,
    ruleSet: RuleSet,
  ): { readonly result: object; readonly decidedBy: { readonly row: string; readonly source: string } }
}

/** Serves a context's rules: each case is answered in its place, a bad one by what is wrong with it. */
export function rulesService(rules: readonly Rule[], clock: Clock): Served {
  const today = () => londonDate(clock.now())
  return serve(RulesServiceDefinition, {
    listRules: async () => ({
      rulesJson: rules.map(({ name, facts, needs, ruleSets }) => JSON.stringify({ name, facts, needs, ruleSets })),
    }),
    evaluate: async ({ rule: name, casesJson }) => {
      const rule = rules.find(candidate => candidate.name === name)
      if (!rule) throw new HubError('not-found', 'HUB_RULES_UNKNOWN', 'no rule has this name; GET /v1/rules lists them')
      return { answersJson: casesJson.map(text => JSON.stringify(answerTo(rule, text, today()))) }
    },
  })
}

function answerTo(rule: Rule, text: string, today: CalendarDate): object {
  try {
    const asked: unknown = JSON.parse(text)
    if (!isRecord(asked)) throw invalid('a case must be an object with `facts`', undefined)
    const other = Object.keys(asked).find(name => !MEMBERS.includes(name))
    if (other !== undefined) throw invalid(`a case is ${MEMBERS.join(', ')}; facts stand in facts`, other.slice(0, 60))
    const on = asked.on === undefined ? today : parseCalendarDate(asked.on)
    if (!on) throw invalid('on must be a date, YYYY-MM-DD', 'on')
    const facts = checkFacts(rule, asked.facts ?? {})
    const ruleSet = ruleSetOf(rule, asked.ruleSet, formatCalendarDate(on))
    return { ...rule.evaluate(facts, on, ruleSet), ruleSet }
  } catch (error) {
    if (!isHubError(error)) throw error
    return { problem: { code: error.code, detail: error.message, ...(error.field ? { field: error.field } : {}) } }
  }
}

const MEMBERS: readonly string[] = ['on', 'facts', 'ruleSet']

function ruleSetOf(rule: Rule, named: unknown, on: string): RuleSet {
  const found =
    named === undefined
      ? rule.ruleSets.find(({ from, to }) => from <= on && (to === null || on <= to))
      : rule.ruleSets.find(({ id }) => id === named)
  if (found) return found
  if (named !== undefined)
    throw invalid(`ruleSet must be one of: ${rule.ruleSets.map(({ id }) => id).join(', ')}`, 'ruleSet')
  throw new HubError('invalid', 'HUB_RULES_NOT_DATED', 'no rule set was in force on that day', { field: 'on' })
}

function checkFacts(rule: Rule, facts: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(facts)) throw invalid('facts must be an object', 'facts')
  const known: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(facts)) {
    const fact = Object.hasOwn(rule.facts, name) ? rule.facts[name] : undefined
    if (!fact)
      throw invalid(`this rule knows the facts: ${Object.keys(rule.facts).join(', ')}`, `facts.${name.slice(0, 60)}`)
    if (value === null) continue
    if (fact.type === 'dates') checkDates(fact, value, `facts.${name}`)
    else if (!FITS[fact.type](value) || !isOneOf(fact, value)) {
      const must = fact.type === 'list' ? 'it must be a list, each item' : 'it must be'
      throw invalid(
        fact.oneOf ? `${must} one of: ${fact.oneOf.join(', ')}` : `it must be ${WRITTEN[fact.type]}`,
        `facts.${name}`,
      )
    }
    const problem = fact.problem?.(value)
    if (problem) throw invalid(`it ${problem}`, `facts.${name}`)
    known[name] = value
  }
  const missing = rule.needs?.find(name => !Object.hasOwn(known, name))
  if (missing) throw invalid('without this fact the rule can say nothing', `facts.${missing}`)
  return known
}

function checkDates({ oneOf }: RuleFact, value: unknown, field: string): void {
  if (!isRecord(value)) throw invalid(`it must be ${WRITTEN.dates}`, field)
  for (const [code, date] of Object.entries(value)) {
    if (oneOf && !oneOf.includes(code))
      throw invalid(`its codes are: ${oneOf.join(', ')}`, `${field}.${code.slice(0, 60)}`)
    if (date !== null && !FITS.date(date)) throw invalid(`it must be ${WRITTEN.date}`, `${field}.${code.slice(0, 60)}`)
  }
}

const isOneOf = ({ oneOf }: RuleFact, value: unknown): boolean =>
  oneOf === undefined ||
  (Array.isArray(value) ? value : [value]).every(each => typeof each !== 'object' && oneOf.includes(String(each)))

/** What a fact of a type has to be, as somebody is told who gave something else. */
const WRITTEN: Readonly<Record<RuleFact['type'], string>> = {
  text: 'a text',
  date: 'a date that exists, YYYY-MM-DD',
  boolean: 'true or false',
  number: 'a number',
  list: 'a list',
  dates: 'an object of dates by code, {"CRD": "2027-02-28"}',
}

const FITS: Readonly<Record<Exclude<RuleFact['type'], 'dates'>, (value: unknown) => boolean>> = {
  text: value => typeof value === 'string',
  date: value => parseCalendarDate(value) !== undefined,
  boolean: value => typeof value === 'boolean',
  number: value => Number.isFinite(value),
  list: value => Array.isArray(value),
}

const invalid = (message: string, field: string | undefined): HubError =>
  new HubError('invalid', 'HUB_RULES_INVALID', message, field === undefined ? {} : { field })
