import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantFromMillis } from '@hub/calendar'
import { virtualClock } from '@hub/clock'
import { createEventCodec, eventOf, type HubEvent } from '@hub/contracts'
import { type PreviewReplayRequest, ReplayServiceDefinition } from '@hub/contracts/operations'
import { IdentityType } from '@hub/contracts/person'
import { compareFacts, type Decider, evolveFacts, type Fact, type KnownFacts } from '@hub/decider'
import type { EventLog, Outgoing } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import type { Store } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import type { Translate, Translation } from '@hub/translation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { inProcessClient } from './grpc/in-process'
import type { Implementation } from './grpc/types'
import { EVENTS_TOPIC, INTAKE, intakeTopic } from './headers'
import { IDENTITY_COPIES } from './identities'
import { type IntakeContext, intakePipeline } from './intake'
import { recordFacts } from './record-facts'
import { replayService } from './replay'
import { contentHash, createTokens } from './tokens'
import { createTools } from './tools'

const clock = virtualClock(1, 1_767_603_600_000)
const codec = createEventCodec()
const tokens = createTokens(Buffer.from('a key for tests'))
const tools = createTools(tokens, codec)
const TOPIC = intakeTopic('letters')
const CHANGE = 'hub.custody.v1.PrisonRecordChangeReported'

/** What a letter says of each person: `key: text` pairs. */
type Letter = Readonly<Record<string, Readonly<Record<string, string>>>>
interface LetterCommand {
  readonly person: string
  readonly facts: readonly Fact<HubEvent>[]
}

const factOf = (key: string, text: string): Fact<HubEvent> => {
  const event = eventOf(CHANGE, { sourceEvent: text })
  return { key, event, occurredAt: { seconds: 0n, nanos: 0 }, hash: tools.hashOf(event) }
}
/** Every fact replaces the last one of its key; nothing is withdrawn. */
const decider: Decider<KnownFacts, LetterCommand, HubEvent> = {
  initialState: new Map(),
  evolve: evolveFacts,
  decide: ({ facts }, known) =>
    compareFacts(
      known,
      facts,
      () => false,
      () => facts[0]!,
    ),
}

let folder: string
let log: EventLog
let store: Store
/** How letters are read: what a test changes. */
let read: (letter: Letter) => Translation<LetterCommand>
let preview: (request: Partial<PreviewReplayRequest>) => Promise<object>

const asWritten = (letter: Letter): Translation<LetterCommand> => ({
  is: 'parts',
  parts: Object.entries(letter).map(([person, said]) => ({
    is: 'command',
    subject: `PERSON:${person}`,
    identities: [{ type: IdentityType.IDENTITY_TYPE_NOMS, value: person }],
    command: { person, facts: Object.entries(said).map(([key, text]) => factOf(key, text)) },
  })),
  warnings: [],
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-replay-'))
  log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: TOPIC }, { name: EVENTS_TOPIC }])
  store = await openEmbeddedStore({
    file: join(folder, 'letters.db'),
    service: 'letters',
    collections: { ...IDENTITY_COPIES, successions: { indexes: [] } },
    clock,
  })
  read = asWritten
  const translate: Translate<LetterCommand> = ({ body }) => read(body as Letter)
  const context: IntakeContext<LetterCommand> = {
    name: 'letters',
    translators: { post: translate },
    tools,
    blobs: { put: async () => {}, get: async () => undefined },
    store,
    perform: recordFacts({
      decider,
      streamOf: (_, token) => `letters/${token}`,
      tools,
      codec,
      clock,
      people: async groups => {
        // As `people` would: whoever is asked for exists from then on.
        const ids = groups.map(({ identities }) => tools.tokenOf('NOMS', identities[0]!.value))
        await store.run(
          ids.map(id => ({
            lane: id,
            run: async tx => {
              tx.put('identities', id, { personId: `person of ${id}` })
              return { outcome: { is: 'done' } }
            },
          })),
        )
        return ids.map(id => `person of ${id}`)
      },
    }),
  }
  const { works } = intakePipeline(context)
  receive = async letters => {
    const records = letters.map(([id, letter]) => record(id, letter))
    await log.append(TOPIC, records)
    for (const each of records) {
      const incoming = { ...each, topic: TOPIC, partition: log.partitionOf(each.lane), offset: 0n }
      await clock.advance(1_000)
      const [theirs = []] = await clock.passing(works([incoming]))
      await clock.passing(store.run(theirs))
      await clock.advance(1_000)
    }
  }
  const { implementation } = replayService(context, { log, store })
  const client = inProcessClient(
    ReplayServiceDefinition,
    implementation as Implementation<typeof ReplayServiceDefinition>,
  )
  preview = async request => {
    const { changes, messages, same, gone } = await clock.passing(client.previewReplay(request))
    return {
      messages: Number(messages),
      same: Number(same),
      gone,
      changes: changes.map(({ receiptId, kind, part, factKey, was, now }) =>
        [receiptId, kind, part, kind === 'outcome' ? `${was} → ${now}` : factKey].join(' | '),
      ),
    }
  }
})
let receive: (letters: readonly (readonly [string, Letter | string])[]) => Promise<void>

