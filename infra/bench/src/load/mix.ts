import { listedHearing, resultedHearing } from './court-messages'
import { numbersFrom, shuffled } from './numbers'
import { type Person, personOf } from './people'
import { prisonMessage } from './prison-messages'

/** One message as a partner sends it. */
export interface LoadMessage {
  readonly channel: 'common-platform' | 'hmpps-domain-events'
  readonly body: Buffer
}

/** Messages in the order of sending, and what must come of them. */
export interface Load {
  readonly messages: readonly LoadMessage[]
  /** One outcome for each person that a message is about. */
  readonly parts: number
}

const MIDDLE_BYTES = 40_000
const LARGE_BYTES = 300_000
/** Defendants of the largest hearings. */
const TOGETHER = 6

export interface Mix {
  /** A first message about everybody: afterwards all are known. */
  everybody(): Load
  /** 85 % about 1 KB, 14 % about 40 KB, 1 % over 256 KB; half from a prison, half from a court; other people each time. */
  next(count: number): Load
}

/**
 * Messages about `count` invented people from number `first` on, always the same for one seed. Everybody comes in turn, so that no two
 * messages of one load are about the same person while people last.
 */
export function createMix(count: number, seed = 1, first = 0): Mix {
  const numbers = numbersFrom(seed)
  const inPrison: Person[] = []
  const atCourt: Person[] = []
  for (let number = first; number < first + count; number++)
    (number % 2 === 0 ? atCourt : inPrison).push(personOf(number))
  const turns = { prison: 0, court: 0 }
  const visits = new Map<number, number>()
  const visitOf = (person: Person): number => {
    const visit = visits.get(person.number) ?? 0
    visits.set(person.number, visit + 1)
    return visit
  }
  const nextPrisoner = () => inPrison[turns.prison++ % inPrison.length]!
  const nextDefendant = () => atCourt[turns.court++ % atCourt.length]!
  const fromPrison = (person: Person): LoadMessage => ({
    channel: 'hmpps-domain-events',
    body: prisonMessage(person, visitOf(person)),
  })
  const fromCourt = (body: Buffer): LoadMessage => ({ channel: 'common-platform', body })
  const listed = (person: Person) => fromCourt(listedHearing(person, visitOf(person)))
  /** Resulted hearings have turns of their own: they are other hearings than the listed ones. */
  let results = 0

  return {
    everybody: () => ({
      messages: shuffled([...inPrison.map(fromPrison), ...atCourt.map(listed)], numbers),
      parts: count,
    }),
    next: wanted => {
      let parts = 0
      const messages = Array.from({ length: wanted }, (_, index): LoadMessage => {
        // Of each hundred: 50 from prisons, 35 short, 14 middling and 1 large from courts.
        const place = (index * 37) % 100
        parts++
        if (place < 50) return fromPrison(nextPrisoner())
        if (place < 85) return listed(nextDefendant())
        if (place < 99) return fromCourt(resultedHearing([nextDefendant()], results++, MIDDLE_BYTES))
        parts += TOGETHER - 1
        const together = Array.from({ length: TOGETHER }, nextDefendant)
        return fromCourt(resultedHearing(together, results++, LARGE_BYTES))
      })
      return { messages, parts }
    },
  }
}
