import type { Incoming } from '@hub/messaging'
import type { Settled, Work } from '@hub/store'
import { INTAKE } from './headers'
import { eventsOf, type PartAnswer } from './intake'
import type { Logger } from './logger'

/** One line for what became of each message, or of its part about one person. */
export const logOutcome =
  (logger: Logger) =>
  (message: Incoming, _: Work, settled: Settled): void => {
    const answer = settled.answer as PartAnswer | undefined
    logger.info(settled.conflict ? 'conflict' : settled.repeat ? 'repeat' : settled.outcome.is, {
      receiptId: message.id,
      channel: message.headers[INTAKE.channel] ?? '',
      ...('reason' in settled.outcome ? { reason: withoutFreeText(settled.outcome.reason) } : {}),
      ...(answer?.eventIds ? { count: eventsOf(answer).length } : {}),
    })
  }

/** What an operator wrote about a skipped message is on its receipt; it may name a person, so it is not logged. */
const withoutFreeText = (reason: string): string => (reason.startsWith('skipped by ') ? 'skipped' : reason)
