import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant } from '@hub/calendar'
import { systemClock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import { type Identity, IdentityType } from '@hub/contracts/person'
import { nothing } from '@hub/decider'
import type { EventLog, Incoming, Outgoing } from '@hub/messaging'
import { openEmbeddedLog } from '@hub/messaging/embedded'
import type { Store, Work } from '@hub/store'
import { openEmbeddedBlobs, openEmbeddedStore } from '@hub/store/embedded'
import type { Translate, Translation } from '@hub/translation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { consume } from './consume'
import type { Consumption } from './consumption'
import { HubError } from './errors'
import { EVENTS_TOPIC, INTAKE, intakeTopic } from './headers'
import { IDENTITY_COPIES } from './identities'
import { intakePipeline, type PartAnswer, type Performance } from './intake'
import { silentLogger } from './logger'
import { receiptOf } from './receipts'
import { startRelay } from './relay'
import { contentHash, createTokens, uuidFrom } from './tokens'
import { createTools } from './tools'

const clock = systemClock()
const codec = createEventCodec()
const tokens = createTokens(Buffer.from('a key for tests'))
const TOPIC = intakeTopic('notes')
const GROUP = 'hub.notes'

async function eventually<T>(check: () => T | Promise<T>, deadlineMillis = 10_000): Promise<T> {
  const end = clock.machine() + deadlineMillis
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
let stops: (() => Promise<void>)[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-service-'))
  stops = []
  log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  await log.createTopics([{ name: TOPIC }, { name: EVENTS_TOPIC }])
  store = await openStore()
})
const openStore = () =>
  openEmbeddedStore({
    file: join(folder, 'notes.db'),
    service: 'notes',
    collections: { ...IDENTITY_COPIES, notes: { indexes: [] } },
    clock,
  })
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await log.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One note: the lane it stands in, for whom, and what to do about it. */
interface Note {
  readonly lane: string
  readonly text: string
  readonly people?: readonly string[]
}

let arrivals = 0
/** As the door keeps it; a message id makes the receipt the same each time. */
function arrival(note: Note, messageId?: string): Outgoing {
  const value = Buffer.from(JSON.stringify(note))
  return {
    id: tokens.receiptId('notes', messageId ? uuidFrom(messageId) : clock.newId()),
    type: 'hub.intake.message',
    lane: note.lane,
    source: 'gateway',
    headers: {
      [INTAKE.channel]: 'notes',
      [INTAKE.received]: formatInstant({ seconds: BigInt(1_750_000_000 + arrivals++), nanos: 0 }),
      [INTAKE.sender]: 'partner',
      [INTAKE.hash]: contentHash(value),
    },
    value,
  }
}

interface NoteCommand {
  readonly text: string
  readonly person: string
}

const partsOf = ({ text, people = ['ann'] }: Note): Translation<NoteCommand> => ({
  is: 'parts',
  parts: people.map(person => ({
    is: 'command',
    subject: `PERSON:${person}`,
    identities: [{ type: IdentityType.IDENTITY_TYPE_NOMS, value: person }],
    command: { text, person },
  })),
  warnings: [],
})

/** What the context of a test does, changeable while it runs. */
interface Behaviour {
  translate: (note: Note) => Translation<NoteCommand>
  run: (command: NoteCommand) => Awaited<ReturnType<Performance['run']>> | undefined
  perform: () => void
}

/** Keeps each note's text in order in a document for each lane, counts, and records an event. */
function notesContext(behaviour: Behaviour): Consumption & { readonly performed: string[] } {
  const translate: Translate<NoteCommand> = ({ body }) => behaviour.translate(body as Note)
  const performed: string[] = []
  const perform = async (
    parts: readonly { part: { command: NoteCommand; identities: readonly Identity[] }; receiptId: string }[],
  ): Promise<readonly Performance[]> => {
    behaviour.perform()
    return parts.map(({ part: { command }, receiptId }) => {
      performed.push(`${command.person}: ${command.text}`)
      return {
        lane: command.person,
        run: async tx => {
          const said = behaviour.run(command)
          if (said) return said
          const notes = await tx.get<{ texts: string[] }>('notes', command.person)
          tx.put('notes', command.person, { texts: [...(notes?.texts ?? []), command.text] })
          const stream = `notes/${command.person}`
          const { version } = await tx.load(stream)
          const id = uuidFrom(`${receiptId}|${command.person}`)
          const { type, data } = eventOf('hub.person.v1.PersonCreated', { personId: command.person })
          tx.append(stream, version, [{ id, type, lane: command.person, headers: {}, value: codec.encode(type, data) }])
          const answer: PartAnswer = { eventIds: [id], personId: command.person }
          return { outcome: { is: 'done' }, answer }
        },
      }
    })
  }
  return {
    ...intakePipeline<NoteCommand>({
      name: 'notes',
      translators: { notes: translate },
      tools: createTools(tokens, codec),
      blobs: { put: async () => {}, get: async () => undefined },
      store,
      perform,
    }),
    performed,
  }
}

const fine = (): Behaviour => ({ translate: partsOf, run: () => undefined, perform: () => {} })

async function started(consumption: Consumption, on: EventLog = log) {
  const running = await consume({ log: on, store, clock, logger: silentLogger }, consumption)
  stops.push(() => running.stop())
  return running
}
const textsOf = async (person: string) =>
  (await store.get<{ texts: string[] }>('notes', [person])).get(person)?.texts ?? []
const receipt = async (id: string) => receiptOf(id, ((await store.marks([id])).get(id) ?? []) as never)
const stateOf = async (id: string) => (await receipt(id)).state.replace('RECEIPT_STATE_', '').toLowerCase()
const states = (...records: readonly Outgoing[]) => Promise.all(records.map(({ id }) => stateOf(id)))
const eventCount = async () => {
  let count = 0
  for await (const events of store.events(0n)) count += events.length
  return count
}

describe('a message that throws', () => {
  it('holds its lane and nobody else’s, and goes on in order when it is mended and wished for', async () => {
    const behaviour = fine()
    behaviour.translate = note => {
      if (note.text === 'bad') throw new TypeError('a translator’s mistake, with Ann in it')
      return partsOf(note)
    }
    await started(notesContext(behaviour))
    const sick = ['before', 'bad', 'after', 'last'].map(text =>
      arrival({ lane: 'note/1', text, people: ['ann', 'bob'] }),
    )
    const well = ['one', 'two'].map(text => arrival({ lane: 'note/2', text, people: ['cid'] }))
    await log.append(TOPIC, [...sick, ...well])
    await eventually(async () => {
      expect(await states(...sick)).toEqual(['translated', 'held', 'held', 'held'])
      expect(await states(...well)).toEqual(['translated', 'translated'])
    })
    expect([await textsOf('ann'), await textsOf('cid')]).toEqual([['before'], ['one', 'two']])
    const [lane] = await store.held(GROUP)
    // The bad one, whose parts nobody knows, and two parts of each of the others.
    expect(lane).toMatchObject({ lane: 'note/1', length: 5, reason: 'TypeError' })
    expect(await receipt(sick[1]!.id)).toMatchObject({ reason: 'TypeError', eventIds: [] })

    behaviour.translate = partsOf
    await store.wish(GROUP, 'note/1', { is: 'drain' })
    await eventually(async () => expect(await states(...sick)).toEqual(Array(4).fill('translated')))
    expect(await textsOf('ann')).toEqual(['before', 'bad', 'after', 'last'])
    expect(await textsOf('bob')).toEqual(['before', 'bad', 'after', 'last'])
    expect(await store.held(GROUP)).toEqual([])
  })

  it('stays held when a wish finds it as bad as before, and waits for the next wish', async () => {
    const behaviour = fine()
    let tries = 0
    behaviour.run = ({ text }) => {
      if (text !== 'bad') return undefined
      tries++
      throw new Error('still bad')
    }
    await started(notesContext(behaviour))
    const bad = arrival({ lane: 'note/1', text: 'bad' })
    await log.append(TOPIC, [bad])
    await eventually(async () => expect(await stateOf(bad.id)).toBe('held'))
    const before = tries
    const [held] = await store.held(GROUP)
    await store.wish(GROUP, held!.lane, { is: 'drain' })
    await eventually(async () => {
      expect(tries).toBeGreaterThan(before)
      expect((await store.held(GROUP))[0]).toMatchObject({ length: 1, tries: 1 })
      expect((await store.held(GROUP))[0]?.wish).toBeUndefined()
    })
    expect(await stateOf(bad.id)).toBe('held')
  })

  it('is left out by a wish to skip, with the name and the reason, and the next goes on', async () => {
    const behaviour = fine()
    behaviour.translate = note => {
      if (note.text === 'bad') throw new Error('for ever')
      return partsOf(note)
    }
    await started(notesContext(behaviour))
    const [bad, after] = ['bad', 'after'].map(text => arrival({ lane: 'note/1', text })) as [Outgoing, Outgoing]
    await log.append(TOPIC, [bad, after])
    await eventually(async () => expect(await states(bad, after)).toEqual(['held', 'held']))
    await store.wish(GROUP, 'note/1', { is: 'skip', by: 'Kim', why: 'the court says it is void' })
    await eventually(async () => expect(await states(bad, after)).toEqual(['rejected', 'translated']))
    expect((await receipt(bad.id)).reason).toBe('skipped by Kim: the court says it is void')
    expect(await textsOf('ann')).toEqual(['after'])
    expect(await store.held(GROUP)).toEqual([])
  })

  it('ends as rejected when nothing in it is read as being about the held part any more', async () => {
    const behaviour = fine()
    behaviour.run = ({ person }) => {
      if (person === 'ann') throw new Error('mended by reading it otherwise')
      return undefined
    }
    await started(notesContext(behaviour))
    const note = arrival({ lane: 'note/1', text: 'first', people: ['ann', 'bob'] })
    await log.append(TOPIC, [note])
    await eventually(async () => expect(await stateOf(note.id)).toBe('held'))
    behaviour.translate = () => partsOf({ lane: 'note/1', text: 'first', people: ['bob'] })
    await store.wish(GROUP, 'note/1/ann', { is: 'drain' })
    await eventually(async () => expect(await store.held(GROUP)).toEqual([]))
    const { parts } = await receipt(note.id)
    expect(parts.find(({ subject }) => subject === 'PERSON:ann')).toMatchObject({
      reason: 'the message is no longer read as being about this part',
    })
  })

  it('is kept beside the log after three weeks, and goes on when the log has long forgotten it', async () => {
    const behaviour = fine()
    behaviour.run = () => {
      throw new Error('a long fault')
    }
    let late = 0n
    let forgotten = false
    const slow = { ...clock, now: () => ({ ...clock.now(), seconds: clock.now().seconds + late }) }
    const forgetful: EventLog = {
      ...log,
      fetch: async (...address) => (forgotten ? undefined : log.fetch(...address)),
    }
    const running = await consume({ log: forgetful, store, clock: slow, logger: silentLogger }, notesContext(behaviour))
    stops.push(() => running.stop())
    const note = arrival({ lane: 'note/1', text: 'kept' })
    await log.append(TOPIC, [note])
    await eventually(async () => expect(await stateOf(note.id)).toBe('held'))
    late = 22n * 86_400n
    await eventually(async () => {
      const [entry] = await store.queue(GROUP, 'note/1/ann', 1)
      expect(entry?.copy?.id).toBe(note.id)
    })
    forgotten = true
    behaviour.run = () => undefined
    await store.wish(GROUP, 'note/1/ann', { is: 'drain' })
    await eventually(async () => expect(await stateOf(note.id)).toBe('translated'))
    expect(await textsOf('ann')).toEqual(['kept'])
  })

  it('can be skipped although its record is gone', async () => {
    const behaviour = fine()
    behaviour.run = ({ text }) => {
      if (text === 'bad') throw new Error('for ever')
      return undefined
    }
    let forgotten = false
    const forgetful: EventLog = {
      ...log,
      fetch: async (...address) => (forgotten ? undefined : log.fetch(...address)),
    }
    await started(notesContext(behaviour), forgetful)
    const [bad, after] = ['bad', 'after'].map(text => arrival({ lane: 'note/1', text })) as [Outgoing, Outgoing]
    await log.append(TOPIC, [bad])
    await eventually(async () => expect(await stateOf(bad.id)).toBe('held'))
    forgotten = true
    await store.wish(GROUP, 'note/1/ann', { is: 'skip', by: 'Kim', why: 'too old to matter' })
    await eventually(async () => expect(await store.held(GROUP)).toEqual([]))
    await log.append(TOPIC, [after])
    await eventually(async () => expect(await textsOf('ann')).toEqual(['after']))
  })

  it('in one person’s part holds that part only', async () => {
    const behaviour = fine()
    behaviour.run = ({ text, person }) => {
      if (text === 'first' && person === 'ann') throw new RangeError('Ann’s')
      return undefined
    }
    await started(notesContext(behaviour))
    const [first, second] = ['first', 'second'].map(text =>
      arrival({ lane: 'note/1', text, people: ['ann', 'bob'] }),
    ) as [Outgoing, Outgoing]
    await log.append(TOPIC, [first, second])
    await eventually(async () => {
      expect(await textsOf('bob')).toEqual(['first', 'second'])
      expect(await states(first, second)).toEqual(['held', 'held'])
    })
    expect(await store.held(GROUP)).toMatchObject([{ lane: 'note/1/ann', length: 2, reason: 'RangeError' }])
    behaviour.run = () => undefined
    await store.wish(GROUP, 'note/1/ann', { is: 'drain' })
    await eventually(async () => expect(await states(first, second)).toEqual(['translated', 'translated']))
    expect([await textsOf('ann'), await textsOf('bob')]).toEqual([
      ['first', 'second'],
      ['first', 'second'],
    ])
  })

  it('is still held after a restart, and then goes on', async () => {
    const behaviour = fine()
    behaviour.translate = () => {
      throw new Error('not today')
    }
    const running = await started(notesContext(behaviour))
    const notes = ['one', 'two'].map(text => arrival({ lane: 'note/1', text }))
    await log.append(TOPIC, notes)
    await eventually(async () => expect(await states(...notes)).toEqual(['held', 'held']))
    await running.stop()
    await store.wish(GROUP, 'note/1', { is: 'drain' })
    await started(notesContext(fine()))
    await eventually(async () => expect(await states(...notes)).toEqual(['translated', 'translated']))
    expect(await textsOf('ann')).toEqual(['one', 'two'])
  })
})

it('retry(after) tries again by itself, and those behind it wait', async () => {
  const behaviour = fine()
  let left = 2
  behaviour.run = ({ text }) =>
    text === 'slow' && left-- > 0 ? { outcome: { is: 'retry', after: 10, reason: 'not yet' } } : undefined
  await started(notesContext(behaviour))
  const notes = ['slow', 'behind'].map(text => arrival({ lane: 'note/1', text }))
  await log.append(TOPIC, notes)
  await eventually(async () => expect(await states(...notes)).toEqual(['held', 'held']))
  await eventually(async () => expect(await states(...notes)).toEqual(['translated', 'translated']))
  expect(await textsOf('ann')).toEqual(['slow', 'behind'])
  expect(left).toBe(-1)
})

it('a dependency that is away holds nothing: the batch is repeated until it is back', async () => {
  const behaviour = fine()
  let away = 3
  behaviour.perform = () => {
    if (away-- > 0) throw new HubError('unavailable', 'HUB_SERVICE_UNAVAILABLE', 'people is away')
  }
  await started(notesContext(behaviour))
  const notes = ['one', 'two'].map(text => arrival({ lane: 'note/1', text }))
  await log.append(TOPIC, notes)
  await eventually(async () => {
    expect(away).toBeLessThan(3)
    expect(await states(...notes)).toEqual(['accepted', 'accepted'])
    expect(await store.held(GROUP)).toEqual([])
  })
  await eventually(async () => expect(await states(...notes)).toEqual(['translated', 'translated']), 20_000)
  expect(await textsOf('ann')).toEqual(['one', 'two'])
})

describe('the same message', () => {
  it('handed over twice has one effect', async () => {
    const notes = Array.from({ length: 20 }, (_, index) =>
      arrival({ lane: `note/${index % 3}`, text: `${index}`, people: ['ann', `p${index % 3}`] }),
    )
    const consumption = notesContext(fine())
    // As after a crash between commit and answer: every batch comes once more, its cursors already moved.
    const twice: EventLog = {
      ...log,
      subscribe: subscription =>
        log.subscribe({
          ...subscription,
          handle: async batch => {
            const first = await subscription.handle(batch)
            expect(await subscription.handle(batch)).toBe('fenced')
            return first
          },
        }),
    }
    await started(consumption, twice)
    await log.append(TOPIC, notes)
    await eventually(async () => expect(await states(...notes)).toEqual(Array(20).fill('translated')))
    expect([...(await textsOf('ann'))].sort()).toEqual(notes.map((_, index) => `${index}`).sort())
    expect(await eventCount()).toBe(40)
    for (const { id } of notes) expect((await receipt(id)).repeats).toBe(0)
  })

  it('sent twice is a repeat, in one batch or in two', async () => {
    await started(notesContext(fine()))
    const note: Note = { lane: 'note/1', text: 'said', people: ['ann', 'bob'] }
    const [first, again, later] = [arrival(note, 'm1'), arrival(note, 'm1'), arrival(note, 'm1')]
    await log.append(TOPIC, [first, again])
    await eventually(async () => expect((await receipt(first.id)).repeats).toBe(1))
    await log.append(TOPIC, [later])
    await eventually(async () => expect((await receipt(first.id)).repeats).toBe(2))
    expect(await receipt(first.id)).toMatchObject({ conflicts: [], people: ['ann', 'bob'] })
    expect([await textsOf('ann'), await textsOf('bob')]).toEqual([['said'], ['said']])
    expect(await eventCount()).toBe(2)
  })

  it.each<[string, Note]>([
    ['about the same people', { lane: 'note/1', text: 'other', people: ['ann', 'bob'] }],
    ['about others', { lane: 'note/1', text: 'other', people: ['eve', 'dan', 'fay'] }],
    ['about others, in another lane', { lane: 'note/2', text: 'other', people: ['eve'] }],
    ['about nobody', { lane: 'note/3', text: 'other', people: [] }],
  ])('with other content %s is a conflict, in one batch or in two', async (_, other) => {
    for (const [id, apart] of [
      ['m1', true],
      ['m2', false],
    ] as const) {
      const consumption = notesContext(fine())
      const running = await started(consumption)
      const note: Note = { lane: 'note/1', text: id, people: ['ann', 'bob'] }
      const [first, conflicting] = [arrival(note, id), arrival(other, id)]
      if (apart) {
        await log.append(TOPIC, [first])
        await eventually(async () => expect(await stateOf(first.id)).toBe('translated'))
        await log.append(TOPIC, [conflicting])
      } else await log.append(TOPIC, [first, conflicting])
      await eventually(async () => expect((await receipt(first.id)).conflicts).toHaveLength(1))
      expect(await receipt(first.id)).toMatchObject({
        state: 'RECEIPT_STATE_TRANSLATED',
        people: ['ann', 'bob'],
        repeats: 0,
        conflicts: [{ hash: conflicting.headers[INTAKE.hash], receivedAt: conflicting.headers[INTAKE.received] }],
      })
      // Nobody was even looked up for it.
      expect(consumption.performed).toEqual([`ann: ${id}`, `bob: ${id}`])
      expect(await store.held(GROUP)).toEqual([])
      await running.stop()
    }
    expect([await textsOf('ann'), await textsOf('eve')]).toEqual([['m1', 'm2'], []])
  })

  it('with other content is a conflict on a message that was rejected or held, too', async () => {
    const behaviour = fine()
    behaviour.translate = note => {
      if (note.text === 'bad') throw new Error('held')
      return { is: 'rejected', reason: 'says nothing', field: 'text', warnings: [] }
    }
    await started(notesContext(behaviour))
    const notes = ['bad', 'rejected'].map(text => arrival({ lane: `note/${text}`, text }, text))
    await log.append(TOPIC, notes)
    await eventually(async () => expect(await states(...notes)).toEqual(['held', 'rejected']))
    await log.append(
      TOPIC,
      ['bad', 'rejected'].map(id => arrival({ lane: 'note/other', text: 'other' }, id)),
    )
    await eventually(async () => {
      for (const { id } of notes) expect((await receipt(id)).conflicts).toHaveLength(1)
    })
    expect(await states(...notes)).toEqual(['held', 'rejected'])
    behaviour.translate = partsOf
    await store.wish(GROUP, 'note/bad', { is: 'drain' })
    await eventually(async () => expect(await stateOf(notes[0]!.id)).toBe('translated'))
    expect((await receipt(notes[0]!.id)).conflicts).toHaveLength(1)
  })
})

it('a body in the blob store is read from there, and one that is gone is held', async () => {
  const blobs = await openEmbeddedBlobs({ file: join(folder, 'blobs.db') })
  stops.push(() => blobs.close())
  const note = { lane: 'note/1', text: 'large' }
  await blobs.put([{ id: 'there', bytes: Buffer.from(JSON.stringify(note)) }])
  const pipeline = intakePipeline<NoteCommand>({
    name: 'notes',
    translators: { notes: () => nothingToSay },
    tools: createTools(tokens, codec),
    blobs,
    store,
    perform: async () => [],
  })
  await started(pipeline)
  const [there, gone] = ['there', 'gone'].map((blob, index): Outgoing => {
    const record = arrival({ lane: `note/${index}`, text: blob })
    return { ...record, headers: { ...record.headers, [INTAKE.blob]: blob }, value: new Uint8Array() }
  }) as [Outgoing, Outgoing]
  await log.append(TOPIC, [there, gone])
  await eventually(async () => expect(await states(there, gone)).toEqual(['ignored', 'held']))
})
const nothingToSay: Translation<never> = { is: 'ignored', reason: nothing('no change').nothing, warnings: [] }

describe('the relay', () => {
  /** Events with texts 1, 2, 3 … on a few streams, committed one work each. */
  const record = async (from: number, count: number): Promise<void> => {
    const works = Array.from({ length: count }, (_, index): Work => {
      const stream = `s/${(from + index) % 5}`
      return {
        lane: stream,
        run: async tx => {
          const { version } = await tx.load(stream)
          const id = uuidFrom(`${stream}|${version}`)
          tx.append(stream, version, [
            { id, type: 'note', lane: stream, headers: {}, value: Buffer.from(`${from + index}`) },
          ])
          return { outcome: { is: 'done' } }
        },
      }
    })
    await store.run(works)
  }
  const published = async (): Promise<readonly Incoming[]> => {
    const found: Incoming[] = []
    for await (const batch of log.read(EVENTS_TOPIC, [], 'end')) found.push(...batch)
    return found
  }
  /** What a reader makes of it: of each source, what lies at or below what it has seen is dropped, on each partition. */
  const asRead = (records: readonly Incoming[]): readonly Incoming[] => {
    const seen = new Map<number, bigint>()
    return records.filter(({ partition, position = 0n }) => {
      if (position <= (seen.get(partition) ?? 0n)) return false
      seen.set(partition, position)
      return true
    })
  }

  /** The process ends, and gives its lease back. */
  const restarted = async (relay: { stop(): Promise<void> }): Promise<void> => {
    await relay.stop()
    await store.close()
    store = await openStore()
  }

  it('publishes in order, and for readers once, though it fails, stops and starts again at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 6 }),
        async (seed, sizes) => {
          const before = await store.outbox.watermark()
          let random = seed >>> 0
          const next = () => {
            random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
            return random / 2 ** 32
          }
          let failures = 0
          // Some appends fail: before anything is written, after a part of it, or after all of it.
          const unreliable: EventLog = {
            ...log,
            append: async (topic, batch) => {
              const dice = next()
              if (dice < 0.4 && failures < 3) {
                failures++
                if (dice > 0.1) await log.append(topic, batch.slice(0, Math.ceil((dice - 0.1) * 4 * batch.length)))
                throw new Error('the log was away')
              }
              await log.append(topic, batch)
            },
          }
          // The machine's pauses after a failure are left out.
          const hasty = {
            ...clock,
            sleep: (millis: number, wake?: AbortSignal) => clock.sleep(Math.min(millis, 5), wake),
          }
          let total = Number(before)
          for (const size of sizes) {
            const relay = startRelay({ service: 'notes', log: unreliable, store, clock: hasty, logger: silentLogger })
            await record(total + 1, size)
            total += size
            if (next() < 0.5) await eventually(async () => expect(await store.outbox.watermark()).toBe(BigInt(total)))
            await restarted(relay)
          }
          const last = startRelay({ service: 'notes', log: unreliable, store, clock: hasty, logger: silentLogger })
          await eventually(async () => expect(await store.outbox.watermark()).toBe(BigInt(total)), 15_000)
          await restarted(last)

          const all = await published()
          for (const partition of new Set(all.map(each => each.partition))) {
            const positions = asRead(all.filter(each => each.partition === partition)).map(each => each.position!)
            expect(positions).toEqual([...positions].sort((a, b) => Number(a - b)))
          }
          const read = asRead(all)
          expect(read.map(({ position }) => Number(position)).sort((a, b) => a - b)).toEqual(
            Array.from({ length: total }, (_, index) => index + 1),
          )
          const recorded = new Map<bigint, string>()
          for await (const events of store.events(0n)) for (const { position, id } of events) recorded.set(position, id)
          for (const { position, id, source } of read) expect([source, id]).toEqual(['notes', recorded.get(position!)])
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  }, 60_000)

  it('lets one instance publish at a time', async () => {
    const ports = { service: 'notes', log, store, clock, logger: silentLogger }
    const both = [startRelay(ports), startRelay(ports)]
    for (let from = 1; from <= 200; from += 20) await record(from, 20)
    await eventually(async () => expect(await store.outbox.watermark()).toBe(200n))
    await Promise.all(both.map(relay => relay.stop()))
    expect((await published()).map(({ position }) => Number(position)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    )
  })
})
