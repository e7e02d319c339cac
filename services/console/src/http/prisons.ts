import { formatCalendarDate, londonDate, parseCalendarDate } from '@hub/calendar'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { MOST_HANDOVERS, readHandovers } from '../app/handovers'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

const PRISON_CODE = /^[A-Z0-9]{2,6}$/

/** A prison, and the handovers of those whom it holds. */
export function prisonRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: { code?: string } }>('/prisons', async (request, reply) => {
    const { code } = request.query
    if (code === undefined) return sendPage(reply, 'prisons', { code: '' })
    const wanted = code.trim().toUpperCase().slice(0, 40)
    if (PRISON_CODE.test(wanted)) return reply.redirect(`/prisons/${wanted}/handovers`)
    const problem = wanted === '' ? 'Enter the code of a prison' : 'A prison code is letters, such as LEI'
    return sendPage(reply, 'prisons', { code: wanted, problem }, 400)
  })

  server.get<{ Params: { code: string }; Querystring: { from?: string } }>(
    '/prisons/:code/handovers',
    async (request, reply) => {
      const code = request.params.code.toUpperCase()
      if (!PRISON_CODE.test(code))
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'a prison code is letters, such as LEI', { field: 'code' })
      const { from } = request.query
      const day = parseCalendarDate(from)
      if (from && !day)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write the day as in 2026-11-24', { field: 'from' })
      const handovers = await readHandovers(ports, code, day)
      return sendPage(reply, 'handovers', {
        code,
        from: formatCalendarDate(day ?? londonDate(ports.clock.now())),
        handovers,
        cut: handovers.length === MOST_HANDOVERS,
      })
    },
  )
}
