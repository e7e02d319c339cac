import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant, type Instant } from '@hub/calendar'
import { type Clock, systemClock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import { type Receipt, ReceiptServiceDefinition } from '@hub/contracts/intake'
import { PreviewReplayRequest, type ReplayChange, ReplayServiceDefinition } from '@hub/contracts/operations'
import type { Identity } from '@hub/contracts/person'
import type { EventLog, Incoming, Outgoing } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import {
  type Channel,
  type ContextDefinition,
  contentHash,
  createTokens,
  EVENTS_TOPIC,
  type Implementation,
  INTAKE,
  identityTypeName,
  intakeTopic,
  laneOf,
  type Service,
  type ServicePorts,
  silentLogger,
  type Tokens,
  uuidFrom,
} from '@hub/service'
import type { Recorded } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import { isRecord, parseBody, unwrap } from '@hub/translation'
import { type Delivery, deliveringLog } from './delivery'
import { eventually } from './eventually'
import { peopleByIdentity } from './people'

/** A message as a partner sends it. The same name and body again is the same message again: its receipt is the same. */
export interface SentMessage {
  readonly name: string
  readonly channel: string
  readonly body: Uint8Array
}

/** What a context leaves of messages. The same messages leave the same, however they are delivered. */
export interface Left {
  readonly receipts: readonly Receipt[]
  /** In order of position. */
  readonly recorded: readonly Recorded[]
  /** What readers of the stream are told, in order of position: what is published again is left out. */
  readonly published: readonly Pick<Incoming, 'id' | 'position' | 'lane' | 'type' | 'headers'>[]
}

/** One context on embedded engines of its own, with nobody around it: the door and `people` are played. */
export interface ContextUnderTest {
  /** Tells it of a person, as `people` does on the stream; their id, once its own copy of who is who has them. */
  meet(identity: Identity): Promise<string>
  /** Puts messages before the context in one go, as the door would; their receipt ids, in order. */
  send(...messages: readonly SentMessage[]): Promise<readonly string[]>
  /** Everything that is left of these messages, once all that was sent is dealt with and everything is published. */
  left(ids: readonly string[]): Promise<Left>
  /** What a replay of everything would change. */
  preview(): Promise<readonly ReplayChange[]>
  /** Stops it and deletes what it kept. */
  close(): Promise<void>
}

/** The hub's time, unless a test has it pass: what is recorded is then the same from run to run. */
const NOW: Instant = { seconds: 1_780_000_000n, nanos: 0 }

export async function openContext(
  definition: ContextDefinition,
  create: (ports: ServicePorts) => Service,
  delivery: Delivery = 'once',
  now: () => Instant = () => NOW,
): Promise<ContextUnderTest> {
  const { name } = definition
  const folder = mkdtempSync(join(tmpdir(), `hub-${name}-`))
  const clock: Clock = { ...systemClock(), now }
  const codec = createEventCodec()
  const tokens = createTokens(Buffer.from('a key for tests'))
  const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: EVENTS_TOPIC }, { name: intakeTopic(name) }])
  const { collections } = definition
  const store = await openEmbeddedStore({ file: join(folder, `${name}.db`), service: name, collections, clock })
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  const people = peopleByIdentity(tokens)
  const ports = { store, blobs, clock, logger: silentLogger, tokens, codec, people }
  const delivering = deliveringLog(delivery, log, store)
  const service = create({ ...ports, log: delivering.log })
  await service.start()

  let met = 0n
  let sent = 0
  return {
    send: async (...messages) => {
      const records = messages.map(message => atTheDoor(definition, tokens, message))
      await log.append(intakeTopic(name), records)
      sent += records.length
      return records.map(({ id }) => id)
    },
    meet: async identity => {
      const personId = uuidFrom(`met as ${identity.value}`)
      const token = tokens.tokenOf(identityTypeName(identity.type), identity.value)
      const { type, data } = eventOf('hub.person.v1.PersonCreated', {
        personId,
        identities: [{ type: identity.type, token }],
        personal: { identities: [identity] },
      })
      const value = codec.encode(type, data)
      met += 1n
      const told = { id: personId, type, lane: personId, source: 'people', position: met, headers: {}, value }
      await log.append(EVENTS_TOPIC, [told])
      await eventually(async () => {
        if ((await store.get('identities', [token])).size === 0) throw new Error(`${name} did not hear of the person`)
      })
      return personId
    },
    left: async ids => {
      await eventually(() => {
        if (delivering.dealtWith(intakeTopic(name)) < sent) throw new Error('not every message is dealt with')
      })
      delivering.check()
      const { receipts } = await asked(service, ReceiptServiceDefinition).getReceipts(
        { receiptIds: [...ids], waitMillis: MOST_WAIT },
        {},
      )
      const recorded: Recorded[] = []
      for await (const events of store.events(0n)) recorded.push(...events)
      await eventually(async () => {
        if ((await store.outbox.watermark()) < BigInt(recorded.length)) throw new Error('not all is published')
      })
      return { receipts, recorded, published: await publishedBy(name, log) }
    },
    preview: async () => {
      const everything = PreviewReplayRequest.fromPartial({})
      return (await asked(service, ReplayServiceDefinition).previewReplay(everything, {})).changes
    },
    close: async () => {
      await service.stop()
      await log.close()
      await store.close()
      await blobs.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How long a message may take to come to an end, in milliseconds. */
const MOST_WAIT = 10_000

/** Asks the context itself, as the door does. */
function asked<D extends typeof ReceiptServiceDefinition | typeof ReplayServiceDefinition>(
  { name, grpc }: Service,
  { fullName }: D,
): Implementation<D> {
  const served = grpc.find(({ definition }) => definition.fullName === fullName)
  if (!served) throw new Error(`${name} does not serve ${fullName}: who sends could never know`)
  return served.implementation as Implementation<D>
}

async function publishedBy(name: string, log: EventLog): Promise<Left['published']> {
  const found = new Map<bigint, Left['published'][number]>()
  for await (const batch of log.read(EVENTS_TOPIC, [], 'end'))
    for (const { source, id, position = 0n, lane, type, headers } of batch)
      if (source === name) found.set(position, { id, position, lane, type, headers })
  return [...found.values()].sort((a, b) => Number(a.position! - b.position!))
}

/** The record that the door makes of a message: its lane by the channel's rules, its receipt by its name. */
function atTheDoor({ name, channels }: ContextDefinition, tokens: Tokens, message: SentMessage): Outgoing {
  const { parsed, envelope } = unwrap(parseBody(message.body))
  const body = parsed.is === 'json' ? parsed.value : undefined
  const type = (isRecord(body) && body.eventType) || envelope?.attributes.eventType || ''
  const takes = ({ name: channel, prefixes = [''] }: Channel) =>
    channel === message.channel && prefixes.some(prefix => String(type).startsWith(prefix))
  const channel = channels.find(takes)
  if (!channel) throw new Error(`${message.name} is not a message of ${name}: none of its channels takes it`)
  const id = tokens.receiptId(name, uuidFrom(message.name))
  const lane = channel.lanes.map(rule => laneOf(rule, body, tokens.tokenOf)).find(found => found !== undefined)
  return {
    id,
    type: 'hub.intake.message',
    lane: lane ?? `receipt/${id}`,
    source: 'gateway',
    headers: {
      [INTAKE.channel]: message.channel,
      [INTAKE.received]: formatInstant(NOW),
      [INTAKE.sender]: 'a partner',
      [INTAKE.hash]: contentHash(message.body),
    },
    value: message.body,
  }
}
