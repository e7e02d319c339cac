import type { Incoming } from '@hub/messaging'
import type { Settled, Tx, Work } from '@hub/store'
import { INTAKE } from './headers'
import type { Span, Tracer } from './tracing'

/** A batch's messages on their way through a consumer, each a step of its trace if it is part of one. */
export interface TracedBatch {
  /** The messages, each naming its own step as the parent of what comes of it. */
  readonly messages: readonly Incoming[]
  /** The works of one message, which leave that step's name on the events they record. */
  works(index: number, works: readonly Work[]): readonly Work[]
  /** The message's step has ended: with what became of its works, or with the batch's failure. */
  end(index: number, settled: readonly Settled[] | 'failed'): void
}

export function tracedBatch(tracer: Tracer | undefined, step: string, messages: readonly Incoming[]): TracedBatch {
  const spans = messages.map(({ headers }) => tracer?.start(step, { parent: headers[INTAKE.traceparent] }))
  if (!spans.some(span => span)) return { messages, works: (_, works) => works, end: () => {} }
  return {
    messages: messages.map((message, index) => under(message, spans[index])),
    works: (index, works) => {
      const span = spans[index]
      return span ? works.map(work => ({ ...work, run: tx => work.run(leavingTrace(tx, span.traceparent)) })) : works
    },
    end: (index, settled) => {
      const { id, type, headers } = messages[index]!
      const channel = headers[INTAKE.channel]
      spans[index]?.end({
        attributes: {
          ...(channel === undefined ? { eventId: id, eventType: type } : { receiptId: id, channel }),
          ...(settled === 'failed' ? {} : { outcome: settled.map(({ outcome }) => outcome.is).join(' ') }),
        },
        failed: settled === 'failed' || settled.some(({ error, conflict }) => error && !conflict),
      })
    },
  }
}

const under = (message: Incoming, span: Span | undefined): Incoming =>
  span ? { ...message, headers: { ...message.headers, [INTAKE.traceparent]: span.traceparent } } : message

const leavingTrace = (tx: Tx, traceparent: string): Tx => ({
  ...tx,
  append: (stream, expected, events) =>
    tx.append(
      stream,
      expected,
      events.map(event => ({ ...event, headers: { ...event.headers, [INTAKE.traceparent]: traceparent } })),
    ),
})
