import { findAlike, type LikenessRow, likenessOf, people, weigh } from '@hub/people'
import type { Store } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import { openMongoStore } from '@hub/store/mongo'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { likenessOfPerson, otherRecordOf } from '../load/likenesses'
import { uuidOf } from '../load/numbers'

const HELD = { whole: 1_000_000, smoke: 10_000 }
const BATCH = 500
const BATCHES = { whole: 20, smoke: 1 }
/** So many records a work, two works a group: more in one transaction than this is more than MongoDB's cache takes well. */
const AT_ONCE = 500

/**
 * Finding whom records are to be compared with, and comparing, in batches of 500: half of them are other records of
 * people who are held, half of people who are not ÷ as many plain look-ups by key, in batches of 500 as well. With a
 * tenth of the people held, for comparison, and with all of them.
 */
export async function matching(ground: Ground): Promise<readonly Figure[]> {
  const { clock, engines, extent, say, folder } = ground
  const { mongoUrl } = await engines()
  const held = extent.smoke ? HELD.smoke : HELD.whole
  const figures: Figure[] = []
  const opened: Readonly<Record<string, () => Promise<Store>>> = {
    embedded: () =>
      openEmbeddedStore({
        file: `${folder('matching')}.db`,
        service: 'people',
        collections: people.collections,
        clock,
      }),
    MongoDB: () => openMongoStore({ url: mongoUrl, service: 'matching', collections: people.collections, clock }),
  }
  for (const [engine, open] of Object.entries(opened)) {
    const store = await open()
    try {
      await load(store, 0, held / 10)
      const few = await measured(ground, store, held / 10)
      await load(store, held / 10, held)
      const all = await measured(ground, store, held)
      say(`  matching, ${engine}: ${Math.round(few.rate)}/s with a tenth held, ${Math.round(all.rate)}/s with all`)
      figures.push(
        figure(`matching, ${engine}`, all.rate, 'matches/s', { baseline: all.lookUps, target: { atLeast: 2_000 } }),
        figure(`matching, ${engine}, a tenth held`, few.rate, 'matches/s', { baseline: few.lookUps }),
      )
    } finally {
      await store.close()
    }
  }
  return figures
}

async function load(store: Store, from: number, to: number): Promise<void> {
  const works = Array.from({ length: Math.ceil((to - from) / AT_ONCE) }, (_, at) => from + at * AT_ONCE)
  for (let at = 0; at < works.length; at += 2) {
    const settled = await store.run(
      works.slice(at, at + 2).map(first => ({
        lane: `load/${first}`,
        run: async tx => {
          for (let number = first; number < Math.min(first + AT_ONCE, to); number++) {
            const row = likenessOfPerson(number)
            tx.put<LikenessRow>('likenesses', row.token, row)
          }
          return { outcome: { is: 'done' } }
        },
      })),
    )
    if (settled === 'fenced' || settled.some(({ error }) => error)) throw new Error('people could not be loaded')
  }
}

/** Matches and look-ups a second, in turn; the first round warms and does not count. */
async function measured({ clock, extent }: Ground, store: Store, held: number) {
  const batches = extent.smoke ? BATCHES.smoke : BATCHES.whole
  const spread = Math.floor(held / (BATCH * batches))
  const rounds: { rate: number; lookUps: number }[] = []
  for (let round = 0; round <= Math.min(extent.rounds, 3); round++) {
    const numbers = Array.from({ length: batches }, (_, batch) =>
      Array.from({ length: BATCH }, (__, at) => (batch * BATCH + at) * spread + (round % spread)),
    )
    const sought = numbers.map(batch =>
      batch.map((number, at) => (at % 2 === 0 ? otherRecordOf(number) : likenessOfPerson(number + 10_000_000))),
    )
    const perSecond = async (run: (batch: number) => Promise<void>) => {
      const start = clock.machine()
      for (let batch = 0; batch < batches; batch++) await run(batch)
      return (batches * BATCH) / ((clock.machine() - start) / 1000)
    }
    const rate = await perSecond(async batch => {
      const joined = await matchedBy(store, sought[batch]!)
      // Whoever has another record here is found, and joined with it.
      if (joined < BATCH / 2) throw new Error(`only ${joined} of ${BATCH / 2} were found`)
    })
    const lookUps = await perSecond(async batch => {
      const found = await store.get(
        'likenesses',
        numbers[batch]!.map(number => uuidOf('likeness', number)),
      )
      if (found.size !== BATCH) throw new Error('not everybody is held')
    })
    if (round > 0) rounds.push({ rate, lookUps })
  }
  return { rate: median(rounds.map(each => each.rate)), lookUps: median(rounds.map(each => each.lookUps)) }
}

async function matchedBy(store: Store, rows: readonly LikenessRow[]): Promise<number> {
  const { candidates } = await findAlike(store, rows)
  let joined = 0
  for (const row of rows) {
    const found = candidates.get(row.token)!
    const likenesses = new Map([row, ...found].map(each => [each.token, likenessOf(each)]))
    if (found.some(({ token }) => weigh(likenesses, row.token, token).verdict === 'join')) joined += 1
  }
  return joined
}
