import type { FastifyInstance } from 'fastify'
import { readCustody } from '../app/custody'
import { findPeople } from '../app/find-people'
import { readLine } from '../app/line'
import { readReports } from '../app/reports'
import { readExplanation } from '../app/reviews'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'
import { pagination } from './pagination'

/** Find a person; a person and their line. */
export function peopleRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: { q?: string } }>('/people', async (request, reply) => {
    const { q } = request.query
    if (q === undefined) return sendPage(reply, 'people', { q: '' })
    const text = q.trim().slice(0, 200)
    const found = await findPeople(ports, text)
    return 'problem' in found
      ? sendPage(reply, 'people', { q: text, problem: found.problem }, 400)
      : sendPage(reply, 'people', { q: text, found })
  })

  server.get<{ Params: { id: string }; Querystring: { order?: string; page?: string; event?: string } }>(
    '/people/:id',
    async (request, reply) => {
      const { order, page, event } = request.query
      const line = await readLine(ports, request.params.id, {
        order: order === 'oldest' ? 'oldest' : 'newest',
        page: /^\d{1,4}$/.test(page ?? '') ? Number(page) : 1,
        ...(event ? { eventId: event } : {}),
      })
      const pageAt = (number: number) => `?order=${line.order}&page=${number}#line`
      const [why, reports, custodies] = await Promise.all([
        readExplanation(ports, request.params.id),
        readReports(ports, request.params.id),
        readCustody(ports, line.person.prisonNumbers),
      ])
      return sendPage(reply, 'person', {
        line,
        event,
        why,
        reports,
        custodies,
        pagination: pagination(line.page, line.pages, pageAt),
      })
    },
  )
}
