import { formatInstant, type Instant, parseInstant } from '@hub/calendar'
import { type EventCodec, eventToJson, isEventType, summaryOf } from '@hub/contracts'
import type { LineItem, Person } from '@hub/contracts/journey'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import { explanationJson } from './explanation'
import type { HttpPorts } from './ports'

/** People and their lines. */
export function peopleRoutes(server: FastifyInstance, { journeys, matches, codec }: HttpPorts): void {
  server.get<{ Querystring: { identifier?: string; name?: string } }>('/v1/people', async request => {
    demand(request.caller, 'read')
    const { identifier, name } = request.query
    if ((identifier === undefined) === (name === undefined))
      throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'ask by identifier=TYPE:value or by name=words')
    const [type = '', ...value] = identifier?.split(':') ?? []
    const found = await journeys.findPeople(
      identifier === undefined ? { name: name! } : { identifier: { type, value: value.join(':') } },
    )
    return { people: found.people.map(personJson) }
  })

  server.get<{ Params: { id: string }; Querystring: { at?: string; knownAt?: string } }>(
    '/v1/people/:id',
    async request => {
      demand(request.caller, 'read')
      const { at, knownAt } = request.query
      const view = { at: instantOf('at', at), knownAt: instantOf('knownAt', knownAt) }
      const { person } = await journeys.getPerson({ personId: request.params.id, ...view })
      return personJson(person!)
    },
  )

  server.get<{ Params: { id: string }; Querystring: { with?: string } }>('/v1/people/:id/explain', async request => {
    demand(request.caller, 'read')
    const withPersonId = request.query.with ?? ''
    return explanationJson(await matches.explainPerson({ personId: request.params.id, withPersonId }))
  })

  server.get<{ Params: { id: string }; Querystring: { after?: string; limit?: string; knownAt?: string } }>(
    '/v1/people/:id/line',
    async request => {
      demand(request.caller, 'read')
      const { after = '', limit = '100' } = request.query
      if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1_000)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'limit is 1 to 1,000', { field: 'limit' })
      const line = await journeys.getLine({
        personId: request.params.id,
        after,
        limit: Number(limit),
        knownAt: instantOf('knownAt', request.query.knownAt),
      })
      return { personId: line.personId, items: line.items.map(item => itemJson(item, codec)), next: line.next || null }
    },
  )
}

function instantOf(field: string, text: string | undefined): Instant | undefined {
  const instant = parseInstant(text)
  if (text !== undefined && !instant)
    throw new HubError('invalid', 'HUB_REQUEST_INVALID', `${field} is a time such as 2026-03-03T12:00:00Z`, { field })
  return instant
}

const personJson = (person: Person) => ({
  personId: person.personId,
  identifiers: person.identifiers.map(({ type, value }) => ({ type, value })),
  names: person.names.map(({ first, middle, last, dateOfBirth }) => ({
    first,
    middle,
    last,
    dateOfBirth: dateOfBirth || null,
  })),
  facts: person.facts,
  absorbed: person.absorbed,
})

function itemJson(item: LineItem, codec: EventCodec): object {
  const known = isEventType(item.type)
  const data = known ? codec.decode(item.type as never, item.value) : undefined
  return {
    eventId: item.eventId,
    type: item.type,
    personId: item.personId,
    occurredAt: item.occurredAt ? formatInstant(item.occurredAt) : null,
    recordedAt: item.recordedAt ? formatInstant(item.recordedAt) : null,
    source: { channel: item.channel || null, receiptId: item.receiptId || null },
    summary: data ? summaryOf(item.type as never, data, formatInstant) : item.type,
    ...(item.corrects ? { corrects: item.corrects } : {}),
    ...(item.retracts ? { retracts: item.retracts } : {}),
    ...(item.confirms ? { confirms: item.confirms } : {}),
    current: item.current,
    data: data ? eventToJson(item.type as never, data, formatInstant) : {},
  }
}
