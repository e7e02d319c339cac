import type { Instant } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { IntakePart, Performance, Sources } from '@hub/service'
import type { SourceAnswer, Tools } from '@hub/translation'
import type { CustodyCommand } from '../domain/custody'
import { SEARCH_LAGS_SECONDS } from '../domain/whereabouts'
import { type Said, understand } from '../translate/answers'
import { type Ask, canBeAsked, withBooking } from '../translate/asks'

type Perform = (parts: readonly IntakePart<CustodyCommand>[]) => Promise<readonly Performance[]>

/** A part with its answers, or what happens instead of performing it. */
type Ready =
  | { readonly intake: IntakePart<CustodyCommand>; readonly warnings: readonly string[] }
  | { readonly instead: Performance }

/**
 * Asks sources for what the messages of a batch only point at, each path once, and performs each message with the
 * answers. A source that is not configured is not asked. While one is away, those whom it is asked about wait in their
 * lanes; nobody else does.
 */
export function askFirst(
  perform: Perform,
  { sources, clock, tools }: { readonly sources: Sources; readonly clock: Clock; readonly tools: Tools },
): Perform {
  return async parts => {
    const answers = new Map<string, Promise<SourceAnswer>>()
    const answer = ({ source, path }: Ask): Promise<SourceAnswer> => {
      const name = `${source} ${path}`
      const asked = answers.get(name) ?? sources.ask(source, path)
      answers.set(name, asked)
      return asked
    }
    const ready = async (intake: IntakePart<CustodyCommand>): Promise<Ready> => {
      const wanted = (intake.part.command.asks ?? []).filter(({ source }) => sources.knows(source))
      const answersTo = (asks: readonly Ask[]) =>
        Promise.all(asks.map(async ask => understand(ask, await answer(ask), clock.now(), tools)))
      const first = wanted.filter(canBeAsked)
      const gotFirst = await answersTo(first)
      const booking = gotFirst.flatMap(each => (each.is === 'said' ? (each.booking ?? []) : []))[0]
      const later =
        booking && NUMBER.test(booking)
          ? wanted.filter(ask => !canBeAsked(ask)).map(ask => withBooking(ask, booking))
          : []
      const [asks, got] = [
        [...first, ...later],
        [...gotFirst, ...(await answersTo(later))],
      ]
      const again = got.find(each => each.is === 'asked-again')
      if (again) return { instead: waiting(again.because) }
      if (asks.some(({ names }) => isLater(names.bookingId, booking)) && isNew(intake.receivedAt, clock.now()))
        return { instead: waiting('the record names an earlier booking') }
      const said = got.map((each, at) => (each.is === 'said' ? ofBooking(booking, asks[at]!, each) : NOTHING))
      const readings = said.flatMap(each => each.readings)
      const warnings = said.flatMap((each, at) => each.warnings.map(warning => `${asks[at]!.source}: ${warning}`))
      return {
        intake: { ...intake, part: { ...intake.part, command: { ...intake.part.command, readings } } },
        warnings,
      }
    }
    // One part's fault is its own: thrown here it would stop the whole batch.
    const asked = await Promise.all(
      parts.map(part =>
        ready(part).catch((error): Ready => ({ instead: { lane: '', run: () => Promise.reject(error) } })),
      ),
    )
    const performed = await perform(asked.flatMap(each => ('intake' in each ? [each.intake] : [])))
    let next = 0
    return asked.map(each => ('instead' in each ? each.instead : warning(performed[next++]!, each.warnings)))
  }
}

const NOTHING = { readings: [], warnings: [] } as const

/** NOMIS counts its bookings. */
const isLater = (booking: string | undefined, than: string | undefined): boolean =>
  NUMBER.test(booking ?? '') && NUMBER.test(than ?? '') && BigInt(booking!) > BigInt(than!)

const NUMBER = /^\d{1,19}$/

/** A message that is older than the search can be behind says what it says. */
const isNew = (receivedAt: Instant, now: Instant): boolean => now.seconds - receivedAt.seconds < SEARCH_LAGS_SECONDS

/** What is said of another booking than the one that the record names is of an earlier sentence, or of somebody else. */
function ofBooking(
  booking: string | undefined,
  { names, mayName }: Ask,
  said: Said,
): Pick<Said, 'readings' | 'warnings'> {
  const of = names.bookingId ?? mayName?.bookingId
  if (!booking || !of || of === booking) return said
  return { readings: [], warnings: ['the booking is not the one that the record names: the answer says nothing'] }
}

/** Also a message that changes nothing has the warnings in its receipt. */
const warning = (performance: Performance, warnings: readonly string[]): Performance =>
  warnings.length === 0
    ? performance
    : {
        ...performance,
        run: async tx => {
          const { outcome, answer } = await performance.run(tx)
          return { outcome, answer: { eventIds: [], ...answer, warnings } }
        },
      }

const waiting = (because: string): Performance => ({
  lane: '',
  run: async () => ({ outcome: { is: 'retry', after: 5_000, reason: `${because}; it is asked again` } }),
})
