import type { Wanted } from './engine'

/** One name for everything that can be read or written, so that conflicts are plain set operations. */
export type Key = string

const SEPARATOR = '\u0000'

export const streamKey = (stream: string): Key => `s${stream}`
export const documentKey = (collection: string, id: string): Key => `d${collection}${SEPARATOR}${id}`
export const markKey = (id: string, part: string): Key => `m${id}${SEPARATOR}${part}`
export const timerKey = (timer: string): Key => `t${timer}`

const halves = (key: Key): [string, string] => {
  const at = key.indexOf(SEPARATOR)
  return [key.slice(1, at), key.slice(at + 1)]
}

export type Named =
  | { readonly kind: 'stream'; readonly stream: string }
  | { readonly kind: 'document'; readonly collection: string; readonly id: string }
  | { readonly kind: 'mark'; readonly id: string; readonly part: string }
  | { readonly kind: 'timer'; readonly timer: string }

/** What a key names. */
export function named(key: Key): Named {
  switch (key[0]) {
    case 's':
      return { kind: 'stream', stream: key.slice(1) }
    case 'd': {
      const [collection, id] = halves(key)
      return { kind: 'document', collection, id }
    }
    case 'm': {
      const [id, part] = halves(key)
      return { kind: 'mark', id, part }
    }
    default:
      return { kind: 'timer', timer: key.slice(1) }
  }
}

/** The keys as one request to the engine. */
export function wantedOf(keys: Iterable<Key>, lanes: Wanted['lanes']): Wanted {
  const streams: string[] = []
  const documents: { collection: string; id: string }[] = []
  const marks: { id: string; part: string }[] = []
  const timers: string[] = []
  for (const key of keys) {
    const name = named(key)
    if (name.kind === 'stream') streams.push(name.stream)
    else if (name.kind === 'document') documents.push(name)
    else if (name.kind === 'mark') marks.push(name)
    else timers.push(name.timer)
  }
  return { streams, documents, marks, timers, lanes }
}
