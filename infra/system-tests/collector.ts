import { createServer } from 'node:http'

/** One step of a trace, as a collector takes it (OTLP over HTTP, JSON). */
export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly service: string
  readonly attributes: Readonly<Record<string, string>>
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, 'service' | 'attributes'> & {
        readonly attributes: readonly Attribute[]
      })[]
    }[]
  }[]
}
interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string }
}
const textsOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']))

/** A collector that keeps what it is sent. */
export async function startCollector(): Promise<{
  readonly url: string
  spans(): readonly CollectedSpan[]
  stop(): Promise<void>
}> {
  const spans: CollectedSpan[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString()) as Exported
      for (const { resource, scopeSpans } of resourceSpans) {
        const service = textsOf(resource.attributes)['service.name'] ?? ''
        for (const span of scopeSpans.flatMap(scope => scope.spans))
          spans.push({ ...span, service, attributes: textsOf(span.attributes) })
      }
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${address.port}/v1/traces`,
    spans: () => spans,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Steps of one trace as `service name`, each under its parent, from what began it. */
export function pathsOf(spans: readonly CollectedSpan[], traceId: string): readonly string[] {
  const mine = new Map(spans.filter(span => span.traceId === traceId).map(span => [span.spanId, span]))
  const pathTo = (span: CollectedSpan): string => {
    const parent = mine.get(span.parentSpanId ?? '')
    return `${parent ? `${pathTo(parent)} → ` : ''}${span.service} ${span.name}`
  }
  return [...new Set([...mine.values()].map(pathTo))].sort()
}
