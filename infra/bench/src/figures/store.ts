import type { Cursor, Incoming } from '@hub/messaging'
import type { Work } from '@hub/store'
import { openMongoStore } from '@hub/store/mongo'
import { openRawStore, type RawWork } from '../../raw/store'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { uuidOf } from '../load/numbers'

const GROUP = 200
const GROUPS = { whole: 25, smoke: 2 }
const VALUE = new Uint8Array(400).fill(7)
const HEADERS = {
  ce_subject: uuidOf('somebody'),
  ce_time: '2026-01-01T09:30:00Z',
  ce_recordedtime: '2026-01-01T09:30:01.123Z',
  ce_channel: 'hmpps-domain-events',
  ce_factkey: 'change/prison-offender-events.prisoner.sentence-dates-changed/2026-01-01T09:30:00Z',
}

/**
 * `run` with groups of 200 works, each with a mark, an event of a stream that is asked for and a document, and one
 * cursor a group ÷ the same writes by the driver, a transaction a group.
 */
export async function store({ clock, engines, extent, say }: Ground): Promise<readonly Figure[]> {
  const { mongoUrl } = await engines()
  const hub = await openMongoStore({
    url: mongoUrl,
    service: 'bench',
    collections: { things: { indexes: [] } },
    clock,
  })
  const raw = await openRawStore(mongoUrl)
  const groups = extent.smoke ? GROUPS.smoke : GROUPS.whole
  const perSecond = async (run: (group: number) => Promise<void>): Promise<number> => {
    const start = clock.machine()
    for (let group = 0; group < groups; group++) await run(group)
    return (groups * GROUP) / ((clock.machine() - start) / 1000)
  }
  try {
    const group = 'hub.bench'
    let [from] = await hub.claim(group, [['bench', 0]])
    const rounds: { hub: number; raw: number }[] = []
    for (let round = 0; round <= extent.rounds; round++) {
      const works = Array.from({ length: groups }, (_, index) => rawWorks(round * groups + index))
      const runHub = async (index: number) => {
        const to: Cursor = { ...from!, next: from!.next + BigInt(GROUP) }
        const settled = await hub.run(
          works[index]!.map((work, at) => workOf(work, from!.next + BigInt(at))),
          { group, slices: [{ from: from!, to }] },
        )
        if (settled === 'fenced' || settled.some(({ outcome, repeat }) => outcome.is !== 'done' || repeat))
          throw new Error('a work was not done')
        from = to
      }
      const runRaw = (index: number) => raw.write(works[index]!, (round * groups + index + 1) * GROUP)
      const measured =
        round % 2 === 0
          ? { hub: await perSecond(runHub), raw: await perSecond(runRaw) }
          : { raw: await perSecond(runRaw), hub: await perSecond(runHub) }
      // The first round warms both and does not count.
      if (round > 0) rounds.push(measured)
    }
    for (const { hub, raw } of rounds) say(`  store: hub ${Math.round(hub)}/s, raw ${Math.round(raw)}/s`)
    return [
      figure('store', median(rounds.map(({ hub }) => hub)), 'works/s', {
        baseline: median(rounds.map(({ raw }) => raw)),
        ratio: median(rounds.map(({ hub, raw }) => hub / raw)),
        target: { ratioAtLeast: 0.5 },
      }),
    ]
  } finally {
    await Promise.all([hub.close(), raw.close()])
  }
}

const rawWorks = (group: number): readonly RawWork[] =>
  Array.from({ length: GROUP }, (_, index) => {
    const number = group * GROUP + index
    const id = uuidOf('receipt', number)
    return {
      mark: {
        id: `bench-${id}`,
        hash: id.replaceAll('-', ''),
        about: { channel: 'hmpps-domain-events', sender: 'development', parts: 1, warnings: [] },
      },
      event: {
        stream: `custody/${uuidOf('stream', number)}`,
        id: uuidOf('event', number),
        type: 'hub.custody.v1.PrisonRecordChangeReported',
        lane: uuidOf('person', number),
        headers: JSON.stringify({ ...HEADERS, ce_correlationid: `bench-${id}` }),
        value: VALUE,
      },
      document: { id, doc: { personId: uuidOf('person', number), at: '2026-01-01T09:30:00Z' } },
    }
  })

const workOf = ({ mark, event, document }: RawWork, offset: bigint): Work => ({
  lane: event.stream,
  mark: { id: mark.id, hash: mark.hash, about: mark.about as Record<string, string> },
  message: messageAt(offset, event.stream, mark.id),
  reads: [event.stream],
  gets: [{ collection: 'things', id: document.id }],
  run: async tx => {
    const { version } = await tx.load(event.stream)
    const { stream, headers, ...rest } = event
    tx.append(stream, version, [{ ...rest, headers: JSON.parse(headers) as Record<string, string> }])
    if ((await tx.get('things', document.id)) === undefined) tx.put('things', document.id, document.doc)
    return { outcome: { is: 'done' } }
  },
})

const messageAt = (offset: bigint, lane: string, id: string): Incoming => ({
  topic: 'bench',
  partition: 0,
  offset,
  id,
  type: 'a message',
  lane,
  source: 'bench',
  headers: {},
  value: VALUE,
})
