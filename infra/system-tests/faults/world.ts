import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '@hub/calendar'
import { simulatedClock, type VirtualClock, virtualClock } from '@hub/clock'
import { createEventCodec } from '@hub/contracts'
import type { IntakeServiceDefinition } from '@hub/contracts/intake'
import { JourneyServiceDefinition } from '@hub/contracts/journey'
import { createGateway, type Partner } from '@hub/gateway'
import type { EventLog } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import { CONTEXTS, OWNERS } from '@hub/runtime'
import {
  type Client,
  createTokens,
  type Definition,
  EVENTS_TOPIC,
  type Implementation,
  inProcessClient,
  intakeTopic,
  type Logger,
  type Service,
  type Tokens,
} from '@hub/service'
import type { Store } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import type { SourceAnswer } from '@hub/translation'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Faults, type Life, seededFaults } from './faults'
import { faultyLog, faultySources, faultyStore, mortalClock } from './faulty-ports'
import type { FaultMessage } from './messages'

/** A whole hub in one process, under a virtual clock, with two instances of every context and one door. */
export interface World {
  readonly clock: VirtualClock
  readonly faults: Faults
  readonly log: EventLog
  readonly stores: ReadonlyMap<string, Store>
  readonly tokens: Tokens
  /** What readers are shown: journeys as any instance would answer. */
  readonly journeys: Client<typeof JourneyServiceDefinition>
  /** Errors that instances logged, for the failure message. */
  readonly errors: string[]
  /** Moves the hub's time on; what counts seconds of the machine does not notice. */
  moveTo(moment: Instant): void
  /** The hub's time. */
  now(): Instant
  /** As a partner does: until it is accepted. Resolves with the receipt id. */
  send(message: FaultMessage): Promise<string>
  close(): Promise<void>
}

export interface WorldSettings {
  readonly seed: number
  readonly withFaults: boolean
  readonly instances: number
  /** Poison: while this throws, whoever translates a message about that identity fails. */
  readonly poison?: (type: string, value: string) => void
  /** What partners' systems answer, by path; absent: none is configured. */
  readonly answers?: (path: string) => SourceAnswer
}

/** 2026-01-05T09:00:00Z. */
const START = 1_767_603_600_000
const credentials = makeCredentials()

