import { millisOf } from '@hub/calendar'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { statuses } from './operations'
import type { HttpPorts } from './ports'

let ofProcess: Registry | undefined

/** Metrics of the process, not of one server in it: what watches the process for them is never let go. */
function processMetrics(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess, prefix: 'hub_gateway_' })
  }
  return ofProcess
}

/**
 * Every context's condition for Prometheus, read when it asks: the hub keeps no counters beside its stores, so numbers
 * survive restarts and are the same whichever instance answers. Open to this machine alone.
 */
export function metricRoutes(server: FastifyInstance, ports: HttpPorts): void {
  processMetrics()
  const registry = new Registry()
  const gauges: Gauge[] = []
  const gauge = (name: string, help: string, ...labels: string[]) => {
    const made = new Gauge({ name: `hub_${name}`, help, labelNames: ['context', ...labels], registers: [registry] })
    gauges.push(made)
    return made
  }

  const up = gauge('up', '1 when the context answers')
  const problems = gauge('problems', 'What is not as it should be; /v1/status says what')
  const lag = gauge('consumer_lag_records', 'Records that have not taken effect yet', 'group')
  const stopped = gauge('consumer_stopped', '1 when the consumer stopped by itself', 'group')
  const unpublished = gauge('unpublished_events', 'Events recorded and not yet published')
  const recorded = gauge('recorded_events', 'Events recorded')
  const heldLanes = gauge('held_lanes', 'Lanes that are held')
  const heldMessages = gauge('held_messages', 'Messages that wait in held lanes')
  const oldestHeld = gauge('oldest_held_seconds', 'How long the oldest held lane has been held; 0 without one')
  const dueTimers = gauge('due_timers', 'Timers whose time has come and that have not taken effect')
  const attention = gauge('attention', 'What waits for somebody to look at; the console lists it', 'what')
  const arrived = gauge('intake_arrived', 'Records of the intake that were read')
  const accounted = gauge('intake_accounted', 'Of them: receipts, repeats and conflicts', 'as')
  const unaccounted = gauge('intake_unaccounted', 'Arrived less accounted for: anything but 0 is an alarm')

  server.get('/metrics', async (request, reply) => {
    if (!isLoopback(request.socket.remoteAddress))
      throw new HubError('not-found', 'HUB_REQUEST_UNKNOWN_PATH', 'metrics are open to this machine alone')
    for (const each of gauges) each.reset()
    const now = millisOf(ports.clock.now())
    for (const status of await statuses(ports.operations)) {
      const { context, conservation } = status
      // Every context has a consumer; one that does not answer shows none.
      const answers = status.consumers.length > 0
      up.set({ context }, answers ? 1 : 0)
      problems.set({ context }, status.problems.length)
      if (!answers) continue
      for (const consumer of status.consumers) {
        lag.set({ context, group: consumer.group }, Number(consumer.lag))
        stopped.set({ context, group: consumer.group }, consumer.stopped === '' ? 0 : 1)
      }
      recorded.set({ context }, Number(status.recordedPosition))
      unpublished.set({ context }, Number(status.recordedPosition - status.publishedPosition))
      heldLanes.set({ context }, Number(status.heldLanes))
      heldMessages.set({ context }, Number(status.heldMessages))
      oldestHeld.set({ context }, status.oldestHeldSince ? (now - millisOf(status.oldestHeldSince)) / 1000 : 0)
      dueTimers.set({ context }, Number(status.dueTimers))
      for (const [what, count] of Object.entries(status.attention)) attention.set({ context, what }, Number(count))
      if (!conservation) continue
      const { receipts, repeats, conflicts } = conservation
      arrived.set({ context }, Number(conservation.arrived))
      accounted.set({ context, as: 'receipts' }, Number(receipts))
      accounted.set({ context, as: 'repeats' }, Number(repeats))
      accounted.set({ context, as: 'conflicts' }, Number(conflicts))
      unaccounted.set({ context }, Number(conservation.arrived - receipts - repeats - conflicts))
    }
    const all = Registry.merge([processMetrics(), registry])
    return reply.type(all.contentType).send(await all.metrics())
  })
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address)
