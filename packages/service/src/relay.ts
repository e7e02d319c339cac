import type { Clock } from '@hub/clock'
import type { EventLog, Outgoing } from '@hub/messaging'
import type { Lease, Recorded, Store } from '@hub/store'
import { EVENTS_TOPIC, INTAKE } from './headers'
import type { Logger } from './logger'
import type { Tracer } from './tracing'

export interface RelayPorts {
  readonly service: string
  readonly log: EventLog
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer
}

/** How long a lease lasts, and how often it is renewed or asked for, in milliseconds. */
const LEASE = 10_000
const RENEW = 3_000
/** How long the holder waits for a nudge before it looks itself: another instance's commit gives it none. */
const POLL = 25
/** The same where no other instance seems to be: one that starts asks for the lease, which is noticed when it is renewed. */
const POLL_ALONE = 250
/** How long while nothing was ever published: a context that only reads has nothing to look for. */
const POLL_FOR_THE_FIRST = 1_000
const AT_ONCE = { events: 500, bytes: 2 * 1024 * 1024 }

/**
 * Publishes a context's events in the order of their positions: read above the watermark, append, advance. One request
 * is in flight. In doubt it repeats from the watermark; readers drop what they have seen by position.
 */
export function startRelay({ service, log, store, clock, logger, tracer }: RelayPorts): { stop(): Promise<void> } {
  const owner = clock.newId()
  const stopping = new AbortController()

  const publish = async (lease: Lease, renewedAt: number): Promise<void> => {
    let watermark = await store.outbox.watermark()
    let renewed = renewedAt
    while (!stopping.signal.aborted && !lease.lost.aborted) {
      if (clock.machine() - renewed >= RENEW) {
        if (!(await store.outbox.lease(owner, LEASE))) return
        renewed = clock.machine()
      }
      const nudge = nudgeOf(store, stopping.signal)
      try {
        const events = await store.outbox.read(watermark, AT_ONCE)
        const last = events.at(-1)
        if (last) {
          const spans = events.map(({ headers }) => tracer?.start('event', { parent: headers[INTAKE.traceparent] }))
          await log.append(
            EVENTS_TOPIC,
            events.map(event => outgoing(service, event)),
          )
          for (const [index, { id, type }] of events.entries())
            spans[index]?.end({ attributes: { eventId: id, eventType: type } })
          if (!(await store.outbox.advance(lease, watermark, last.position))) return
          watermark = last.position
        } else await clock.sleep(pauseOf(watermark, lease), nudge.signal)
      } finally {
        nudge.forget()
      }
    }
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const startedAt = clock.machine()
        const lease = await store.outbox.lease(owner, LEASE)
        if (lease) await publish(lease, startedAt)
        else await clock.sleep(RENEW, stopping.signal)
      } catch (error) {
        if (stopping.signal.aborted) return
        logger.error('events could not be published and are tried again', error)
        await clock.sleep(RETRY, stopping.signal)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

const pauseOf = (watermark: bigint, lease: Lease): number => {
  if (watermark === 0n) return POLL_FOR_THE_FIRST
  return lease.isSought() ? POLL : POLL_ALONE
}

const RETRY = 500

/** Aborts when the store commits or the relay stops; listening starts before reading, so no commit is missed. */
function nudgeOf(store: Store, stopping: AbortSignal): { readonly signal: AbortSignal; forget(): void } {
  const nudged = new AbortController()
  const wake = () => nudged.abort()
  const unlisten = store.outbox.committed(wake)
  stopping.addEventListener('abort', wake, { once: true })
  return {
    signal: nudged.signal,
    forget: () => {
      unlisten()
      stopping.removeEventListener('abort', wake)
    },
  }
}

const outgoing = (service: string, event: Recorded): Outgoing => ({
  id: event.id,
  type: event.type,
  lane: event.lane,
  source: service,
  position: event.position,
  headers: event.headers,
  value: event.value,
})
