import { endOfJson } from './json-position'

export type Parsed =
  | { readonly is: 'json'; readonly value: unknown; readonly warnings: readonly string[] }
  | { readonly is: 'not-json'; readonly reason: string }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Parses a body. A complete JSON value followed by stray brackets is read, with a warning; by anything else it is not. Never throws. */
export function parseBody(bytes: Uint8Array): Parsed {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { is: 'not-json', reason: `not UTF-8 at byte ${endOfUtf8(bytes)}` }
  }
  return parseText(text, '')
}

/** What systems really leave behind a message: closing brackets, commas, blanks, NUL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: some systems end a message with NUL
const STRAY = /^[\s}\],;\u0000]*$/

/** As `parseBody`, for text inside another message; `where` names it in warnings. */
export function parseText(text: string, where: string): Parsed {
  try {
    return { is: 'json', value: JSON.parse(text), warnings: [] }
  } catch {
    const end = endOfJson(text)
    const byte = Buffer.byteLength(text.slice(0, end.at))
    const inside = where ? ` of ${where}` : ''
    if (!end.complete) return { is: 'not-json', reason: `not JSON at byte ${byte}${inside}` }
    // A stray bracket says nothing; anything else may be a message of its own, and none may be lost in silence.
    if (!STRAY.test(text.slice(end.at)))
      return {
        is: 'not-json',
        reason: `not JSON at byte ${byte}${inside}: more follows the message; send one at a time`,
      }
    return {
      is: 'json',
      value: JSON.parse(text.slice(0, end.at)),
      warnings: [`text after the message from byte ${byte}${inside} was left out`],
    }
  }
}

/** How many bytes from the start are UTF-8. */
function endOfUtf8(bytes: Uint8Array): number {
  const starts = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (starts(middle)) good = middle
    else bad = middle
  }
  return good
}
