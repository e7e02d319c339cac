import { formatCalendarDate, formatInstant } from '@hub/calendar'
import { REPORT_PROMISE, reportOutcome, reportStage } from '@hub/contracts'
import type { PromiseStanding } from '@hub/contracts/obligation'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import type { HttpPorts } from './ports'

/** What became of the pre-sentence reports that courts asked for about a person. */
export function reportRoutes(server: FastifyInstance, { promises }: HttpPorts): void {
  server.get<{ Params: { id: string } }>('/v1/people/:id/reports', async request => {
    demand(request.caller, 'read')
    const answer = await promises.listPromises({ personId: request.params.id, promise: REPORT_PROMISE })
    return { personId: answer.personId, reports: answer.promises.map(reportJson) }
  })
}

const reportJson = (standing: PromiseStanding) => ({
  reportId: standing.promiseId,
  outcome: reportOutcome(standing),
  request: standing.about,
  requestEventId: standing.madeBy,
  due: standing.due ? formatCalendarDate(standing.due) : null,
  reminder: standing.remindOn ? formatCalendarDate(standing.remindOn) : null,
  stage: reportStage(standing) || null,
  readyAt: standing.keptAt ? formatInstant(standing.keptAt) : null,
  daysLate: standing.daysLate,
  document: standing.document || null,
  notNeededBecause: standing.cancelledBecause || null,
})
