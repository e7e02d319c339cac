import { formatCalendarDate, londonDate, parseCalendarDate } from '@hub/calendar'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { MOST_HANDOVERS, readHandovers } from '../app/handovers'
import { MOST_RELEASES, readReleases } from '../app/resettlement'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

const PRISON_CODE = /^[A-Z0-9]{2,6}$/

/** A prison, and the handovers and releases of those whom it holds. */
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
      const code = codeOf(request.params.code)
      const { from } = request.query
      const day = parseCalendarDate(from)
      if (from && !day)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write the day as in 2026-11-24', { field: 'from' })
      const { handovers, overdue } = await readHandovers(ports, code, day)
      return sendPage(reply, 'handovers', {
        code,
        from: formatCalendarDate(day ?? londonDate(ports.clock.now())),
        handovers,
        overdue,
        most: MOST_HANDOVERS,
      })
    },
  )
  server.get<{ Params: { code: string }; Querystring: { weeks?: string } }>(
    '/prisons/:code/releases',
    async (request, reply) => {
      const code = codeOf(request.params.code)
      const { weeks = '12' } = request.query
      if (!WEEKS.includes(weeks))
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'releases are shown within 12 or 24 weeks', {
          field: 'weeks',
        })
      const { releases, overdue } = await readReleases(ports, code, Number(weeks))
      const other = WEEKS.find(each => each !== weeks)
      return sendPage(reply, 'releases', { code, weeks, other, releases, overdue, most: MOST_RELEASES })
    },
  )
}

/** As resettlement's own lists are filtered (hmpps-resettlement-passport-ui, staff-dashboard.njk). */
const WEEKS: readonly string[] = ['12', '24']

function codeOf(text: string): string {
  const code = text.toUpperCase()
  if (PRISON_CODE.test(code)) return code
  throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'a prison code is letters, such as LEI', { field: 'code' })
}
