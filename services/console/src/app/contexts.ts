import { HubError, isUnavailable, type Logger } from '@hub/service'

/** What a context answered, or that it did not. */
export type Answered<T> =
  | { readonly context: string; readonly answered: true; readonly answer: T }
  | { readonly context: string; readonly answered: false }

/**
 * Asks every context the same at once. A page about all of them is shown whatever one of them does: whoever fails is
 * one that did not answer.
 */
export const askEach = <C, T>(
  clients: Readonly<Record<string, C>>,
  logger: Logger,
  ask: (client: C, context: string) => Promise<T>,
): Promise<readonly Answered<T>[]> =>
  Promise.all(
    Object.entries(clients).map(async ([context, client]) => {
      try {
        return { context, answered: true as const, answer: await ask(client, context) }
      } catch (error) {
        if (!isUnavailable(error)) logger.error(`${context} could not answer the console`, error)
        return { context, answered: false as const }
      }
    }),
  )

/** Asks one context; when it is away, the error says which. */
export async function askOne<T>(context: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!isUnavailable(error)) throw error
    throw new HubError('unavailable', 'HUB_SERVICE_UNAVAILABLE', `${context} does not answer just now`, {
      cause: error,
    })
  }
}

/** Those that did not answer, by name. */
export const away = (answers: readonly Answered<unknown>[]): readonly string[] =>
  answers.filter(({ answered }) => !answered).map(({ context }) => context)
