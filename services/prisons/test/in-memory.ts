import { formatInstant, parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { createEventCodec, type HubEvent, summaryOf } from '@hub/contracts'
import type { Decided } from '@hub/service'
import type { DueTimer, NewEvent, Recorded, Tx } from '@hub/store'
import type { SourceAnswer } from '@hub/translation'
import { keptNumber, loadNumber, streamOf } from '../src/app/prison-numbers'
import { fireLook, recordCustody } from '../src/app/record-custody'
import type { CustodyCommand } from '../src/domain/custody'
import { understand } from '../src/translate/answers'
import { tools, translate } from './play'

/** Prisons over documents and streams in memory, for several prison numbers; the person of one is `person-<number>`. */
export function inMemory() {
  const codec = createEventCodec()
  let now = parseInstant('2025-06-02T10:00:00Z')!
  let told = 0
  let loads = 0
  const streams = new Map<string, readonly NewEvent[]>()
  const documents = new Map<string, object>()
  const timers = new Map<string, DueTimer>()
  const answers = new Map<string, object>()
  const clock = { now: () => now } as Clock
  const ports = { clock, codec, tools }
  const tx: Tx = {
    load: async stream => {
      loads++
      const events = streams.get(stream) ?? []
      return {
        version: events.length,
        events: events.map((event, at): Recorded => ({ ...event, stream, position: 0n, version: at + 1 })),
      }
    },
    append: (stream, expected, events) => {
      const before = streams.get(stream) ?? []
      if (before.length !== expected) throw new Error(`${stream} is at ${before.length}, not at ${expected}`)
      streams.set(stream, [...before, ...events])
    },
    get: async <D extends object>(collection: string, id: string) =>
      documents.get(`${collection}/${id}`) as D | undefined,
    put: (collection, id, doc) => {
      if (doc) documents.set(`${collection}/${id}`, doc)
      else documents.delete(`${collection}/${id}`)
    },
    schedule: (timer, at, lane, command) => timers.set(timer, { timer, at, lane, command }),
    cancel: timer => timers.delete(timer),
  }
  const token = (number: string) => tools.tokenOf('NOMS', number)
  const readings = ({ asks = [] }: CustodyCommand) =>
    asks.flatMap(ask => {
      const body = answers.get(ask.path)
      const answer: SourceAnswer = body ? { is: 'found', body } : { is: 'not-found', body: undefined }
      const understood = understand(ask, answer, now, tools)
      return understood.is === 'said' ? understood.readings : []
    })
  const eventsOf = (number: string): readonly HubEvent[] =>
    (streams.get(streamOf(token(number))) ?? []).map(
      ({ type, value }) => ({ type, data: codec.decode(type as HubEvent['type'], value) }) as HubEvent,
    )
  return {
    at: (instant: string) => {
      now = parseInstant(instant)!
    },
    answer: (path: string, body: object) => answers.set(path, body),
    /** What becomes of a message, part by part. */
    tell: async (body: object, channel = 'hmpps-domain-events'): Promise<readonly Decided[]> => {
      const translation = translate(channel, body, {}, now)
      if (translation.is !== 'parts') throw new Error(translation.reason)
      const decided: Decided[] = []
      for (const part of translation.parts) {
        if (part.is !== 'command') throw new Error(part.reason)
        const [identity] = part.identities
        const number = identity!.value
        tx.put('identities', token(number), { personId: `person-${number}` })
        const about = {
          intake: { receiptId: `receipt-${++told}`, channel },
          stream: streamOf(token(number)),
          personId: `person-${number}`,
          identity: identity!,
          token: token(number),
        }
        decided.push(await recordCustody(tx, ports, { ...part.command, readings: readings(part.command) }, about))
      }
      return decided
    },
    /** As though the word on who is who had not come yet. */
    forgetWhose: (number: string) => tx.put('identities', token(number), null),
    fire: async (number: string) => {
      const due = timers.get(streamOf(token(number)))!
      return (await fireLook(ports)(due).run(tx)).outcome
    },
    /** What is recorded of a number, each event in its own words. */
    said: (number: string) => eventsOf(number).map(({ type, data }) => summaryOf(type, data, formatInstant)),
    eventsOf,
    stateOf: async (number: string) =>
      (await keptNumber({ tx, codec }, await loadNumber({ tx, codec }, token(number)))).state,
    timerOf: (number: string) => timers.get(streamOf(token(number))),
    document: (collection: string, number: string) => documents.get(`${collection}/${token(number)}`),
    tokenOf: token,
    /** How often a stream was loaded. */
    loads: () => loads,
    today: () => now,
  }
}