export async function openWorld(settings: WorldSettings): Promise<World> {
  const clock = virtualClock(settings.seed, START)
  const hubClock = simulatedClock(clock, 0)
  const faults = seededFaults(clock)
  faults.active = false
  const dir = mkdtempSync(join(tmpdir(), 'hub-faults-'))
  const key = Buffer.alloc(32, 7)
  const honest = createTokens(key)
  const tokens: Tokens = {
    ...honest,
    tokenOf: (type, value) => {
      settings.poison?.(type, value)
      return honest.tokenOf(type, value)
    },
  }
  const codec = createEventCodec()
  const errors: string[] = []
  const loggerOf = (name: string): Logger => ({
    info: () => {},
    warn: message => errors.push(`${name}: ${message}`),
    error: (message, error) => errors.push(`${name}: ${message}: ${error instanceof Error ? error.message : error}`),
  })

  const log = await openEmbeddedLog({ file: join(dir, 'log.db'), clock: hubClock })
  await log.createTopics([{ name: EVENTS_TOPIC }, ...OWNERS.map(({ name }) => ({ name: intakeTopic(name) }))])
  const blobs = await openEmbeddedBlobs({ file: join(dir, 'blobs.db') })
  const stores = new Map<string, Store>()
  for (const {
    definition: { name, collections },
  } of CONTEXTS)
    stores.set(
      name,
      await openEmbeddedStore({ file: join(dir, `${name}.db`), service: name, collections, clock: hubClock }),
    )

  const living = new Map<string, { life: Life; service: Service }[]>()
  let closed = false

  /** A client of whichever living instance; one that dies in the middle never answers, so the caller gives up. */
  const clientFor =
    (caller: Life) =>
    <D extends Definition>(definition: D, context: string): Client<D> => {
      const call = async (method: string, request: object): Promise<unknown> => {
        const there = (living.get(context) ?? []).filter(({ life }) => !life.dead)
        const chosen = there[Math.floor(clock.random() * there.length)]
        if (!chosen) throw new Error(`${context} is not there`)
        const served = chosen.service.grpc.find(candidate => candidate.definition === (definition as Definition))!
        const client = inProcessClient(definition, served.implementation as Implementation<D>)
        const answer = (client as unknown as Record<string, (request: object) => Promise<unknown>>)[method]!(request)
        answer.catch(() => {})
        return Promise.race([
          answer,
          clock.sleep(5_000).then(() => Promise.reject(new Error(`${context} did not answer`))),
        ])
      }
      return Object.fromEntries(
        Object.keys(definition.methods).map(method => [
          method,
          (request: object) => faults.around(caller, method, () => call(method, request)),
        ]),
      ) as unknown as Client<D>
    }

  const startInstance = async (name: string): Promise<void> => {
    const { definition, create } = CONTEXTS.find(candidate => candidate.definition.name === name)!
    const life = faults.born(name)
    const ports = {
      log: faultyLog(log, faults, life),
      store: faultyStore(stores.get(name)!, faults, life),
      blobs,
      clock: mortalClock(hubClock, life),
      tokens,
      codec,
      logger: loggerOf(name),
      ...(settings.answers ? { sources: faultySources(settings.answers, faults, life) } : {}),
    }
    const instance = { life, service: create(ports, clientFor(life)) }
    living.set(definition.name, [...(living.get(name) ?? []), instance])
    life.mourners.push(() => {
      living.set(
        name,
        living.get(name)!.filter(other => other !== instance),
      )
      if (!closed) clock.after(500 + clock.random() * 3_000, () => void startInstance(name))
    })
    await instance.service.start()
  }

  const { partner, tokenAt } = await credentials
  let door: { life: Life; send: Implementation<typeof IntakeServiceDefinition>['send'] } | undefined
  const openDoor = () => {
    const life = faults.born('gateway')
    const gateway = createGateway(
      { host: '127.0.0.1', port: 0, messagesPerSecond: 1_000_000 },
      {
        log: faultyLog(log, faults, life),
        blobs,
        clock: mortalClock(hubClock, life),
        logger: loggerOf('gateway'),
        tokens: honest,
        codec,
        partners: [partner],
        contexts: OWNERS,
        receipts: {},
        operations: {},
        replays: {},
        rules: {},
        journeys: undefined as never,
        matches: undefined as never,
        promises: undefined as never,
        custody: undefined as never,
      },
    )
    door = { life, send: (gateway.grpc[0]!.implementation as Implementation<typeof IntakeServiceDefinition>).send }
  }
  openDoor()
  for (let instance = 0; instance < settings.instances; instance++)
    for (const { definition } of CONTEXTS) await startInstance(definition.name)
  faults.active = settings.withFaults

  const sendOnce = async (message: FaultMessage): Promise<string> => {
    if (!door || door.life.dead) openDoor()
    const { result } = await door!.send(
      { message: { channel: message.channel, body: message.body, contentType: '' } },
      { authorization: `Bearer ${await tokenAt(clock.machine())}` },
    )
    if (!result?.receiptId) throw new Error('not accepted')
    return result.receiptId
  }

  return {
    clock,
    faults,
    log,
    stores,
    tokens: honest,
    errors,
    moveTo: hubClock.moveTo,
    now: hubClock.now,
    journeys: clientFor(faults.born('reader'))(JourneyServiceDefinition, 'journeys'),
    send: async message => {
      for (let tries = 1; ; tries++) {
        const sending = sendOnce(message)
        sending.catch(() => {})
        try {
          return await Promise.race([sending, clock.sleep(10_000).then(() => Promise.reject(new Error('no answer')))])
        } catch (error) {
          // No fault strikes as often: the door refuses it.
          if (tries === 100) throw error
          await clock.sleep(500)
        }
      }
    },
    close: async () => {
      closed = true
      faults.active = false
      for (const instances of living.values()) for (const { life } of [...instances]) faults.kill(life)
      // What still waits for a moment gets it, or closing would wait for it in vain.
      const closing = async () => {
        await log.close()
        for (const store of stores.values()) await store.close()
        await blobs.close()
      }
      await clock.passing(closing(), 1_000)
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function makeCredentials(): Promise<{ partner: Partner; tokenAt: (millis: number) => Promise<string> }> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const partner = { id: 'partner', name: 'Partner', keys: [await exportJWK(publicKey)], scopes: ['send:*'] }
  const tokens = new Map<number, Promise<string>>()
  const sign = (hours: number) =>
    new SignJWT({ scope: 'send:*' })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer('partner')
      .setAudience('throughline')
      .setExpirationTime((hours + 6) * 3600)
      .sign(privateKey)
  /** A token lives a few hours; a run may take longer. */
  const tokenAt = async (millis: number) => {
    const hours = Math.floor(millis / 3_600_000)
    const token = tokens.get(hours) ?? sign(hours)
    tokens.set(hours, token)
    return token
  }
  return { partner, tokenAt }
}
