import { promiseRows } from '@hub/contracts'
import { createContextService, type Service, type ServicePorts } from '@hub/service'
import { fireDue, followEvents } from './app/follow-events'
import { obligationService } from './app/serve-promises'
import { obligations } from './context'

/** Rows other than the hub's are for tests: a row is data, and needs no code. */
export function createObligations(ports: Omit<ServicePorts, 'people'>, rows = promiseRows): Service {
  const telling = { ...ports, rows }
  return createContextService(ports, {
    context: obligations,
    consumptions: [followEvents(telling)],
    grpc: [obligationService(rows, ports.store, ports.clock)],
    fire: fireDue(telling),
  })
}
