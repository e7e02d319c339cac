/** What a careless or hostile partner might put where something else belongs. Keys such as `__proto__` come from JSON. */
const ODD_VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1e308',
  '9007199254740993',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"2024-02-30T25:61:61Z"',
  '"0000-00-00"',
  '"__proto__"',
  '[]',
  '{}',
  '[null]',
  '[[[[]]]]',
  '{"__proto__":{"polluted":true},"constructor":null,"toString":1}',
  `"${'x'.repeat(100_000)}"`,
  `"${'🦊'.repeat(1_000)}"`,
]

const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'id']

/** Numbers from 0 to 1, always the same for one seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The message with one to three things wrong, always the same for one seed: values of another type, nulls, keys that
 * are gone or dangerous, texts without end, lists that are doubled. The message inside an SNS envelope is changed as
 * often as the envelope.
 */
export function mutationOf(body: Buffer, seed: number): unknown {
  const next = numbersFrom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!
  const message = JSON.parse(body.toString()) as { Message?: unknown }
  const inside = typeof message.Message === 'string' && next() < 0.7 ? parsedOrUndefined(message.Message) : undefined
  let changed: unknown = inside ?? message
  for (let left = 1 + Math.floor(next() * 3); left > 0; left--) changed = changedOnce(changed, next, pick)
  return inside === undefined ? changed : { ...message, Message: JSON.stringify(changed) }
}

const parsedOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Pick = <T>(items: readonly T[]) => T

function changedOnce(value: unknown, next: () => number, pick: Pick): unknown {
  const odd = () => JSON.parse(pick(ODD_VALUES)) as unknown
  if (typeof value !== 'object' || value === null) return odd()
  const keys = Object.keys(value)
  // Going deep more often than not: most fields stand there.
  if (keys.length > 0 && next() < 0.75) {
    const key = pick(keys)
    return withKey(value, key, changedOnce((value as Record<string, unknown>)[key], next, pick))
  }
  if (keys.length === 0 || next() < 0.25) return odd()
  const key = pick(keys)
  if (next() < 0.4) return withKey(value, pick(ODD_KEYS), odd())
  if (Array.isArray(value)) return next() < 0.5 ? [...value, ...value] : [...value].reverse()
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

/** A copy with one more own field, whatever it is called. */
function withKey(value: object, key: string, field: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? field : item))
  return Object.fromEntries([...Object.entries(value), [key, field]])
}
