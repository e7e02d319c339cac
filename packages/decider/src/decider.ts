import type { Decision, Described, PastEvent } from './facts'

/**
 * A stream's rules as three pure values. `decide` answers what to record, or says in a sentence why nothing is;
 * `evolve` never reads `personal`: it may be sealed or erased. Time, ids and reference data come in with the command.
 */
export interface Decider<State, Command, E extends Described = Described> {
  readonly initialState: State
  evolve(state: State, past: PastEvent<E>): State
  decide(command: Command, state: State): readonly Decision<E>[] | Nothing
}

/** Nothing is recorded; the reason is for the partner. */
export interface Nothing {
  readonly nothing: string
}

export const nothing = (reason: string): Nothing => ({ nothing: reason })

export const isNothing = (answer: readonly unknown[] | Nothing): answer is Nothing => !Array.isArray(answer)
