import { type Decider, isNothing, type Nothing } from './decider'
import type { Decision, Described, PastEvent } from './facts'

/** What an event of the past needs to say; a fact will do. Its id is `event-1` for the first of a case, and so on. */
export type GivenEvent<E extends Described = Described> = Omit<PastEvent<E>, 'id' | 'recordedAt'>

/** What a decision must be, in the fields it names, however deep; a list must have exactly the items it names. */
export type ExpectedDecision<E extends Described = Described> = {
  readonly [Field in Exclude<keyof Decision, 'event'>]?: Decision[Field] | undefined
} & { readonly event?: { readonly type?: E['type']; readonly data?: object } }

export interface Given<State, Command, E extends Described> {
  /** What the events come to, folded without `personal`. */
  readonly state: State
  when(command: Command): When<State, Command, E>
}

export interface When<State, Command, E extends Described> {
  readonly decided: readonly Decision<E>[] | Nothing
  /** Throws unless exactly these are decided, in this order. What follows is given that they were recorded. */
  thenEvents(...expected: readonly ExpectedDecision<E>[]): Given<State, Command, E>
  /** Throws unless nothing is decided: for this reason, or without one because nothing is new. */
  thenNothing(reason?: string): Given<State, Command, E>
}

export interface Cases<State, Command, E extends Described> {
  /** The stream holds these events. */
  given(...events: readonly GivenEvent<E>[]): Given<State, Command, E>
  /** The stream holds what these commands left, one after another. */
  after(...commands: readonly Command[]): Given<State, Command, E>
}

/**
 * Cases of a decider: `given(…).when(…).thenEvents(…)`. Each is decided twice, the second time with `personal` missing
 * from every event of the past, as after an erasure, and throws when that makes a difference. Knows no test framework.
 */
export function casesOf<State, Command, E extends Described>(
  decider: Decider<State, Command, E>,
): Cases<State, Command, E> {
  const fold = (past: readonly PastEvent<E>[]) => past.reduce(decider.evolve, decider.initialState)

  const givenPast = (past: readonly PastEvent<E>[]): Given<State, Command, E> => {
    const erased = fold(past.map(withoutPersonal))
    return { state: erased, when: command => decide(command, past, erased) }
  }

  const decide = (command: Command, past: readonly PastEvent<E>[], erased: State): When<State, Command, E> => {
    const decided = decider.decide(command, fold(past))
    const unlike = unlikeness(decided, decider.decide(command, erased))
    if (unlike.length > 0) throw failure('`evolve` must not read `personal`: without it the decision differs', unlike)
    const said = isNothing(decided) ? [] : decided
    return {
      decided,
      thenEvents: (...expected) => {
        if (isNothing(decided)) throw failure(`nothing was decided: ${decided.nothing}`, expected.map(brief))
        const wrong = differences(expected, decided, '')
        if (wrong.length > 0) throw failure('not what was expected', [...wrong, 'decided was:', ...said.map(brief)])
        return givenPast([...past, ...recorded(said, past.length)])
      },
      thenNothing: reason => {
        const found = isNothing(decided) ? decided.nothing : undefined
        if (said.length > 0) throw failure('nothing was to be decided', said.map(brief))
        if (found !== reason) throw failure(`the reason was to be ${show(reason)}`, [`it is ${show(found)}`])
        return givenPast(past)
      },
    }
  }

  return {
    given: (...events) => givenPast(recorded(events, 0)),
    after: (...commands) => {
      let past: readonly PastEvent<E>[] = []
      for (const command of commands) {
        const decided = decider.decide(command, fold(past))
        if (!isNothing(decided)) past = [...past, ...recorded(decided, past.length)]
      }
      return givenPast(past)
    },
  }
}

const recorded = <E extends Described>(events: readonly GivenEvent<E>[], before: number): readonly PastEvent<E>[] =>
  events.map((event, index) => ({ ...event, id: `event-${before + index + 1}`, recordedAt: event.occurredAt }))

/** The event as it is read once the person's key is gone. */
function withoutPersonal<E extends Described>(past: PastEvent<E>): PastEvent<E> {
  const { personal: _, ...data } = past.event.data as { personal?: unknown }
  return { ...past, event: { ...past.event, data } }
}

const failure = (what: string, lines: readonly string[]): Error => new Error([what, ...lines].join('\n  '))

/** A decision in one line. */
const brief = ({ event, key, ...rest }: ExpectedDecision): string =>
  [
    event?.type ?? '(any type)',
    key ?? '(any key)',
    ...(['revision', 'corrects', 'retracts', 'confirms'] as const)
      .filter(field => rest[field] !== undefined)
      .map(field => `${field} ${rest[field]}`),
  ].join(' ')

const unlikeness = (a: unknown, b: unknown): readonly string[] => [
  ...new Set([...differences(a, b, ''), ...differences(b, a, '')]),
]

/** Where `actual` is not what `expected` names: one line for each place. */
function differences(expected: unknown, actual: unknown, path: string): readonly string[] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length =
      expected.length === actual.length ? [] : [`${at('length')}: ${actual.length}, not ${expected.length}`]
    return [...length, ...expected.flatMap((item, index) => differences(item, actual[index], at(String(index))))]
  }
  if (isObject(expected) && isObject(actual))
    return Object.entries(expected).flatMap(([name, value]) => differences(value, actual[name], at(name)))
  return Object.is(expected, actual) ? [] : [`${path}: ${show(actual)}, not ${show(expected)}`]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const show = (value: unknown): string =>
  value === undefined
    ? 'absent'
    : JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))
