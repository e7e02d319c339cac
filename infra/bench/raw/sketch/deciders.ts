import type { Clock } from '@hub/clock'
import { Binary, type Collection } from 'mongodb'
import { consume, kafkaAt, openProducer, type RawRecord, send } from '../kafka'
import { inTransaction, mongoAt } from '../mongo'
import { commitInGroups, cursorUpdates } from './groups'
import { DECIDERS, EVENTS, INTAKE, type SketchSettings } from './names'

const ID_BYTES = 36
/** What an event says, in bytes: about what the hub's events weigh. */
const EVENT_BYTES = 400
/** How long the relay waits for a nudge, and how much it takes at once: as the hub's. */
const POLL_MS = 25
const AT_ONCE = 500

interface RawEvent {
  _id: number
  readonly id: string
  readonly person: string
  readonly value: Binary
}

/** JSON.parse, groups of up to 200 in one transaction with counter, events, marks and cursor; a relay from the store. */
export async function startDeciders({ brokers, mongoUrl }: SketchSettings, clock: Clock) {
  const client = await mongoAt(mongoUrl)
  const database = client.db(DECIDERS)
  const counters = database.collection<{ _id: string; position: number }>('counters')
  const events = database.collection<RawEvent>('events')
  const marks = database.collection<{ _id: string; is: string; at: string }>('marks')
  const cursors = database.collection<{ _id: number; next: number }>('cursors')
  await counters.insertMany([
    { _id: 'events', position: 0 },
    { _id: 'relayed', position: 0 },
  ])
  await events.createIndex({ id: 1 }, { unique: true })
  await Promise.all([marks, cursors].map(each => database.createCollection(each.collectionName)))
  const session = client.startSession()
  let nudge = new AbortController()

  const commit = async (records: readonly RawRecord[]) => {
    const decided = records.map(decide)
    await inTransaction(session, async () => {
      const counter = await counters.findOneAndUpdate(
        { _id: 'events' },
        { $inc: { position: decided.length } },
        { session, returnDocument: 'after' },
      )
      const first = counter!.position - decided.length + 1
      await cursors.bulkWrite(cursorUpdates(records), { session })
      await marks.insertMany(
        decided.map(({ id }) => ({ _id: id, is: 'done', at: String(clock.machine()) })),
        { session },
      )
      await events.insertMany(
        decided.map((event, index) => ({ _id: first + index, ...event })),
        { session },
      )
    })
    nudge.abort()
  }
  const kafka = kafkaAt(brokers, 'raw-deciders')
  const consumer = await consume(kafka, 'raw.deciders', INTAKE, commitInGroups(commit))
  let stopping = false
  const producer = await openProducer(kafka)
  const relaying = (async () => {
    while (!stopping) {
      nudge = new AbortController()
      const relayed = await relayOnce(counters, events, found =>
        send(
          producer,
          EVENTS,
          found.map(({ id, person, value }) => ({
            key: person,
            value: Buffer.concat([Buffer.from(id), value.buffer]),
          })),
        ),
      )
      if (relayed === 0 && !stopping) await clock.sleep(POLL_MS, nudge.signal)
    }
  })()
  return {
    stop: async () => {
      await consumer.disconnect()
      stopping = true
      await relaying
      await producer.disconnect()
      await session.endSession()
      await client.close()
    },
  }
}

async function relayOnce(
  counters: Collection<{ _id: string; position: number }>,
  events: Collection<RawEvent>,
  publish: (found: readonly RawEvent[]) => Promise<unknown>,
): Promise<number> {
  const watermark = (await counters.findOne({ _id: 'relayed' }))!.position
  const found = await events
    .find({ _id: { $gt: watermark } })
    .sort({ _id: 1 })
    .limit(AT_ONCE)
    .toArray()
  const last = found.at(-1)
  if (!last) return 0
  await publish(found)
  await counters.updateOne({ _id: 'relayed', position: watermark }, { $set: { position: last._id } })
  return found.length
}

function decide({ value }: RawRecord) {
  const id = value.toString('utf8', 0, ID_BYTES)
  const text = value.toString('utf8', ID_BYTES)
  const body = JSON.parse(text) as Spoken
  const said = typeof body.Message === 'string' ? (JSON.parse(body.Message) as Spoken) : body
  const person =
    said.personReference?.identifiers[0]?.value ?? said.hearing?.prosecutionCases[0]?.defendants[0]?.id ?? id
  return { id, person, value: new Binary(Buffer.from(text.slice(0, EVENT_BYTES))) }
}

interface Spoken {
  readonly Message?: string
  readonly personReference?: { readonly identifiers: readonly { readonly value: string }[] }
  readonly hearing?: {
    readonly prosecutionCases: readonly { readonly defendants: readonly { readonly id: string }[] }[]
  }
}
