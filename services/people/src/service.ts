import {
  createContextService,
  createTools,
  type IntakeContext,
  type IntakePart,
  type Performance,
  type Rule,
  rulesService,
  type Service,
  type ServicePorts,
} from '@hub/service'
import { followEvents } from './app/follow-events'
import { join, joinReads } from './app/join'
import { type PeoplePorts as Ports, withToken } from './app/people-of'
import { separate } from './app/separate'
import { matchService, personService } from './app/serve-people'
import { people } from './context'
import { CHECKED_TYPES, checkIdentifier } from './domain/identifier-rule'
import { type PeopleCommand, translateDomainEvent } from './translate/domain-events'

export type PeoplePorts = Omit<ServicePorts, 'people'>

export function createPeople(ports: PeoplePorts): Service {
  const { store, clock } = ports
  const takes: IntakeContext<PeopleCommand> = {
    name: people.name,
    translators: { 'hmpps-domain-events': translateDomainEvent },
    tools: createTools(ports.tokens, ports.codec),
    blobs: ports.blobs,
    store,
    perform: async parts => parts.map(part => performPart(ports, part)),
  }
  return createContextService(ports, {
    context: people,
    takes,
    consumptions: [followEvents(ports)],
    grpc: [personService(ports), matchService(ports), rulesService([identifierRule], clock)],
  })
}

const performPart = (ports: Ports, { part, receiptId, channel }: IntakePart<PeopleCommand>): Performance => ({
  lane: withToken(ports.tokens, part.identities[0]!).token,
  gets: joinReads(ports, part.identities),
  run: async tx => {
    const { identities, command } = part
    const about = { identities, receiptId, channel, reason: command.reason }
    if (command.is === 'join') {
      const { personId, eventIds, not } = await join(tx, ports, { ...about, said: command.said })
      if (not) return { outcome: { is: 'ignored', reason: not } }
      return { outcome: { is: 'done' }, answer: { eventIds, personId } }
    }
    const { not, ...answer } = await separate(tx, ports, { ...about, said: command.said })
    return not ? { outcome: { is: 'ignored', reason: not } } : { outcome: { is: 'done' }, answer }
  },
})

const identifierRule: Rule = {
  name: 'identifier',
  facts: { type: { type: 'text', oneOf: CHECKED_TYPES }, value: { type: 'text' } },
  needs: ['type', 'value'],
  // The check letters have not changed since computers keep them.
  ruleSets: [{ id: 'identifiers', from: '0001-01-01', to: null }],
  evaluate: (facts, on) => checkIdentifier(facts, on.year),
}
