import { asHubError, type HubError, KINDS } from '@hub/service'

/** What a page of a problem says. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly sentences: readonly string[]
}

const SENTENCE_ENDS = /[.!?]$/

/** A defect tells nothing of itself: what is inside may be about a person. */
export function problemOf(error: unknown): Problem {
  const known = asHubError(error)
  const said = `${known.message.charAt(0).toUpperCase()}${known.message.slice(1)}`
  const sentence = SENTENCE_ENDS.test(said) ? said : `${said}.`
  return { status: KINDS[known.kind].http, ...WORDS[known.kind](sentence) }
}

const again = 'Go back and try again.'

const WORDS: Readonly<Record<HubError['kind'], (sentence: string) => Omit<Problem, 'status'>>> = {
  invalid: sentence => ({ title: 'That cannot be shown', sentences: [sentence, again] }),
  'not-found': sentence => ({ title: 'Not found', sentences: [sentence] }),
  conflict: sentence => ({ title: 'Something changed in the meantime', sentences: [sentence, again] }),
  forbidden: sentence => ({ title: 'Not allowed', sentences: [sentence] }),
  unauthenticated: sentence => ({ title: 'Not allowed', sentences: [sentence] }),
  exhausted: sentence => ({ title: 'Too many requests', sentences: [sentence, 'Wait a moment and try again.'] }),
  unavailable: sentence => ({
    title: 'Part of the hub does not answer',
    sentences: [
      sentence,
      'Messages that come in meanwhile are kept. Wait a moment and load this page again.',
      'If it stays away, see whether its process runs and what its log says.',
    ],
  }),
  defect: () => ({
    title: 'Sorry, there is a problem with the console',
    sentences: ['Nothing was changed. Try again later.', 'The log of the hub says what went wrong.'],
  }),
}

export const nothingHere: Problem = {
  status: 404,
  title: 'Page not found',
  sentences: ['If you typed the address, check that it is right.', 'The menu above leads to every page there is.'],
}

export const unknownReceipt: Problem = {
  status: 404,
  title: 'This hub gave no such receipt',
  sentences: [
    'Check that the whole of it was copied: a receipt is the name of a context, a long id and eight more characters.',
    'Another installation of the hub gives receipts of its own, which only it can answer.',
  ],
}

export const unknownPerson: Problem = {
  status: 404,
  title: 'Nobody has this id',
  sentences: ['Find the person by name or by a number instead.'],
}

export const unknownReview: Problem = {
  status: 404,
  title: 'There is no such review',
  sentences: ['Check that the whole address was copied.'],
}

export const notHeld: Problem = {
  status: 404,
  title: 'This lane is not held',
  sentences: ['Nothing waits in it any more, or the address was not copied whole.'],
}

export const foreign: Problem = {
  status: 403,
  title: 'This request did not come from the console',
  sentences: [
    'Open the console by its own address on this machine, http://127.0.0.1 and its port, and use the forms on its pages.',
  ],
}
