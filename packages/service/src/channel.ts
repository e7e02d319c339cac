import { isRecord } from '@hub/translation'

/**
 * Where a partner's unit of succession stands in a message: messages of one lane are handled in the order they came.
 * As data, so that the door can place a message without knowing its format.
 */
export interface LaneRule {
  /** What the unit is called: the first part of the lane. */
  readonly unit: string
  /** Paths of the unit's parts; for each part the first path that has a value counts. `list[type=NOMS].value` picks. */
  readonly parts: readonly (readonly string[])[]
  /** The unit identifies a person by an identifier of this type: the lane holds its token. */
  readonly token?: string
}

/** One way in, as its owner declares it. */
export interface Channel {
  readonly name: string
  /** Which of the channel's messages are this context's, by prefix of the event type; absent: all of them. */
  readonly prefixes?: readonly string[]
  /** Tried in order; a message that fits none is its own lane. */
  readonly lanes: readonly LaneRule[]
}

/** The lane's unit and value, or undefined when the message does not have it. */
export function laneOf(
  rule: LaneRule,
  body: unknown,
  token: (type: string, value: string) => string,
): string | undefined {
  const parts = rule.parts.map(paths => firstText(body, paths))
  // Half of a surrogate pair cannot be encoded; nobody's id holds one.
  if (parts.some(part => part === undefined || /\p{Surrogate}/u.test(part))) return undefined
  const value = rule.token
    ? token(rule.token, parts.join('/'))
    : parts.map(part => encodeURIComponent(part!.toLowerCase())).join('/')
  // A lane is a record's key and stands in rows: a hostile id must not make it long.
  return value.length > 200 ? undefined : `${rule.unit}/${value}`
}

function firstText(body: unknown, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const found = at(body, path)
    if (typeof found === 'string' && found.trim() !== '') return found.trim()
    if (typeof found === 'number' && Number.isFinite(found)) return String(found)
  }
  return undefined
}

function at(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, segment) => {
    const [, name = '', key, wanted] = /^([^[]+)(?:\[(\w+)=(\w+)\])?$/.exec(segment) ?? []
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined
    const found = value[name]
    if (!key) return found
    return Array.isArray(found) ? found.find(item => isRecord(item) && item[key] === wanted) : undefined
  }, body)
}
