import type { Attempt } from './attempt'
import type { Commit, CursorMove, KeptMark, TimerChange } from './engine'
import { type Key, markKey, named } from './keys'
import { talliesOf } from './tallies'
import type { Base } from './view'

/** Every key the attempt writes. */
export function* keysOf(attempt: Attempt): Iterable<Key> {
  yield* attempt.effects.values.keys()
  if (attempt.mark) yield markKey(attempt.mark.id, attempt.mark.part ?? '')
  if (attempt.ends) yield attempt.ends
}

/** One transaction out of what the works did, in the order in which they count as having run. */
export function commitOf(attempts: readonly Attempt[], base: Base, cursors: readonly CursorMove[]): Commit {
  const documents = new Map<Key, object | null>()
  const timers = new Map<Key, TimerChange>()
  const marks = new Map<Key, KeptMark>()
  const read = new Set<Key>()
  for (const attempt of attempts) {
    for (const key of attempt.reads) read.add(key)
    for (const [key, doc] of attempt.effects.documents) documents.set(key, doc)
    if (attempt.ends) timers.set(attempt.ends, { timer: attempt.ends.slice(1) })
    for (const [key, change] of attempt.effects.timers) timers.set(key, change)
    if (attempt.mark) marks.set(markKey(attempt.mark.id, attempt.mark.part ?? ''), attempt.mark)
  }
  return {
    events: attempts.flatMap(attempt => attempt.effects.events),
    documents: [...documents].map(([key, doc]) => {
      const { collection, id } = named(key) as { collection: string; id: string }
      return { collection, id, doc }
    }),
    marks: [...marks.values()],
    timers: [...timers.values()],
    lanes: attempts.flatMap(attempt => attempt.lanes),
    cursors,
    tallies: talliesOf(attempts),
    expected: expectedOf(read, base),
  }
}

/** Only what came from the engine: what a work of this group wrote first cannot have moved under another's feet. */
function expectedOf(read: ReadonlySet<Key>, base: Base): Commit['expected'] {
  const streams: { stream: string; version: number }[] = []
  const documents: { collection: string; id: string; version: number }[] = []
  const marks: { id: string; part: string; version: number }[] = []
  const timers: Commit['expected']['timers'][number][] = []
  for (const key of read) {
    const value = base.known(key)
    if (!value) continue
    const name = named(key)
    if (name.kind === 'stream' && value.is === 'stream') streams.push({ stream: name.stream, version: value.version })
    if (name.kind === 'document' && value.is === 'document') documents.push({ ...name, version: value.version })
    if (name.kind === 'mark' && value.is === 'mark') marks.push({ ...name, version: value.version })
    if (name.kind === 'timer' && value.is === 'timer') timers.push({ timer: name.timer, at: value.at })
  }
  return { streams, documents, marks, timers }
}
