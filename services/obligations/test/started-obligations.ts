import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant, instantFromMillis, millisOf } from '@hub/calendar'
import { simulatedClock, virtualClock } from '@hub/clock'
import {
  createEventCodec,
  type DeepPartial,
  type EventMessages,
  type EventType,
  eventOf,
  isEventType,
  promiseRows,
  summaryOf,
} from '@hub/contracts'
import { ObligationServiceDefinition } from '@hub/contracts/obligation'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import {
  createTokens,
  EVENT,
  EVENTS_TOPIC,
  type Implementation,
  inProcessClient,
  type Service,
  silentLogger,
} from '@hub/service'
import type { Recorded, Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import { createObligations, obligations } from '../src'

const codec = createEventCodec()

/** A calendar day from YYYY-MM-DD. */
export const day = (text: string) => {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  return { year, month, day }
}
/** A court's request for a report of 2 March 2026 for the case URN1. */
export const request = (due: string, over: object = {}) => ({
  hearingId: 'h1',
  caseReference: 'URN1',
  hearingDay: day('2026-03-02'),
  requestedOn: day('2026-03-02'),
  court: { code: 'B01LY', name: 'Lavender Hill' },
  due: day(due),
  dueBy: 'REPORT_DUE_BY_HEARING' as never,
  ...over,
})

/** Obligations on embedded engines of its own, in virtual time, to which every batch is handed over twice. */
export async function startedObligations(start: string, rows = promiseRows) {
  const folder = mkdtempSync(join(tmpdir(), 'hub-obligations-'))
  const clock = virtualClock(1, Date.parse(start))
  // The hub's time jumps as `hub clock advance` makes it jump: the machine need not count every second of weeks.
  const hubClock = simulatedClock(clock, 0)
  const running: { log: EventLog; store: Store; service: Service; blobs: { close(): Promise<void> } }[] = []

  const open = async () => {
    const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock: hubClock })
    await log.createTopics([{ name: EVENTS_TOPIC }])
    const { name: service, collections } = obligations
    const store = await openEmbeddedStore({
      file: join(folder, 'obligations.db'),
      service,
      collections,
      clock: hubClock,
    })
    const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
    const tokens = createTokens(Buffer.from('a key for tests'))
    const ports = { log: twice(log), store, blobs, clock: hubClock, logger: silentLogger, tokens, codec }
    const made = createObligations(ports, rows)
    running.push({ log, store, service: made, blobs })
    await made.start()
  }
  const close = async () => {
    const [there] = running.splice(0)
    await there!.service.stop()
    await there!.log.close()
    await there!.store.close()
    await there!.blobs.close()
  }
  await clock.passing(open())

  let position = 0n
  let events = 0
  return {
    clock,
    /** Publishes an event as courts or people would, and lets it be read; `at` is a position left for it. Resolves with its id. */
    tell: async <T extends EventType>(
      personId: string,
      type: T,
      data: DeepPartial<EventMessages[T]>,
      headers: Readonly<Record<string, string>> = {},
      at?: bigint,
    ): Promise<string> => {
      if (at === undefined) position += 1n
      const id = `event-${++events}`
      const told = { personId, identity: { type: 'IDENTITY_TYPE_CP_DEFENDANT', token: 'token-of-defendant' }, ...data }
      const value = codec.encode(type, eventOf(type, told as never).data as never)
      const moment = formatInstant(hubClock.now())
      const own = { [EVENT.time]: moment, [EVENT.recorded]: moment, [EVENT.channel]: 'common-platform', ...headers }
      const record = { id, type, lane: personId, source: 'a test', position: at ?? position, headers: own, value }
      await clock.passing(running[0]!.log.append(EVENTS_TOPIC, [record]))
      await clock.advance(3_000)
      return id
    },
    /** Leaves out so many positions for what is told later; the first of them. */
    leave: (left: number): bigint => {
      const first = position + 1n
      position += BigInt(left)
      return first
    },
    /** Moves time to an instant, and lets what is due by then happen. */
    until: async (instant: string) => {
      hubClock.moveTo(instantFromMillis(Date.parse(instant)))
      await clock.advance(3_000)
    },
    /** Stops the process and starts another on what it kept, after so long. */
    restart: async (downFor = 0) => {
      await clock.passing(close())
      hubClock.moveTo(instantFromMillis(millisOf(hubClock.now()) + downFor))
      await clock.passing(open())
      await clock.advance(3_000)
    },
    /** What was published, in order: the line of each event. */
    said: async () => (await recorded(running[0]!.store)).map(lineOf),
    recorded: () => recorded(running[0]!.store),
    promises: async (personId: string) => {
      const { implementation } = running[0]!.service.grpc[0]!
      const client = inProcessClient(
        ObligationServiceDefinition,
        implementation as Implementation<typeof ObligationServiceDefinition>,
      )
      return clock.passing(client.listPromises({ personId }))
    },
    timers: async () => running[0]!.store.due({ seconds: 1n << 40n, nanos: 0 }, 100),
    close: async () => {
      await clock.passing(close())
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const lineOf = ({ type, value }: Recorded): string =>
  isEventType(type) ? summaryOf(type, codec.decode(type, value) as object, formatInstant) : type

async function recorded(store: Store): Promise<readonly Recorded[]> {
  const all: Recorded[] = []
  for await (const batch of store.events(0n)) all.push(...batch)
  return all
}

const twice = (log: EventLog): EventLog => ({
  ...log,
  subscribe: subscription =>
    log.subscribe({
      ...subscription,
      handle: async batch => {
        const first = await subscription.handle(batch)
        await subscription.handle(batch)
        return first
      },
    }),
})
