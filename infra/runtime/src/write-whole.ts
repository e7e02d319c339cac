import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'

/** Whole or not at all: a crash while writing must not leave half a file. Readable by the owner only. */
export function writeWhole(file: string, text: string): void {
  // A name of its own: another process may write the same file at this moment.
  const part = `${file}.${randomBytes(4).toString('hex')}.part`
  writeFileSync(part, text, { mode: 0o600 })
  renameSync(part, file)
}
