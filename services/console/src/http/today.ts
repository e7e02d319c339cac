import { parseCalendarDate } from '@hub/calendar'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { readToday } from '../app/today'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

/** What came in, and how every context is doing. */
export function todayRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: { day?: string } }>('/', async (request, reply) => {
    const { day } = request.query
    const asked = parseCalendarDate(day)
    if (day && !asked)
      throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write the day as in 2026-11-24', { field: 'day' })
    return sendPage(reply, 'today', { today: await readToday(ports, asked) })
  })
}
