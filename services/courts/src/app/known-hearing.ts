import { compareInstantTexts } from '@hub/calendar'
import type { Identity } from '@hub/contracts/person'
import { type Changed, identityTypeName } from '@hub/service'
import type { Tx } from '@hub/store'
import type { NewerShares } from '../domain/hearing'

/** What is known of a hearing as a whole: its people, and how new the resulted shares of its days are. */
export interface KnownHearing {
  /** By the stream of each one's part. */
  readonly people: Readonly<Record<string, KnownPerson>>
  readonly latest: ByDay<LatestShare>
  /** When it was deleted (RFC 3339): of what was shared by then nothing counts. Absent while it never was. */
  readonly deleted?: string
}

interface KnownPerson {
  readonly personId: string
  readonly identity: Identity
  /** When the latest share that told of them whole was made (RFC 3339). */
  readonly told: ByDay<string>
  /** The same of one that could not be read whole; absent while there was none. */
  readonly toldPartly?: ByDay<string>
}

interface LatestShare {
  /** When it was made (RFC 3339). */
  readonly at: string
  /** Tokens of people whom it names and of whom it does not tell whole. */
  readonly untold: readonly string[]
}

type ByDay<T> = Readonly<Record<string, T>>

export const COLLECTION = 'hearings'

export const knownHearing = async (tx: Tx, hearingId: string): Promise<KnownHearing> =>
  (await tx.get<KnownHearing>(COLLECTION, hearingId)) ?? { people: {}, latest: {} }

/** The token at the end of the name of a stream `hearing/<hearing id>/<token>`. */
export const tokenOfStream = (stream: string): string => stream.slice(stream.lastIndexOf('/') + 1)

/** Which newer shares than one of that time told of a person. */
export function newerShares(known: KnownHearing, stream: string, day: string, time: string | undefined): NewerShares {
  const { people, latest, deleted } = known
  if (time === undefined) return { ofHearing: false, ofDay: false, partly: false }
  if (deleted !== undefined && compareInstantTexts(time, deleted) <= 0)
    return { ofHearing: true, ofDay: true, partly: false }
  const token = tokenOfStream(stream)
  const { told = {}, toldPartly = {} } = people[stream] ?? {}
  const isLater = (at: string | undefined): boolean => at !== undefined && compareInstantTexts(at, time) > 0
  const isNewer = (on: string): boolean => {
    const share = latest[on]
    return isLater(share && !share.untold.includes(token) ? share.at : told[on])
  }
  return {
    ofHearing: [...Object.keys(latest), ...Object.keys(told)].some(isNewer),
    ofDay: isNewer(day),
    partly: Object.values(toldPartly).some(isLater),
  }
}

/** Somebody whose line a message changed by not naming them: the receipt shows it as theirs. */
export const changedLine = ({ type, value }: Identity, personId: string, eventIds: readonly string[]): Changed => ({
  subject: `${identityTypeName(type)}:${value}`,
  personId,
  eventIds,
})
