import { virtualClock } from '@hub/clock'
import { createEventCodec, type HubEvent } from '@hub/contracts'
import type { Fact, KnownFacts, PastEvent } from '@hub/decider'
import { createTokens, createTools, pastOf } from '@hub/service'
import type { SampleMessage } from '@hub/simulator'
import type { NewEvent, Recorded, Tx } from '@hub/store'
import { parseBody, type Translate, type Translation, unwrap } from '@hub/translation'
import { type CourtCommand, performCourtCommands } from '../src/app/performers'
import { hearingDecider } from '../src/domain/hearing'
import { translateCommonPlatform } from '../src/translate/common-platform'
import { translateCourtReports } from '../src/translate/court-reports'
import { translateLibra } from '../src/translate/libra'
import { translateReportEvent } from '../src/translate/report-events'

type Command = CourtCommand

const tokens = createTokens(Buffer.from('a key for tests'))
const codec = createEventCodec()
export const tools = createTools(tokens, codec)

const TRANSLATORS: Readonly<Record<string, Translate<Command>>> = {
  'common-platform': translateCommonPlatform,
  libra: translateLibra,
  'court-reports': translateCourtReports,
  'hmpps-domain-events': translateReportEvent,
}

/** When every message of a test comes. */
export const RECEIVED = { seconds: 1_780_000_000n, nanos: 0 }

export const translate = (
  channel: string,
  body: unknown,
  over: Partial<Parameters<Translate<Command>>[0]> = {},
): Translation<Command> =>
  TRANSLATORS[channel]!({ channel, body, attributes: {}, receivedAt: RECEIVED, ...over }, tools)

/** As the pipeline reads it: out of its envelope, parsed, translated. */
export function read({ channel, body }: Pick<SampleMessage, 'channel' | 'body'>): Translation<Command> {
  const { parsed, envelope } = unwrap(parseBody(body))
  if (parsed.is === 'not-json') return { is: 'rejected', reason: parsed.reason, warnings: [] }
  const translation = translate(channel, parsed.value, { attributes: envelope?.attributes ?? {} })
  return { ...translation, warnings: [...parsed.warnings, ...translation.warnings] }
}

/** The facts of each part, by subject. */
export const factsOf = (translation: Translation<Command>): ReadonlyMap<string, readonly Fact<HubEvent>[]> =>
  new Map(
    (translation.is === 'parts' ? translation.parts : []).flatMap(part =>
      part.is === 'command' && part.command.is === 'share' ? [[part.subject, part.command.facts]] : [],
    ),
  )

export interface Became {
  readonly state: 'translated' | 'ignored' | 'rejected'
  readonly reason: string
  readonly subject?: string
  readonly events: readonly PastEvent<HubEvent>[]
}

/** The context in memory, below its store: messages are performed one after another, as in their lane. */
export function createHub() {
  const streams = new Map<string, Recorded[]>()
  const documents = new Map<string, object>()
  let said: NewEvent[] = []
  const tx: Tx = {
    load: async stream => {
      const events = streams.get(stream) ?? []
      return { version: events.length, events }
    },
    append: (stream, expected, events) => {
      const before = streams.get(stream) ?? []
      if (before.length !== expected) throw new Error(`${stream} is at ${before.length}, not at ${expected}`)
      const recorded = events.map((event, index) => ({ ...event, position: 0n, stream, version: expected + index + 1 }))
      streams.set(stream, [...before, ...recorded])
      said.push(...events)
    },
    get: async (collection, id) => documents.get(`${collection}/${id}`) as never,
    put: (collection, id, doc) =>
      void (doc ? documents.set(`${collection}/${id}`, doc) : documents.delete(`${collection}/${id}`)),
    schedule: () => {},
    cancel: () => {},
  }
  const perform = performCourtCommands({
    tools,
    codec: { ...codec, decode: (type, value) => withoutPersonal(codec.decode(type, value)) },
    clock: virtualClock(1),
    people: async groups => groups.map(({ identities }) => `person of ${identities[0]?.value}`),
  })
  let messages = 0

  const take = async (translation: Translation<Command>): Promise<readonly Became[]> => {
    if (translation.is !== 'parts') return [{ state: translation.is, reason: translation.reason, events: [] }]
    const receiptId = `courts-${++messages}`
    const became: Became[] = []
    for (const part of translation.parts) {
      if (part.is !== 'command') {
        became.push({ state: part.is, reason: part.reason, subject: part.subject, events: [] })
        continue
      }
      const [performance] = await perform([{ receiptId, channel: 'a channel', receivedAt: RECEIVED, part }])
      said = []
      const { outcome } = await performance!.run(tx)
      if (outcome.is === 'park' || outcome.is === 'retry') throw new Error(`it came to ${outcome.is}`)
      became.push({
        state: outcome.is === 'done' ? 'translated' : outcome.is,
        reason: outcome.is === 'done' ? '' : outcome.reason,
        subject: part.subject,
        events: said.map(event => pastOf(event as Recorded, codec)),
      })
    }
    return became
  }
  return {
    take,
    say: (channel: string, body: unknown, over?: Parameters<typeof translate>[2]) =>
      take(translate(channel, body, over)),
    /** What is known now, by stream; streams without a current fact are left out. */
    known: (): ReadonlyMap<string, KnownFacts> =>
      new Map(
        [...streams].map(([stream, events]) => [
          stream,
          events.map(each => pastOf(each, codec)).reduce(hearingDecider.evolve, hearingDecider.initialState).facts,
        ]),
      ),
    document: (collection: string, id: string): unknown => documents.get(`${collection}/${id}`),
    documents: (collection: string): readonly unknown[] =>
      [...documents].flatMap(([id, document]) => (id.startsWith(`${collection}/`) ? [document] : [])),
    /** Events that nothing corrected or took back, in the order they came. */
    current: (): readonly PastEvent<HubEvent>[] => {
      const all = [...streams.values()].flat().map(each => pastOf(each, codec))
      const superseded = new Set(all.flatMap(({ corrects, retracts }) => [corrects, retracts]))
      return all.filter(({ id, retracts }) => !superseded.has(id) && retracts === undefined)
    },
  }
}

/** As after an erasure: nothing that was decided before may depend on it. */
const withoutPersonal = <T>(data: T): T => ({ ...data, personal: undefined })

/** The whole is translated if any part is, else rejected, else ignored. */
export function wholeOf(parts: readonly Became[]): Pick<Became, 'state' | 'reason'> {
  const state = (['translated', 'rejected', 'ignored'] as const).find(each => parts.some(part => part.state === each))!
  return { state, reason: parts.find(part => part.state === state)!.reason }
}
