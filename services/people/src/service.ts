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
import { followPrisonMerges } from './app/follow-prison-merges'
import { type JoinPorts, join, joinReads, withToken } from './app/join'
import { personService } from './app/resolve-many'
import { people } from './context'
import { CHECKED_TYPES, checkIdentifier } from './domain/identifier-rule'
import { type JoinIdentities, translateDomainEvent } from './translate/domain-events'

export type PeoplePorts = Omit<ServicePorts, 'people'>

export function createPeople(ports: PeoplePorts): Service {
  const { store, clock } = ports
  const takes: IntakeContext<JoinIdentities> = {
    name: people.name,
    translators: { 'hmpps-domain-events': translateDomainEvent },
    tools: createTools(ports.tokens, ports.codec),
    blobs: ports.blobs,
    store,
    perform: async parts => parts.map(part => joinPart(ports, part)),
  }
  return createContextService(ports, {
    context: people,
    takes,
    consumptions: [followPrisonMerges(ports)],
    grpc: [personService(ports), rulesService([identifierRule], clock)],
  })
}

const joinPart = (ports: JoinPorts, { part, receiptId, channel }: IntakePart<JoinIdentities>): Performance => ({
  lane: withToken(ports.tokens, part.identities[0]!).token,
  gets: joinReads(ports.tokens, part.identities),
  run: async tx => {
    const { identities, command } = part
    const { personId, eventIds } = await join(tx, ports, { identities, reason: command.reason, receiptId, channel })
    if (eventIds.length === 0) return { outcome: { is: 'ignored', reason: 'no change' } }
    return { outcome: { is: 'done' }, answer: { eventIds, personId } }
  },
})

const identifierRule: Rule = {
  name: 'identifier',
  facts: { type: { type: 'text', oneOf: CHECKED_TYPES }, value: { type: 'text' } },
  // The check letters have not changed since computers keep them.
  ruleSets: [{ id: 'identifiers', from: '0001-01-01', to: null }],
  evaluate: (facts, on) => checkIdentifier(facts, on.year),
}
