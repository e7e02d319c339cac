import { type Console, type ConsolePorts, createConsole } from '@hub/console'
import { CourtServiceDefinition } from '@hub/contracts/court'
import { CustodyServiceDefinition } from '@hub/contracts/custody'
import { ReceiptServiceDefinition } from '@hub/contracts/intake'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import { ObligationServiceDefinition } from '@hub/contracts/obligation'
import { OperationsServiceDefinition } from '@hub/contracts/operations'
import { MatchServiceDefinition } from '@hub/contracts/person'
import { courts } from '@hub/courts'
import { journeys } from '@hub/journeys'
import { obligations } from '@hub/obligations'
import { people } from '@hub/people'
import { prisons } from '@hub/prisons'
import type { Client, Definition } from '@hub/service'
import { type ClientTo, CONTEXTS, OWNERS } from './contexts'

/** The console over every context, wherever each of them runs. */
export function openConsole(
  port: number,
  ports: Omit<ConsolePorts, 'journeys' | 'courts' | 'matches' | 'promises' | 'custody' | 'receipts' | 'operations'>,
  clientTo: ClientTo,
): Console {
  const each = <D extends Definition>(definition: D, names: readonly string[]): Record<string, Client<D>> =>
    Object.fromEntries(names.map(name => [name, clientTo(definition, name)]))
  return createConsole(
    { port },
    {
      ...ports,
      journeys: clientTo(JourneyServiceDefinition, journeys.name),
      courts: clientTo(CourtServiceDefinition, courts.name),
      matches: clientTo(MatchServiceDefinition, people.name),
      promises: clientTo(ObligationServiceDefinition, obligations.name),
      custody: clientTo(CustodyServiceDefinition, prisons.name),
      receipts: each(
        ReceiptServiceDefinition,
        OWNERS.map(({ name }) => name),
      ),
      operations: each(
        OperationsServiceDefinition,
        CONTEXTS.map(({ definition }) => definition.name),
      ),
    },
  )
}
