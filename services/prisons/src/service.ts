import {
  createContextService,
  createTools,
  type IntakeContext,
  identityCopies,
  recordFacts,
  resolveFromCopy,
  rulesService,
  type Service,
  type ServicePorts,
} from '@hub/service'
import { askFirst } from './app/ask-sources'
import { streamOf } from './app/prison-numbers'
import { fireLook, recordCustody } from './app/record-custody'
import { custodyService } from './app/serve-custody'
import { countUnmapped } from './app/unmapped-movements'
import { prisons } from './context'
import type { CustodyCommand } from './domain/custody'
import { earlyAllocationRule } from './domain/handover/early-allocation-rule'
import { handoverRule } from './domain/handover/handover-rule'
import { movementRule } from './domain/movement-rule'
import { keyDatesRule } from './domain/release-dates/key-dates-rule'
import { releaseDatesRule } from './domain/release-dates/release-dates-rule'
import { translateAllocationManager } from './translate/allocation-manager'
import { translateDomainEvent } from './translate/domain-events'
import { translateNomisEvent } from './translate/nomis-events'
import { translateResettlementPassport } from './translate/resettlement-passport'

export function createPrisons(ports: ServicePorts): Service {
  const { store, clock, codec, tokens, sources } = ports
  const tools = createTools(tokens, codec)
  const recording = { clock, codec, tools }
  const perform = recordFacts<never, CustodyCommand>({
    ...recording,
    streamOf: (_, token) => streamOf(token),
    people: resolveFromCopy(store, tokens, ports.people),
    decide: (tx, command, about) => recordCustody(tx, recording, command, about),
  })
  const takes: IntakeContext<CustodyCommand> = {
    name: prisons.name,
    translators: {
      'hmpps-domain-events': translateDomainEvent,
      'nomis-events': translateNomisEvent,
      'resettlement-passport': translateResettlementPassport,
      'allocation-manager': translateAllocationManager,
    },
    tools,
    blobs: ports.blobs,
    store,
    perform: sources ? askFirst(perform, { sources, clock, tools }) : perform,
  }
  return createContextService(ports, {
    context: prisons,
    takes,
    consumptions: [identityCopies(prisons.name, codec)],
    grpc: [
      custodyService({ store, clock, codec, tokens }),
      rulesService([handoverRule, earlyAllocationRule, movementRule, releaseDatesRule, keyDatesRule], clock),
    ],
    attention: async () => ({ unmapped_movements: await countUnmapped(store) }),
    fire: fireLook(recording),
  })
}
