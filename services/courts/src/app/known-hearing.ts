import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'

/** What is known of a hearing as a whole: its people by the stream of each one's part, and how new its shares are. */
export interface KnownHearing {
  readonly people: Readonly<Record<string, { readonly personId: string; readonly identity: Identity }>>
  /** Hearing day → when its latest resulted share was made (RFC 3339). */
  readonly latest: Readonly<Record<string, string>>
}

export const COLLECTION = 'hearings'

export const knownHearing = async (tx: Tx, hearingId: string): Promise<KnownHearing> =>
  (await tx.get<KnownHearing>(COLLECTION, hearingId)) ?? { people: {}, latest: {} }

/** The token at the end of the name of a stream `hearing/<hearing id>/<token>`. */
export const tokenOfStream = (stream: string): string => stream.slice(stream.lastIndexOf('/') + 1)
