import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant, instantFromMillis } from '@hub/calendar'
import { simulatedClock, virtualClock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import { CustodyServiceDefinition } from '@hub/contracts/custody'
import { OperationsServiceDefinition } from '@hub/contracts/operations'
import { IdentityType } from '@hub/contracts/person'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import {
  contentHash,
  createTokens,
  type Definition,
  EVENTS_TOPIC,
  type Implementation,
  INTAKE,
  inProcessClient,
  intakeTopic,
  type Sources,
  silentLogger,
  uuidFrom,
} from '@hub/service'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import type { SourceAnswer } from '@hub/translation'
import { createPrisons, prisons } from '../src'

const codec = createEventCodec()
const tokens = createTokens(Buffer.from('a key for tests'))

/** Prisons on embedded engines of its own, in virtual time. Sources answer by path, whichever of them is asked. */
export async function startedPrisons(start: string) {
  const folder = mkdtempSync(join(tmpdir(), 'hub-prisons-'))
  const machine = virtualClock(1, Date.parse(start))
  const clock = simulatedClock(machine, 0)
  const answers = new Map<string, SourceAnswer>()
  const sources: Sources = {
    knows: () => true,
    ask: async (_, path) => answers.get(path) ?? { is: 'not-found', body: undefined },
  }
  const { name: service, collections } = prisons
  const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: EVENTS_TOPIC }, { name: intakeTopic(service) }])
  const store = await openEmbeddedStore({ file: join(folder, 'prisons.db'), service, collections, clock })
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  // Nobody is asked who is who: each number's person is told of on the stream first.
  const people = undefined as never
  const made = createPrisons({ log, store, blobs, clock, logger: silentLogger, tokens, codec, sources, people })
  await machine.passing(made.start())
  const client = <D extends Definition>(definition: D) => {
    const served = made.grpc.find(each => each.definition.fullName === definition.fullName)!
    return inProcessClient(definition, served.implementation as Implementation<D>)
  }
  const custody = client(CustodyServiceDefinition)

  const met = new Set<string>()
  const meet = async (number: string) => {
    if (met.has(number)) return
    met.add(number)
    const personId = `person-${number}`
    const token = tokens.tokenOf('NOMS', number)
    const { type, data } = eventOf('hub.person.v1.PersonCreated', {
      personId,
      identities: [{ type: IdentityType.IDENTITY_TYPE_NOMS, token }],
    })
    const value = codec.encode(type, data)
    const position = BigInt(met.size)
    const record = { id: personId, type, lane: personId, source: 'people', position, headers: {}, value }
    await machine.passing(log.append(EVENTS_TOPIC, [record]))
    await machine.advance(3_000)
  }
  let told = 0
  return {
    /** From now on a path is answered so. */
    answer: (path: string, body: object) => answers.set(path, { is: 'found', body }),
    /** What a partner tells about a prison number, and its effect; the number is of `person-<number>`. */
    tell: async (number: string, body: object, channel = 'hmpps-domain-events') => {
      await meet(number)
      const value = Buffer.from(JSON.stringify(body))
      const record = {
        id: tokens.receiptId(service, uuidFrom(`message ${++told}`)),
        type: 'hub.intake.message',
        lane: `noms/${tokens.tokenOf('NOMS', number)}`,
        source: 'gateway',
        headers: {
          [INTAKE.channel]: channel,
          [INTAKE.received]: formatInstant(clock.now()),
          [INTAKE.sender]: 'a partner',
          [INTAKE.hash]: contentHash(value),
        },
        value,
      }
      await machine.passing(log.append(intakeTopic(service), [record]))
      await machine.advance(3_000)
    },
    /** Moves time to an instant, and lets what is due by then happen. */
    until: async (instant: string) => {
      clock.moveTo(instantFromMillis(Date.parse(instant)))
      await machine.advance(3_000)
    },
    custodyOf: async (...nomsNumbers: string[]) =>
      (await machine.passing(custody.getCustody({ nomsNumbers }))).custodies,
    handovers: (asked: Parameters<typeof custody.listHandovers>[0]) => machine.passing(custody.listHandovers(asked)),
    releases: (asked: Parameters<typeof custody.listReleases>[0]) => machine.passing(custody.listReleases(asked)),
    unmapped: async () => (await machine.passing(custody.listUnmappedMovements({}))).movements,
    attention: async () => {
      const { status } = await machine.passing(client(OperationsServiceDefinition).getStatus({}))
      return status!.attention
    },
    close: async () => {
      await machine.passing(made.stop())
      await log.close()
      await store.close()
      await blobs.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
