import type { Cursor, Outgoing, Subscription } from '@hub/messaging'
import { openKafkaLog } from '@hub/messaging/kafka'
import { openRawMessaging } from '../../raw/messaging'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { uuidOf } from '../load/numbers'

const BATCH = 500
const VALUE_BYTES = 500
const BATCHES = { whole: 40, smoke: 2 }

/** Append and subscribe ÷ kafkajs with the same records, and ÷ kafkajs with records that carry no header. */
export async function messaging({ clock, engines, extent, say }: Ground): Promise<readonly Figure[]> {
  const { brokers } = await engines()
  const log = await openKafkaLog({ brokers, clientId: 'bench', clock })
  const opened: { close(): Promise<void> }[] = [log]
  const raw = async (topic: string) => {
    const made = await openRawMessaging(brokers, topic)
    opened.push(made)
    return made
  }
  const count = extent.smoke ? BATCHES.smoke : BATCHES.whole
  const perSecond = async (run: () => Promise<void>): Promise<number> => {
    const start = clock.machine()
    await run()
    return (count * BATCH) / ((clock.machine() - start) / 1000)
  }
  try {
    await log.createTopics([{ name: 'bench.messaging' }])
    const hub = await subscribed(log)
    const withHeaders = await raw('bench.raw')
    const bare = await raw('bench.bare')
    const rounds: { hub: number; raw: number; bare: number }[] = []
    // The first round warms all three and does not count.
    for (let round = 0; round <= extent.rounds; round++) {
      const batches = Array.from({ length: count }, (_, batch) => recordsOf(round, batch))
      const messages = batches.map(batch => batch.map(rawOf))
      const stripped = messages.map(batch => batch.map(({ key, value }) => ({ key, value })))
      const measured = {
        hub: await perSecond(() => hub.run(batches)),
        raw: await perSecond(() => withHeaders.run(messages)),
        bare: await perSecond(() => bare.run(stripped)),
      }
      if (round > 0) rounds.push(measured)
    }
    for (const { hub, raw, bare } of rounds)
      say(`  messaging: hub ${Math.round(hub)}/s, kafkajs ${Math.round(raw)}/s, without headers ${Math.round(bare)}/s`)
    const of = (side: 'hub' | 'raw' | 'bare') => median(rounds.map(round => round[side]))
    return [
      figure('messaging', of('hub'), 'records/s', {
        baseline: of('raw'),
        ratio: median(rounds.map(({ hub, raw }) => hub / raw)),
        target: { ratioAtLeast: 0.6 },
      }),
      figure('messaging ÷ bare records', of('hub'), 'records/s', {
        baseline: of('bare'),
        ratio: median(rounds.map(({ hub, bare }) => hub / bare)),
      }),
    ]
  } finally {
    await Promise.all(opened.map(each => each.close()))
  }
}

/** The hub's log with one subscriber; cursors stand in memory, for the store has a figure of its own. */
async function subscribed(log: Awaited<ReturnType<typeof openKafkaLog>>) {
  const cursors = new Map<string, Cursor>()
  let had = 0
  let wanted = 0
  let all = () => {}
  let claimed = () => {}
  const ready = new Promise<void>(resolve => {
    claimed = resolve
  })
  const subscription: Subscription = {
    group: 'bench.messaging',
    topics: ['bench.messaging'],
    claim: async (_, partitions) => {
      claimed()
      return partitions.map(([topic, partition]) => {
        const name = `${topic}/${partition}`
        const known = cursors.get(name)
        const cursor = known ? { ...known, epoch: known.epoch + 1 } : { topic, partition, next: 0n, epoch: 1, seen: {} }
        cursors.set(name, cursor)
        return cursor
      })
    },
    handle: async ({ slices }) => {
      for (const { to, messages } of slices) {
        cursors.set(`${to.topic}/${to.partition}`, to)
        had += messages.length
      }
      if (had >= wanted) all()
      return 'durable'
    },
  }
  await log.subscribe(subscription)
  await ready
  return {
    run: async (batches: readonly (readonly Outgoing[])[]) => {
      had = 0
      wanted = batches.reduce((sum, batch) => sum + batch.length, 0)
      const consumed = new Promise<void>(resolve => {
        all = resolve
      })
      for (const batch of batches) await log.append('bench.messaging', batch)
      await consumed
    },
  }
}

/** Records as a context's relay appends them: with the headers of an event. */
const recordsOf = (round: number, batch: number): readonly Outgoing[] =>
  Array.from({ length: BATCH }, (_, index) => {
    const number = (round * 1_000 + batch) * BATCH + index
    const id = uuidOf('event', number)
    return {
      id,
      type: 'hub.custody.v1.PrisonRecordChangeReported',
      lane: uuidOf('person', number % 10_000),
      source: 'prisons',
      position: BigInt(number + 1),
      headers: {
        ce_subject: uuidOf('person', number % 10_000),
        ce_time: '2026-01-01T09:30:00Z',
        ce_recordedtime: '2026-01-01T09:30:01.123Z',
        ce_correlationid: `prisons-${id}`,
        ce_channel: 'hmpps-domain-events',
        ce_factkey: 'change/prison-offender-events.prisoner.sentence-dates-changed/2026-01-01T09:30:00Z',
        ce_facthash: uuidOf('hash', number).replaceAll('-', ''),
        'content-type': 'application/protobuf',
      },
      value: new Uint8Array(VALUE_BYTES).fill(number % 256),
    }
  })

/** The same record as the hub puts it on the wire. */
const rawOf = ({ id, type, lane, source, position, headers, value }: Outgoing) => ({
  key: lane,
  value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  headers: {
    ...headers,
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: source,
    ce_position: String(position),
  },
})
