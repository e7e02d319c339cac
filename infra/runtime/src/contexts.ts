import { PersonServiceDefinition } from '@hub/contracts/person'
import { courts, createCourts } from '@hub/courts'
import { createJourneys, journeys } from '@hub/journeys'
import { createObligations, obligations } from '@hub/obligations'
import { createPeople, people } from '@hub/people'
import { createPrisons, prisons } from '@hub/prisons'
import type { Client, ContextDefinition, Definition, Service, ServicePorts } from '@hub/service'

/** What a context may ask of others: a client of a definition that a context serves, wherever that context runs. */
export type ClientTo = <D extends Definition>(definition: D, context: string) => Client<D>

/** A context, and how to make its service. */
export interface HubContext {
  readonly definition: ContextDefinition
  create(ports: Omit<ServicePorts, 'people'>, clientTo: ClientTo): Service
}

/** Every context of the hub but the door and the console, which own nothing. */
export const CONTEXTS: readonly HubContext[] = [
  { definition: people, create: ports => createPeople(ports) },
  {
    definition: courts,
    create: (ports, clientTo) => createCourts({ ...ports, people: clientTo(PersonServiceDefinition, people.name) }),
  },
  {
    definition: prisons,
    create: (ports, clientTo) => createPrisons({ ...ports, people: clientTo(PersonServiceDefinition, people.name) }),
  },
  { definition: journeys, create: ports => createJourneys(ports) },
  { definition: obligations, create: ports => createObligations(ports) },
]

/** Contexts that messages come in for. */
export const OWNERS: readonly ContextDefinition[] = CONTEXTS.map(({ definition }) => definition).filter(
  ({ channels }) => channels.length > 0,
)

export const DOOR = 'gateway'
export const CONSOLE = 'console'
export const ALL_CONTEXTS: readonly string[] = [DOOR, CONSOLE, ...CONTEXTS.map(({ definition }) => definition.name)]
