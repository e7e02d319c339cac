/** Where a text stops being JSON. */
export interface JsonEnd {
  /** UTF-16 offset just behind the first complete value, or of the first character that cannot stand where it is. */
  readonly at: number
  /** True when a complete value ends at `at` (what follows is garbage). */
  readonly complete: boolean
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside a string
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const WORD = /true|false|null/y
const SPACE = /[ \t\n\r]*/y

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'comma-or-end'

/**
 * Finds the end of the first JSON value of a text. `JSON.parse` tells the place of an error in some messages only, and
 * never the value before trailing garbage. Keeps its own stack: depth costs memory, not the call stack.
 */
export function endOfJson(text: string): JsonEnd {
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const closers: string[] = []
  let expect: Expected = 'value'
  for (;;) {
    skip(SPACE)
    const char = text[at]
    if (expect === 'comma-or-end') {
      const closer = closers.at(-1)
      if (closer === undefined) return { at, complete: true }
      if (char === ',') {
        at++
        expect = closer === '}' ? 'key' : 'value'
      } else if (char === closer) {
        at++
        closers.pop()
      } else return { at, complete: false }
      continue
    }
    if (expect === 'key' || expect === 'key-or-end') {
      if (char === '}' && expect === 'key-or-end') {
        at++
        closers.pop()
        expect = 'comma-or-end'
        continue
      }
      if (!skip(STRING)) return { at, complete: false }
      skip(SPACE)
      if (text[at] !== ':') return { at, complete: false }
      at++
      expect = 'value'
      continue
    }
    if (char === ']' && expect === 'value-or-end') {
      at++
      closers.pop()
      expect = 'comma-or-end'
    } else if (char === '{') {
      at++
      closers.push('}')
      expect = 'key-or-end'
    } else if (char === '[') {
      at++
      closers.push(']')
      expect = 'value-or-end'
    } else if (skip(STRING) || skip(NUMBER) || skip(WORD)) expect = 'comma-or-end'
    else return { at, complete: false }
  }
}
