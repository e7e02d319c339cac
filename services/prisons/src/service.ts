import {
  createContextService,
  createTools,
  type IntakeContext,
  identityCopies,
  recordFacts,
  resolveFromCopy,
  type Service,
  type ServicePorts,
} from '@hub/service'
import { prisons } from './context'
import { type CustodyCommand, type CustodyState, custodyDecider } from './domain/custody'
import { translateDomainEvent } from './translate/domain-events'
import { translateNomisEvent } from './translate/nomis-events'

export function createPrisons(ports: ServicePorts): Service {
  const { store, clock, codec, tokens } = ports
  const tools = createTools(tokens, codec)
  const perform = recordFacts<CustodyState, CustodyCommand>({
    decider: custodyDecider,
    streamOf: (_, token) => `custody/${token}`,
    tools,
    codec,
    clock,
    people: resolveFromCopy(store, tokens, ports.people),
  })
  const takes: IntakeContext<CustodyCommand> = {
    name: prisons.name,
    translators: { 'hmpps-domain-events': translateDomainEvent, 'nomis-events': translateNomisEvent },
    tools,
    blobs: ports.blobs,
    store,
    perform,
  }
  return createContextService(ports, {
    context: prisons,
    takes,
    consumptions: [identityCopies(prisons.name, codec)],
    grpc: [],
  })
}
