import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import {
  createEventCodec,
  type DeepPartial,
  type EventMessages,
  type EventType,
  eventOf,
  isEventType,
} from '@hub/contracts'
import { type Identity, IdentityType, MatchServiceDefinition, PersonServiceDefinition } from '@hub/contracts/person'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import {
  type Client,
  createTokens,
  type Definition,
  EVENT,
  EVENTS_TOPIC,
  type Implementation,
  inProcessClient,
  intakeTopic,
  silentLogger,
} from '@hub/service'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import { createPeople, people } from '../src'

export const clock = systemClock()
export const codec = createEventCodec()
export const tokens = createTokens(Buffer.from('a key for tests'))

/** People on embedded engines of its own, to which every batch is handed over twice: it must have one effect. */
export async function startedPeople(instances = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'hub-people-'))
  const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: EVENTS_TOPIC }, { name: intakeTopic('people') }])
  const store = await openEmbeddedStore({
    file: join(folder, 'people.db'),
    service: 'people',
    collections: people.collections,
    clock,
  })
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  const twice: EventLog = {
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
  }
  const services = Array.from({ length: instances }, () =>
    createPeople({ log: twice, store, blobs, clock, logger: silentLogger, tokens, codec }),
  )
  for (const service of services) await service.start()
  const [service] = services as [(typeof services)[number]]

  const clientOf = <D extends Definition>(definition: D): Client<D> => {
    const served = service.grpc.find(each => each.definition === (definition as Definition))!
    return inProcessClient(definition, served.implementation as Implementation<D>)
  }
  let made = 0
  const fresh = (type: Identity['type'] = IdentityType.IDENTITY_TYPE_NOMS): Identity => ({
    type,
    value: `fresh ${++made}`,
  })
  const group = (...identities: readonly Identity[]) => ({
    identities: [...identities],
    reason: 'said so',
    receiptId: 'a receipt',
    channel: 'libra',
  })
  const resolve = async (...groups: readonly (readonly Identity[])[]): Promise<readonly string[]> => {
    const answer = await clientOf(PersonServiceDefinition).resolveMany({ groups: groups.map(each => group(...each)) })
    return answer.people.map(({ personId }) => personId)
  }
  const one = async (...identities: readonly Identity[]): Promise<string> => (await resolve(identities))[0]!

  /** What was recorded of a person, oldest first. */
  const eventsOf = async (personId: string) => {
    const found: { type: string; data: object; headers: Readonly<Record<string, string>> }[] = []
    for await (const events of store.events(0n))
      for (const { type, lane, value, headers } of events)
        if (lane === personId && isEventType(type)) found.push({ type, data: codec.decode(type, value), headers })
    return found
  }
  const typesOf = async (personId: string) => (await eventsOf(personId)).map(({ type }) => type.split('.').at(-1))

  /** Publishes an event of another context. */
  let position = 0n
  async function tell<T extends EventType>(
    personId: string,
    type: T,
    data: DeepPartial<EventMessages[T]>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const id = clock.newId()
    const value = codec.encode(type, eventOf(type, { personId, ...data } as never).data as never)
    const record = { id, type, lane: personId, source: 'a test', position: ++position, headers, value }
    await log.append(EVENTS_TOPIC, [record])
    return id
  }
  return {
    log,
    store,
    service,
    clientOf,
    match: clientOf(MatchServiceDefinition),
    fresh,
    group,
    resolve,
    one,
    eventsOf,
    typesOf,
    tell,
    tokenOf: ({ type, value }: Identity) => tokens.tokenOf(type.replace('IDENTITY_TYPE_', ''), value),
    /** A court describes the bearer of an identity, at a time. */
    describe: async (
      identity: Identity,
      personal: DeepPartial<EventMessages['hub.court.v1.DefendantDetailsRecorded']['personal']>,
      { at = '2026-01-01T00:00:00Z', ...headers }: { at?: string; corrects?: string; receipt?: string } = {},
    ) =>
      tell(
        await one(identity),
        'hub.court.v1.DefendantDetailsRecorded',
        {
          identity: {
            type: identity.type,
            token: tokens.tokenOf(identity.type.replace('IDENTITY_TYPE_', ''), identity.value),
          },
          personal: { identity, ...personal },
        } as never,
        {
          [EVENT.time]: at,
          [EVENT.channel]: 'common-platform',
          [EVENT.correlation]: headers.receipt ?? 'its receipt',
          ...(headers.corrects ? { [EVENT.corrects]: headers.corrects } : {}),
        },
      ),
    close: async () => {
      for (const each of services) await each.stop()
      await log.close()
      await store.close()
      await blobs.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
