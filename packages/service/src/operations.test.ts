import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant, instantFromMillis } from '@hub/calendar'
import { systemClock } from '@hub/clock'
import { createEventCodec } from '@hub/contracts'
import { OperationsServiceDefinition } from '@hub/contracts/operations'
import type { EventLog, Outgoing } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import type { Store } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Consumption } from './consumption'
import { createContextService, type Service } from './context-service'
import { inProcessClient } from './grpc/in-process'
import type { Client, Implementation } from './grpc/types'
import { EVENTS_TOPIC, INTAKE, intakeTopic } from './headers'
import { silentLogger } from './logger'
import { createTokens } from './tokens'

const clock = systemClock()
const TOPIC = intakeTopic('notes')
const GROUP = 'hub.notes'

async function eventually(check: () => Promise<void>): Promise<void> {
  const end = clock.machine() + 10_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (clock.machine() >= end) throw error
      await clock.sleep(10)
    }
  }
}

let folder: string
let log: EventLog
let store: Store
let service: Service
let operations: Client<typeof OperationsServiceDefinition>
/** Which messages fail, changeable while the context runs. */
let failing: (id: string) => boolean

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-operations-'))
  log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: TOPIC }, { name: EVENTS_TOPIC }])
  store = await openEmbeddedStore({ file: join(folder, 'notes.db'), service: 'notes', collections: {}, clock })
  failing = () => false
  const consumption: Consumption = {
    group: GROUP,
    topics: [TOPIC],
    works: async messages =>
      messages.map(message => [
        {
          lane: message.lane,
          message,
          mark: { id: message.id, hash: 'h' },
          run: async () => {
            if (failing(message.id)) throw new TypeError('a mistake of ours')
            return { outcome: { is: 'ignored', reason: 'read' } }
          },
        },
      ]),
  }
  service = createContextService(
    {
      log,
      store,
      clock,
      logger: silentLogger,
      blobs: { put: async () => {}, get: async () => undefined },
      tokens: createTokens(Buffer.from('a key for tests')),
      codec: createEventCodec(),
    },
    {
      context: { name: 'notes', channels: [{ name: 'notes' }] as never },
      consumptions: [consumption],
      grpc: [],
    },
  )
  const served = service.grpc.find(({ definition }) => definition === OperationsServiceDefinition)!
  operations = inProcessClient(
    OperationsServiceDefinition,
    served.implementation as Implementation<typeof OperationsServiceDefinition>,
  )
  await service.start()
})
afterEach(async () => {
  await service.stop()
  await log.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const arrival = (id: string, lane: string, received = '2026-11-24T09:00:00Z'): Outgoing => ({
  id,
  type: 'hub.intake.message',
  lane,
  source: 'gateway',
  headers: { [INTAKE.channel]: 'letters', [INTAKE.received]: received, [INTAKE.hash]: 'h' },
  value: Buffer.from('{}'),
})
const status = async () => (await operations.getStatus({})).status!
const heldLanes = async () => (await operations.listHeldLanes({})).lanes

describe('held lanes', () => {
  beforeEach(async () => {
    failing = id => id.startsWith('bad')
    await log.append(TOPIC, [
      ...['bad-1', 'after-1'].map(id => arrival(id, 'letter/1')),
      ...['bad-2', 'after-2'].map(id => arrival(id, 'letter/2')),
      arrival('fine', 'letter/3'),
    ])
    await eventually(async () => expect((await status()).heldMessages).toBe(4n))
  })

  it('are shown with what waits in them', async () => {
    expect(await heldLanes()).toMatchObject([
      { group: GROUP, reason: 'TypeError', length: 2n, wish: '' },
      { group: GROUP, reason: 'TypeError', length: 2n, wish: '' },
    ])
    expect(await operations.listHeldLanes({ limit: 1 })).toMatchObject({ lanes: [{}], total: 2n })
    const { messages } = await operations.listHeldMessages({ group: GROUP, lane: 'letter/1' })
    expect(messages).toEqual([
      { id: 'bad-1', part: '', channel: 'letters' },
      { id: 'after-1', part: '', channel: 'letters' },
    ])
    expect(await status()).toMatchObject({
      heldLanes: 2n,
      problems: [],
      oldestHeldSince: expect.anything(),
    })
  })

  it('one is tried again when asked for, or all that are held for one reason', async () => {
    failing = id => id === 'bad-2'
    expect(await operations.retryHeldLanes({ group: GROUP, lane: 'letter/1' })).toEqual({ lanes: 1n })
    await eventually(async () => expect((await heldLanes()).map(({ lane }) => lane)).toEqual(['letter/2']))
    failing = () => false
    expect(await operations.retryHeldLanes({ group: GROUP, reason: 'TypeError' })).toEqual({ lanes: 1n })
    await eventually(async () => expect(await heldLanes()).toEqual([]))
    const { counts } = await operations.countIntake({ fromDay: '2026-11-24', toDay: '2026-11-24' })
    expect(counts).toMatchObject([{ day: '2026-11-24', channel: 'letters', receipts: 5n, ignored: 5n, held: 0n }])
  })

  it('the first message is given up when asked for, and the receipt says by whom and why', async () => {
    await operations.skipHeldMessage({ group: GROUP, lane: 'letter/1', by: 'Ada', why: 'sent by mistake' })
    await eventually(async () => expect((await heldLanes()).map(({ lane }) => lane)).toEqual(['letter/2']))
    const [mark] = (await store.marks(['bad-1'])).get('bad-1')!
    expect(mark!.outcome).toEqual({ is: 'rejected', reason: 'skipped by Ada: sent by mistake' })
    const { counts } = await operations.countIntake({ fromDay: '2026-11-24', toDay: '2026-11-24' })
    expect(counts).toMatchObject([{ receipts: 5n, rejected: 1n, ignored: 2n, held: 2n }])
  })

  it('what is not held, of another group, or without a name and a reason is refused', async () => {
    const refused = async (call: Promise<unknown>, code: string) => expect(call).rejects.toMatchObject({ code })
    await refused(operations.retryHeldLanes({ group: GROUP, lane: 'letter/3' }), 'HUB_LANE_UNKNOWN')
    await refused(operations.retryHeldLanes({ group: 'hub.other', reason: 'TypeError' }), 'HUB_LANE_UNKNOWN')
    await refused(operations.retryHeldLanes({ group: GROUP }), 'HUB_REQUEST_INVALID')
    await refused(operations.retryHeldLanes({ group: GROUP, lane: 'letter/1', reason: 'x' }), 'HUB_REQUEST_INVALID')
    await refused(operations.skipHeldMessage({ group: GROUP, lane: 'letter/1', by: 'Ada' }), 'HUB_REQUEST_INVALID')
  })
})

describe('a context', () => {
  it('accounts for every message by the London day it came on', async () => {
    await log.append(TOPIC, [
      arrival('a', 'letter/1', '2026-06-30T22:59:59Z'),
      arrival('b', 'letter/2', '2026-06-30T23:00:00Z'),
      arrival('a', 'letter/1', '2026-06-30T23:30:00Z'),
    ])
    await eventually(async () => expect((await status()).conservation?.arrived).toBe(3n))
    expect((await status()).conservation).toEqual({
      arrived: 3n,
      receipts: 2n,
      repeats: 1n,
      conflicts: 0n,
      waiting: 0n,
    })
    const { counts } = await operations.countIntake({ fromDay: '2026-06-30', toDay: '2026-07-01' })
    expect(counts.map(({ day, receipts, repeats }) => [day, receipts, repeats])).toEqual([
      ['2026-06-30', 1n, 0n],
      ['2026-07-01', 1n, 1n],
    ])
  })

  it('says so when a message was passed over that nobody accounts for', async () => {
    await log.append(TOPIC, [arrival('a', 'letter/1')])
    await eventually(async () => expect((await status()).conservation?.arrived).toBe(1n))
    // As a fault of ours would: the cursor moves, and nothing is counted.
    const [cursor] = (await store.cursors(GROUP)).filter(({ next }) => next > 0n)
    const [mine] = await store.claim(GROUP, [[TOPIC, cursor!.partition]])
    await store.run([], { group: GROUP, slices: [{ from: mine!, to: { ...mine!, next: mine!.next + 1n } }] })
    expect((await status()).problems).toEqual([expect.stringMatching(/^2 messages were read, but 1 receipts/)])
  })

  it('stops reading when lane after lane is held for one reason, and says so; what is left is untouched', async () => {
    failing = () => true
    for (let batch = 0; batch < 30; batch++)
      await log.append(
        TOPIC,
        Array.from({ length: 50 }, (_, n) => arrival(`${batch}-${n}`, `letter/${batch}-${n}`)),
      )
    await eventually(async () => expect((await status()).problems).toHaveLength(1))
    const stopped = await status()
    expect(stopped.problems[0]).toMatch(/^hub.notes stopped: 100 lanes were held within a minute for TypeError/)
    await clock.sleep(600)
    const later = await status()
    expect(later.heldLanes).toBe(stopped.heldLanes)
    expect(Number(later.heldLanes)).toBeLessThan(1_500)
  })

  it('has real time unless it was given a clock that can be moved', async () => {
    const to = instantFromMillis(clock.machine() + 1_000)
    await expect(operations.moveClock({ to })).rejects.toMatchObject({ code: 'HUB_CLOCK_NOT_SIMULATED' })
    await eventually(async () => expect((await operations.moveClock({})).settled).toBe(true))
    expect(formatInstant((await operations.moveClock({})).now!) < formatInstant(to)).toBe(true)
  })
})