afterEach(async () => {
  await clock.passing(Promise.all([log.close(), store.close()]))
  rmSync(folder, { recursive: true, force: true })
})

function record(id: string, letter: Letter | string): Outgoing {
  const value = Buffer.from(typeof letter === 'string' ? letter : JSON.stringify(letter))
  return {
    id,
    type: 'hub.intake.message',
    lane: `letters`,
    source: 'gateway',
    headers: {
      [INTAKE.channel]: 'post',
      [INTAKE.received]: '2026-01-05T09:00:00Z',
      [INTAKE.sender]: 'partner',
      [INTAKE.hash]: contentHash(value),
    },
    value,
  }
}

describe('a preview of a replay', () => {
  beforeEach(() =>
    receive([
      ['one', { ann: { address: 'Leeds', job: 'baker' }, bob: { address: 'York' } }],
      ['two', { ann: { address: 'Hull' } }],
      ['three', { ann: { address: 'Hull' } }],
      ['broken', 'no letter'],
    ]),
  )

  it('finds nothing to do while letters are read as they were, whatever came after them', async () => {
    expect(await preview({})).toEqual({ messages: 4, same: 4, gone: [], changes: [] })
  })

  it('names what would be new, corrected or retracted, of the part it is about, and records nothing', async () => {
    const before = await store.outbox.last()
    read = letter => {
      const { job, ...ann } = (letter.ann ?? {}) as Record<string, string>
      return asWritten({
        ...letter,
        ann: { ...ann, address: `${ann.address} (England)`, ...(job ? { work: job } : {}) },
      })
    }
    expect(await preview({ receiptIds: ['one', 'two'] })).toEqual({
      messages: 2,
      same: 0,
      gone: [],
      changes: [
        'one | changed | PERSON:ann | address',
        'one | new | PERSON:ann | work',
        'one | gone | PERSON:ann | job',
        'two | changed | PERSON:ann | address',
      ],
    })
    expect(await store.outbox.last()).toBe(before)
  })

  it('shows a part that is read no more, one that is new, and creates nobody for it', async () => {
    read = ({ ann, ...others }) =>
      asWritten(ann?.job ? { ...others, cid: { address: 'Bath' } } : { ...others, ...(ann ? { ann } : {}) })
    expect(await preview({ receiptIds: ['one'] })).toMatchObject({
      changes: [
        'one | outcome | PERSON:ann | done → ',
        'one | outcome | PERSON:cid |  → done',
        'one | gone | PERSON:ann | ',
        'one | gone | PERSON:ann | ',
      ],
    })
    expect(await store.get('identities', [tools.tokenOf('NOMS', 'cid')])).toEqual(new Map())
  })

  it('shows what would end otherwise, also by a fault of ours', async () => {
    read = letter => {
      if (letter.bob) throw new TypeError('no')
      return { is: 'ignored', reason: 'letters are read no more', warnings: [] }
    }
    expect(await preview({ receiptIds: ['one', 'three', 'broken'] })).toMatchObject({
      same: 1,
      changes: [
        'one | outcome | PERSON:ann | done → held',
        'one | outcome | PERSON:bob | done → held',
        'three | outcome | PERSON:ann | ignored: no change → ',
        'three | outcome |  |  → ignored: letters are read no more',
      ],
    })
  })

  it('takes the channel, the time and the receipts asked for, and names those it cannot read', async () => {
    expect(await preview({ receiptIds: ['one', 'never came'] })).toMatchObject({ messages: 1, gone: ['never came'] })
    expect(await preview({ channel: 'telegraph' })).toMatchObject({ messages: 0 })
    expect(await preview({ from: instantFromMillis(1_767_603_600_001) })).toMatchObject({ messages: 0 })
    expect(await preview({ to: instantFromMillis(1_767_603_600_000) })).toMatchObject({ messages: 0 })
    expect(await preview({ from: instantFromMillis(1_767_603_600_000) })).toMatchObject({ messages: 4 })
  })

  it('compares a message that came again once, and a conflict with nothing', async () => {
    await receive([
      ['one', { ann: { address: 'Leeds', job: 'baker' }, bob: { address: 'York' } }],
      ['two', { ann: { address: 'Dover' } }],
    ])
    expect(await preview({})).toEqual({ messages: 4, same: 4, gone: [], changes: [] })
  })
})
