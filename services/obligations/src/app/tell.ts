import { compareInstants, formatInstant, type Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec, HubEvent, PromiseRow } from '@hub/contracts'
import { type Decision, isNothing } from '@hub/decider'
import { createTools, EVENT, pastOf, type Tokens, uuidFrom } from '@hub/service'
import type { NewEvent, Tx } from '@hub/store'
import { type Cluster, peopleOf } from '../domain/person'
import { promiseDecider } from '../domain/promise'
import { isOpen, type Standing, standingsOf } from '../domain/standing'
import type { Maker, Told } from '../domain/told'

export interface TellPorts {
  readonly rows: readonly PromiseRow[]
  readonly clock: Clock
  readonly codec: EventCodec
  readonly tokens: Tokens
}

/** Names a promise: its natural key, which holds no identifier of a person but a token. */
export const promiseIdOf = ({ key }: Maker): string => uuidFrom(key)

const streamOf = (row: PromiseRow, promiseId: string): string => `promise/${row.name}/${promiseId}`

/** What a due timer carries: whose promises to look at. */
export const whoseIs = (command: Uint8Array): string => Buffer.from(command).toString()

/**
 * Publishes what changed in how the promises of these people stand, and schedules the next moment at which one can be
 * missed. Run again, or on news that change nothing, it does nothing. `receiptId` is of the message that led to it; what
 * no message led to carries the request's.
 */
export async function tellStandings(tx: Tx, ports: TellPorts, cluster: Cluster, receiptId?: string): Promise<void> {
  const now = ports.clock.now()
  for (const [personId, told] of peopleOf(cluster))
    for (const row of ports.rows)
      for (const standing of standingsOf(row, told, now))
        await tell(tx, ports, { row, standing, personId, now, receiptId })
}

interface About {
  readonly row: PromiseRow
  readonly standing: Standing
  readonly personId: string
  readonly now: Instant
  readonly receiptId: string | undefined
}

async function tell(tx: Tx, ports: TellPorts, about: About): Promise<void> {
  const { row, standing, personId, now, receiptId = standing.maker.receiptId } = about
  const promiseId = promiseIdOf(standing.maker)
  const stream = streamOf(row, promiseId)
  const { version, events } = await tx.load(stream)
  const said = events.reduce(
    (state, event) => promiseDecider.evolve(state, pastOf(event, ports.codec)),
    promiseDecider.initialState,
  )
  const { hashOf } = createTools(ports.tokens, ports.codec)
  const decided = promiseDecider.decide({ row, promiseId, standing, now, hashOf }, said)
  if (isNothing(decided) || decided.length === 0) return
  tx.append(
    stream,
    version,
    decided.map((decision, index) =>
      eventOf(decision, standing.maker, {
        stream,
        version: version + index,
        personId,
        now,
        receiptId,
        codec: ports.codec,
      }),
    ),
  )
  const { due } = standing
  if (due && isOpen(standing) && compareInstants(due.end, now) > 0)
    tx.schedule(stream, due.end, personId, Buffer.from(personId))
  else tx.cancel(stream)
}

interface Recording {
  readonly stream: string
  readonly version: number
  readonly personId: string
  readonly now: Instant
  readonly receiptId: string
  readonly codec: EventCodec
}

function eventOf(decision: Decision<HubEvent>, maker: Told & Maker, recording: Recording): NewEvent {
  const { stream, version, personId, now, receiptId, codec } = recording
  const { type, data } = decision.event
  return {
    id: uuidFrom(`${type}|${stream}|${version}`),
    type,
    lane: personId,
    headers: {
      [EVENT.time]: formatInstant(decision.occurredAt),
      [EVENT.recorded]: formatInstant(now),
      [EVENT.subject]: personId,
      [EVENT.correlation]: receiptId,
      [EVENT.factKey]: decision.key,
      [EVENT.factHash]: decision.hash,
      ...(decision.corrects ? { [EVENT.corrects]: decision.corrects } : {}),
      ...(decision.retracts ? { [EVENT.retracts]: decision.retracts } : {}),
    },
    value: codec.encode(type, { ...data, personId, identity: maker.identity } as never),
  }
}
