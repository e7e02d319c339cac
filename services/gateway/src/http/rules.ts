import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import { objectOf } from './body'
import type { HttpPorts } from './ports'
import { problemOf, sendAs } from './problems'

const MOST_CASES = 1_000

/** Dated rules: each is answered by the context that decides with it. */
export function ruleRoutes(server: FastifyInstance, { rules }: HttpPorts): void {
  server.get('/v1/rules', async request => {
    demand(request.caller, 'rules')
    const answers = await Promise.all([...new Set(Object.values(rules))].map(client => client.listRules({})))
    return { rules: answers.flatMap(answer => answer.rulesJson).map(text => JSON.parse(text)) }
  })

  server.post<{ Params: { rule: string } }>('/v1/rules/:rule', async (request, reply) => {
    demand(request.caller, 'rules')
    const { rule } = request.params
    const client = Object.hasOwn(rules, rule) ? rules[rule] : undefined
    if (!client)
      throw new HubError('not-found', 'HUB_RULES_UNKNOWN', `the rules are: ${Object.keys(rules).sort().join(', ')}`)
    const asked = objectOf(
      request.body,
      'HUB_RULES_INVALID',
      'send {"on": "YYYY-MM-DD", "facts": {…}} or {"cases": […]} as JSON',
    )
    const batch = Array.isArray(asked.cases)
    const cases: readonly unknown[] = batch ? (asked.cases as unknown[]) : [asked]
    const beside = batch ? Object.keys(asked).find(name => name !== 'cases') : undefined
    if (beside !== undefined)
      throw new HubError('invalid', 'HUB_RULES_INVALID', 'beside cases nothing can stand: each case has its own', {
        field: beside.slice(0, 60),
      })
    if (cases.length > MOST_CASES)
      throw new HubError('invalid', 'HUB_RULES_INVALID', `ask for at most ${MOST_CASES} cases at once`, {
        field: 'cases',
      })
    const { answersJson } = await client.evaluate({ rule, casesJson: cases.map(each => JSON.stringify(each)) })
    const answers = answersJson
      .map(text => JSON.parse(text))
      .map(answer => (answer.problem ? problemFor(answer.problem) : answer))
    if (batch) return { answers }
    const [answer] = answers
    return typeof answer.status === 'number' ? sendAs(reply, answer) : answer
  })
}

const problemFor = ({ code, detail, field }: { code: HubError['code']; detail: string; field?: string }) =>
  problemOf(new HubError('invalid', code, detail, field === undefined ? {} : { field }))
