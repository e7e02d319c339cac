/** What this process can know of its context's one counter of positions without asking. */
export interface Positions {
  /** Where the counter stands if nobody else has raised it since; undefined: it has to be asked. */
  expected(): bigint | undefined
  /** This process's own commit, from and to which position. */
  committed(from: bigint, to: bigint): void
  /** Something was not as expected. */
  missed(): void
}

/** After so many commits with nobody else's in between, this process takes itself for the only one. */
const ALONE = 8

/**
 * A process that is alone with its context saves the question, one trip of each commit. It stays a guess: the commit
 * itself looks whether the counter stands there.
 */
export function createPositions(): Positions {
  let left: bigint | undefined
  let alone = 0
  return {
    expected: () => (alone >= ALONE ? left : undefined),
    committed: (from, to) => {
      alone = from === left ? alone + 1 : 0
      left = to
    },
    missed: () => {
      alone = 0
    },
  }
}
