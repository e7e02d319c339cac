import type { RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import type { CustodyState } from '../domain/state'

/** What is kept of a prison number for the lists of its prison, and whose it is. */
export type NoteOf<Note> = Note & { readonly personId: string; readonly nomsNumber: string }

/** Keeps what a state comes to where it changed: most messages change nothing. Undefined is kept by nobody. */
export function noteChanged<Note extends object>(
  tx: Tx,
  collection: string,
  noteIn: (state: CustodyState) => Note | undefined,
  { before, after }: { readonly before: CustodyState; readonly after: CustodyState },
  { token, personId, identity }: RecordedOf,
): void {
  const note = noteIn(after)
  if (JSON.stringify(note) === JSON.stringify(noteIn(before))) return
  tx.put<NoteOf<Note>>(collection, token, note ? { ...note, personId, nomsNumber: identity.value } : null)
}
