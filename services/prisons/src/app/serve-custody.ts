import { londonDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { CustodyServiceDefinition } from '@hub/contracts/custody'
import { pastOf, type Served, serve, type Tokens } from '@hub/service'
import type { Store } from '@hub/store'
import { type CustodyState, evolve, nothingKnown } from '../domain/state'
import { listHandovers } from './handovers'
import { knownCustody } from './known-custody'
import { streamOf } from './record-custody'
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
      const states = await statesOf(ports, [...new Set(nomsNumbers)])
      return {
        custodies: [...states].map(([nomsNumber, state]) => ({ nomsNumber, ...knownCustody(state, today()) })),
      }
    },
    listHandovers: async request => ({ handovers: await listHandovers(store, request, today()) }),
    listReleases: async request => ({ releases: await listReleases(store, request, today()) }),
    listUnmappedMovements: async () => ({ movements: await listUnmapped(store) }),
  })
}

/** Folds the stream of each prison number; one without a stream is left out. */
async function statesOf(
  { store, codec, tokens }: AskedPorts,
  nomsNumbers: readonly string[],
): Promise<ReadonlyMap<string, CustodyState>> {
  // A fold is no answer of a work, which is JSON; a work that runs again reads again.
  const states = new Map<string, CustodyState>()
  // Works that change nothing: the store reads streams in no other way.
  const settled = await store.run(
    nomsNumbers.map(number => {
      const token = tokens.tokenOf('NOMS', number)
      const stream = streamOf(token)
      return {
        lane: `ask/${token}`,
        priority: 'command',
        reads: [stream],
        run: async tx => {
          const { events } = await tx.load(stream)
          const state = events.reduce((folded, event) => evolve(folded, pastOf(event, codec)), nothingKnown)
          if (events.length > 0) states.set(number, state)
          return { outcome: { is: 'done' } }
        },
      }
    }),
  )
  const failed = settled !== 'fenced' && settled.find(({ error }) => error)
  if (failed) throw failed.error
  return states
}
