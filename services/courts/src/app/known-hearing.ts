import { compareInstantTexts } from '@hub/calendar'
import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'

/** What is known of a hearing as a whole: its people, and how new the resulted shares of its days are. */
export interface KnownHearing {
  /** By the stream of each one's part. */
  readonly people: Readonly<Record<string, KnownPerson>>
  readonly latest: ByDay<LatestShare>
}

interface KnownPerson {
  readonly personId: string
  readonly identity: Identity
  /** When the latest share that said something of them was made (RFC 3339). */
  readonly told: ByDay<string>
}

interface LatestShare {
  /** When it was made (RFC 3339). */
  readonly at: string
  /** Tokens of people whom it names and who could not be taken from it: of them it says nothing. */
  readonly untold: readonly string[]
}

type ByDay<T> = Readonly<Record<string, T>>

export const COLLECTION = 'hearings'

export const knownHearing = async (tx: Tx, hearingId: string): Promise<KnownHearing> =>
  (await tx.get<KnownHearing>(COLLECTION, hearingId)) ?? { people: {}, latest: {} }

/** The token at the end of the name of a stream `hearing/<hearing id>/<token>`. */
export const tokenOfStream = (stream: string): string => stream.slice(stream.lastIndexOf('/') + 1)

/** Whether a share newer than `time` told of a person: one of any day of the hearing, one of that day. */
export function newerShares({ people, latest }: KnownHearing, stream: string, day: string, time: string | undefined) {
  if (time === undefined) return { ofHearing: false, ofDay: false }
  const token = tokenOfStream(stream)
  const told = people[stream]?.told ?? {}
  const isNewer = (on: string): boolean => {
    const share = latest[on]
    const at = share && !share.untold.includes(token) ? share.at : told[on]
    return at !== undefined && compareInstantTexts(at, time) > 0
  }
  return { ofHearing: Object.keys(latest).some(isNewer), ofDay: isNewer(day) }
}
