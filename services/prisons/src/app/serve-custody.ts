import { londonDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { CustodyServiceDefinition } from '@hub/contracts/custody'
import { type Served, serve, type Tokens } from '@hub/service'
import type { Store } from '@hub/store'
import type { CustodyState } from '../domain/state'
import { listHandovers } from './handovers'
import { knownCustody } from './known-custody'
import { identityOf, keptNumber, loadNumber, streamOf } from './prison-numbers'
import { listReleases } from './releases'
import { listUnmapped } from './unmapped-movements'

interface AskedPorts {
  readonly store: Store
  readonly clock: Clock
  readonly codec: EventCodec
  readonly tokens: Tokens
}

/** What is known of custody, told at the moment of asking from what was recorded. */
export function custodyService(ports: AskedPorts): Served {
  const { store, clock } = ports
  const today = () => londonDate(clock.now())
  return serve(CustodyServiceDefinition, {
    getCustody: async ({ nomsNumbers }) => {
      const numbers = await keptNumbers(ports, nomsNumbers)
      return {
        custodies: numbers.map(({ nomsNumber, state }) => ({ nomsNumber, ...knownCustody(state, today()) })),
      }
    },
    listHandovers: request => listHandovers(store, request, today()),
    listReleases: request => listReleases(store, request, today()),
    listUnmappedMovements: async () => ({ movements: await listUnmapped(store) }),
  })
}

interface Known {
  readonly nomsNumber: string
  readonly state: CustodyState
}

/** What was recorded of each prison number, once where one is kept in another's place; one without a stream is left out. */
async function keptNumbers(
  { store, codec, tokens }: AskedPorts,
  nomsNumbers: readonly string[],
): Promise<readonly Known[]> {
  // A fold is no answer of a work, which is JSON; a work that runs again reads again.
  const known = new Map<string, Known>()
  // Works that change nothing: the store reads streams in no other way.
  const settled = await store.run(
    [...new Set(nomsNumbers)].map(asked => {
      const token = tokens.tokenOf('NOMS', asked)
      return {
        lane: `ask/${token}`,
        priority: 'command',
        reads: [streamOf(token)],
        run: async tx => {
          const told = await loadNumber({ tx, codec }, token)
          const number = await keptNumber({ tx, codec }, told)
          const nomsNumber = number === told ? asked : identityOf(number).value
          if (number.events.length > 0) known.set(number.token, { nomsNumber, state: number.state })
          return { outcome: { is: 'done' } }
        },
      }
    }),
  )
  const failed = settled !== 'fenced' && settled.find(({ error }) => error)
  if (failed) throw failed.error
  return [...known.values()]
}
