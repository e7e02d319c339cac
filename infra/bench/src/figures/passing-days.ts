import { type Instant, instantFromMillis, millisOf, parseInstant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { silentLogger, startTimers } from '@hub/service'
import type { Collections, DueTimer, Store, Tx, Work } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import { openMongoStore } from '@hub/store/mongo'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'

/**
 * What waits for its day. Those that fall due are made by the hub's own code, each with its timer; of the others there is
 * the timer alone, which is all that a day's look has to pass over.
 */
export interface Waiting {
  readonly name: string
  readonly collections: Collections
  /** So many wait in all. */
  readonly open: number
  /** Of them so many fall due on each of three days, the others long after. */
  readonly due: number
  /** Works that make the ones of these numbers, due on that day at noon. */
  make(clock: Clock, from: number, to: number, due: Instant): Promise<readonly Work[]>
  /** What a due one does. */
  fire(clock: Clock): (due: DueTimer) => Pick<Work, 'reads' | 'gets' | 'run'>
  /** A document of each, to look up by key; it must be there. */
  documentOf(number: number): { readonly collection: string; readonly id: string }
}

/** The timers of the hub take so many at once. */
const AT_ONCE = 200
/** So many timers a work, two works a group: more in one transaction is more than MongoDB's cache takes well. */
const TIMERS = 500
const DAY = 86_400_000
const BEGIN = millisOf(parseInstant('2026-03-02T12:00:00Z')!)

/**
 * Days pass: those that are due are found, and fire. With a hundredth of all waiting, and with all: by their index the
 * cost is that of those that are due.
 */
export async function passingDays(ground: Ground, waiting: Waiting): Promise<readonly Figure[]> {
  const { clock, engines, say, folder } = ground
  const { mongoUrl } = await engines()
  const { name, collections, open } = waiting
  const opened: Readonly<Record<string, () => Promise<Store>>> = {
    embedded: () => openEmbeddedStore({ file: `${folder(name)}.db`, service: name, collections, clock }),
    MongoDB: () => openMongoStore({ url: mongoUrl, service: name, collections, clock }),
  }
  const figures: Figure[] = []
  for (const [engine, openStore] of Object.entries(opened)) {
    const store = await openStore()
    try {
      const days = daysOn(ground, store, waiting)
      await days.make(open / 100)
      const few = await days.pass()
      await days.make(open)
      const all = await days.pass()
      say(
        `  ${name}, ${engine}: ${Math.round(few.fired)}/s with a hundredth waiting, ${Math.round(all.fired)}/s with all`,
      )
      figures.push(
        figure(`${name} found, ${engine}`, all.found, 'due/s', { baseline: all.lookUps }),
        figure(`${name} found, ${engine}, a hundredth waiting`, few.found, 'due/s', { baseline: few.lookUps }),
        figure(`${name} fired, ${engine}`, all.fired, 'due/s', { baseline: few.fired }),
      )
    } finally {
      await store.close()
    }
  }
  return figures
}

function daysOn({ clock, say }: Ground, store: Store, { make, fire, due, documentOf, name }: Waiting) {
  let today = BEGIN
  let made = 0
  let ended = 0
  const days: number[] = []
  const hubClock: Clock = { ...clock, now: () => instantFromMillis(today), after: () => () => {} }
  const timers = startTimers({ store, clock: hubClock, logger: silentLogger }, fire(hubClock))

  const run = async (works: readonly Work[]): Promise<void> => {
    const settled = await store.run(works)
    const failed = settled === 'fenced' ? undefined : settled.find(({ error }) => error)
    if (settled === 'fenced' || failed) throw new Error(`${name} could not be made`, { cause: failed?.error })
  }
  const dueOn = async (day: number): Promise<void> => {
    for (const to = made + due; made < to; made = Math.min(made + 2 * AT_ONCE, to))
      await run(await make(hubClock, made, Math.min(made + 2 * AT_ONCE, to), instantFromMillis(day)))
  }
  const others = async (to: number): Promise<void> => {
    const day = instantFromMillis(today + 300 * DAY)
    for (; made < to; made = Math.min(made + 2 * TIMERS, to)) {
      const works = [made, made + TIMERS].map(first => ({
        lane: `others/${first}`,
        run: async (tx: Tx) => {
          for (let number = first; number < Math.min(first + TIMERS, to); number++)
            tx.schedule(`other/${number}`, day, `other/${number}`, Buffer.from('of nobody'))
          return { outcome: { is: 'done' as const } }
        },
      }))
      await run(works)
    }
  }
  const perSecond = async (count: number, run: () => Promise<void>): Promise<number> => {
    const start = clock.machine()
    await run()
    return count / ((clock.machine() - start) / 1000)
  }
  return {
    /** Until so many wait. */
    make: async (open: number): Promise<void> => {
      days.splice(0)
      for (let day = 0; day < 3; day++) {
        days.push(made)
        await dueOn(today + day * DAY)
      }
      const all = Math.max(made, open + ended)
      while (made < all) {
        await others(Math.min(made + 100_000, all))
        say(`  ${(made - ended).toLocaleString('en-GB')} wait`)
      }
    },
    /** Day after day passes; what the middle one came to. */
    pass: async () => {
      const rounds: { found: number; lookUps: number; fired: number }[] = []
      for (const first of days) {
        today += DAY
        const found = await perSecond(due, async () => {
          for (let n = 0; n < due; n += AT_ONCE)
            if ((await store.due(hubClock.now(), AT_ONCE)).length !== AT_ONCE) throw new Error('not all are found')
        })
        const lookUps = await perSecond(due, async () => {
          for (let n = 0; n < due; n += AT_ONCE) {
            const documents = Array.from({ length: AT_ONCE }, (_, at) => documentOf(first + n + at))
            const held = await store.get(
              documents[0]!.collection,
              documents.map(({ id }) => id),
            )
            if (held.size !== AT_ONCE) throw new Error('not all are held')
          }
        })
        const before = ended
        const fired = await perSecond(due, async () => {
          for (let count = await timers.look(); count > 0; count = await timers.look()) ended += count
        })
        if (ended - before !== due) throw new Error(`${ended - before} of ${due} fired`)
        rounds.push({ found, lookUps, fired })
      }
      const middle = (of: keyof (typeof rounds)[number]) => median(rounds.map(round => round[of]))
      return { found: middle('found'), lookUps: middle('lookUps'), fired: middle('fired') }
    },
  }
}
