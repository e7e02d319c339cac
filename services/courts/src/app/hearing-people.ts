import type { Identity } from '@hub/contracts/person'
import type { Tx } from '@hub/store'

/** The people listed for a hearing, by the stream of each one's part in it. */
interface HearingPeople {
  readonly people: Readonly<Record<string, { readonly personId: string; readonly identity: Identity }>>
}

/** Remembers who is listed for a hearing. */
export async function rememberPerson(
  tx: Tx,
  hearingId: string,
  stream: string,
  person: { readonly personId: string; readonly identity: Identity },
): Promise<void> {
  const known = await tx.get<HearingPeople>('hearings', hearingId)
  tx.put<HearingPeople>('hearings', hearingId, { people: { ...known?.people, [stream]: person } })
}

export const peopleOf = async (tx: Tx, hearingId: string): Promise<HearingPeople['people']> =>
  (await tx.get<HearingPeople>('hearings', hearingId))?.people ?? {}
