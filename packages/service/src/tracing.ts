import { type Attributes, ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'

/** One step of a trace, from its start until `end`. */
export interface Span {
  /** What the next step names as its parent (W3C Trace Context). */
  readonly traceparent: string
  end(result?: { readonly attributes?: SpanAttributes; readonly failed?: boolean }): void
}

/** Ids and codes; there is none for a personal value. */
export interface SpanAttributes {
  readonly receiptId?: string
  readonly channel?: string
  readonly outcome?: string
  readonly eventType?: string
  readonly eventId?: string
}

export interface Tracer {
  /**
   * Starts a step. Undefined when it is not traced: its parent was not sampled, or it has none and begins no trace.
   * `begins` is for the door alone: everything behind it belongs to a trace that began there, or to none.
   */
  start(name: string, step: { readonly parent?: string | undefined; readonly begins?: boolean }): Span | undefined
  /** Sends what is left. */
  close(): Promise<void>
}

export interface TraceSettings {
  /** Where spans go: OTLP over HTTP, as a collector takes it. */
  readonly url: string
  /** Of the traces that begin at the door, 0 to 1. */
  readonly ratio: number
}

/** Traces one context. What is not sampled costs nothing but a look at its parent. */
export function createTracer(service: string, { url, ratio }: TraceSettings): Tracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'throughline' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  })
  const tracer = provider.getTracer('throughline')
  return {
    start: (name, { parent, begins }) => {
      const from = parentOf(parent)
      if (from ? !isSampled(from) : !begins) return undefined
      const context = from ? trace.setSpanContext(ROOT_CONTEXT, from) : ROOT_CONTEXT
      const span = tracer.startSpan(name, { kind: begins ? SpanKind.SERVER : SpanKind.CONSUMER }, context)
      if (!isSampled(span.spanContext())) return undefined
      const { traceId, spanId } = span.spanContext()
      return {
        traceparent: `00-${traceId}-${spanId}-01`,
        end: ({ attributes = {}, failed } = {}) => {
          span.setAttributes(attributes as Attributes)
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    close: () => provider.shutdown(),
  }
}

const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & 1) === 1

const SHAPE = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/

/** Undefined for what is no traceparent: a trace then begins anew, as the specification asks. */
function parentOf(traceparent: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = SHAPE.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}
