/** The hub answered that it will not: problem details, and the bytes they came as. */
export class Refused extends Error {
  override readonly name = 'Refused'

  constructor(
    message: string,
    /** The sentence of the problem details alone. */
    readonly detail: string,
    /** The problem details as the hub sent them. */
    readonly body: string,
  ) {
    super(message)
  }
}

/** What was asked cannot be answered, and why. */
export class Failed extends Error {
  override readonly name = 'Failed'
}

/** No hub answers where one is expected, or it stopped answering. */
export class Unreachable extends Failed {}

/** The command was not written as it is meant to be. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}
