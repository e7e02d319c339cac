import { formatInstant, type Instant, instantFromMillis, londonDate, millisOf, parseInstant } from '@hub/calendar'
import { createEventCodec, eventOf, promiseRows } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { fireDue, followEvents, obligations } from '@hub/obligations'
import { createTokens, EVENT, EVENTS_TOPIC, silentLogger, startTimers } from '@hub/service'
import type { Store, Work } from '@hub/store'
import { openEmbeddedStore } from '@hub/store/embedded'
import { openMongoStore } from '@hub/store/mongo'
import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import { uuidOf } from '../load/numbers'

const OPEN = { whole: 1_000_000, smoke: 2_000 }
/** Of them so many fall due on each of a few days, the others long after. */
const DUE = { whole: 4_000, smoke: 200 }
/** The timers of the hub take so many at once. */
const AT_ONCE = 200
const DAY = 86_400_000
const REQUESTED = millisOf(parseInstant('2026-03-02T12:00:00Z')!)

const type = 'hub.court.v1.ReportRequested'
const codec = createEventCodec()

/**
 * Requests for reports are made promises of by `obligations`, each with its clock; then a day passes, and the hub finds
 * whose is due and tells that each was missed. Twice: with a hundredth of the promises open, and with all of them.
 */
export async function promises(ground: Ground): Promise<readonly Figure[]> {
  const { clock, engines, extent, say, folder } = ground
  const { mongoUrl } = await engines()
  const open = extent.smoke ? OPEN.smoke : OPEN.whole
  const due = extent.smoke ? DUE.smoke : DUE.whole
  const { collections } = obligations
  const opened: Readonly<Record<string, () => Promise<Store>>> = {
    embedded: () => openEmbeddedStore({ file: `${folder('promises')}.db`, service: 'obligations', collections, clock }),
    MongoDB: () => openMongoStore({ url: mongoUrl, service: 'promises', collections, clock }),
  }
  const figures: Figure[] = []
  for (const [engine, openStore] of Object.entries(opened)) {
    const store = await openStore()
    try {
      const planted = planting(ground, store)
      await planted.make(open / 100, due)
      const few = await planted.pass(due)
      await planted.make(open, due)
      const all = await planted.pass(due)
      say(
        `  promises, ${engine}: ${Math.round(few.missed)}/s told as missed with a hundredth open, ${Math.round(all.missed)}/s with all`,
      )
      figures.push(
        figure(`promises due, ${engine}`, all.found, 'found/s', { baseline: all.lookUps }),
        figure(`promises due, ${engine}, a hundredth open`, few.found, 'found/s', { baseline: few.lookUps }),
        figure(`promises missed, ${engine}`, all.missed, 'promises/s', { baseline: few.missed }),
      )
    } finally {
      await store.close()
    }
  }
  return figures
}

function planting({ clock, say }: Ground, store: Store) {
  let today = REQUESTED
  let made = 0
  let missed = 0
  const rounds: { readonly first: number; readonly count: number }[] = []
  const hubClock = { ...clock, now: () => instantFromMillis(today), after: () => () => {} }
  const telling = { rows: promiseRows, clock: hubClock, codec, tokens: createTokens(Buffer.from('bench')) }
  const { works } = followEvents(telling)
  const timers = startTimers({ store, clock: hubClock, logger: silentLogger }, fireDue(telling))

  const request = async (from: number, to: number, due: Instant): Promise<void> => {
    for (let first = from; first < to; first += 2 * AT_ONCE) {
      const count = Math.min(2 * AT_ONCE, to - first)
      const messages = Array.from({ length: count }, (_, at) => requestOf(first + at, hubClock.now(), due))
      const settled = await store.run((await works(messages)).flat() as Work[])
      if (settled === 'fenced' || settled.some(({ error }) => error)) throw new Error('promises could not be made')
    }
    made = to
  }
  return {
    /** Until so many are open, of which so many fall due on each of the next few days. */
    make: async (open: number, due: number): Promise<void> => {
      rounds.splice(0)
      for (let day = 1; day <= 3; day++) {
        rounds.push({ first: made, count: due })
        await request(made, made + due, instantFromMillis(today + (day - 1) * DAY))
      }
      while (made - missed < open) {
        const to = Math.min(made + 100_000, open + missed)
        await request(made, to, instantFromMillis(today + 300 * DAY))
        say(`  ${(made - missed).toLocaleString('en-GB')} promises open`)
      }
    },
    /** Day after day passes; what the middle one came to. */
    pass: async (due: number) => {
      const found: number[] = []
      const lookUps: number[] = []
      const told: number[] = []
      const perSecond = async (count: number, run: () => Promise<void>) => {
        const start = clock.machine()
        await run()
        return count / ((clock.machine() - start) / 1000)
      }
      for (const { first, count } of rounds) {
        today += DAY
        const before = missed
        found.push(
          await perSecond(count, async () => {
            for (let n = 0; n < count; n += AT_ONCE)
              if ((await store.due(hubClock.now(), AT_ONCE)).length !== AT_ONCE) throw new Error('not all are found')
          }),
        )
        lookUps.push(
          await perSecond(count, async () => {
            for (let n = 0; n < count; n += AT_ONCE) {
              const people = Array.from({ length: AT_ONCE }, (_, at) => personOf(first + n + at))
              if ((await store.get('people', people)).size !== AT_ONCE) throw new Error('not everybody is held')
            }
          }),
        )
        told.push(
          await perSecond(count, async () => {
            for (let fired = await timers.look(); fired > 0; fired = await timers.look()) missed += fired
          }),
        )
        if (missed - before !== due) throw new Error(`${missed - before} of ${due} were told as missed`)
      }
      return { found: median(found), lookUps: median(lookUps), missed: median(told) }
    },
  }
}

const personOf = (number: number): string => uuidOf('promise', number)

function requestOf(number: number, now: Instant, due: Instant): Incoming {
  const personId = personOf(number)
  const text = formatInstant(now)
  const { data } = eventOf(type, {
    personId,
    identity: { type: 'IDENTITY_TYPE_CP_DEFENDANT' as never, token: personId },
    hearingId: `hearing ${number}`,
    hearingDay: londonDate(now),
    requestedOn: londonDate(now),
    caseReference: `case ${number}`,
    court: { code: 'B01LY', name: 'Lavender Hill Magistrates’ Court' },
    due: londonDate(due),
  })
  return {
    topic: EVENTS_TOPIC,
    partition: 0,
    offset: BigInt(number),
    id: `request ${number}`,
    type,
    lane: personId,
    source: 'courts',
    position: BigInt(number + 1),
    headers: { [EVENT.time]: text, [EVENT.recorded]: text, [EVENT.channel]: 'common-platform' },
    value: codec.encode(type, data as never),
  } as Incoming
}
