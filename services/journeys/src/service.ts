import { createContextService, type Service, type ServicePorts } from '@hub/service'
import { followEvents } from './app/follow-events'
import { journeyService } from './app/serve-journeys'
import { journeys } from './context'

export function createJourneys(ports: Omit<ServicePorts, 'people'>): Service {
  return createContextService(ports, {
    context: journeys,
    consumptions: [followEvents(ports.codec)],
    grpc: [journeyService(ports.store, ports.clock)],
  })
}
