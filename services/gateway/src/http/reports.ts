import { formatCalendarDate, formatInstant, londonDate } from '@hub/calendar'
import { REPORT_PROMISE, reportOutcome, reportStage } from '@hub/contracts'
import type { PromiseStanding } from '@hub/contracts/obligation'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import type { HttpPorts } from './ports'

/** What became of the pre-sentence reports that courts asked for about a person. */
export function reportRoutes(server: FastifyInstance, { promises, journeys }: HttpPorts): void {
  server.get<{ Params: { id: string } }>('/v1/people/:id/reports', async request => {
    demand(request.caller, 'read')
    const personId = request.params.id
    const answer = await promises.listPromises({ personId, promise: REPORT_PROMISE })
    // Who keeps promises knows only people of whom something was promised; who keeps lines knows everybody.
    if (answer.promises.length === 0)
      return { personId: (await journeys.getPerson({ personId })).person!.personId, reports: [] }
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
  // Of a completion that is told as a day the moment is where that day begins in London.
  readyOn: standing.keptAt ? formatCalendarDate(londonDate(standing.keptAt)) : null,
  readyAt: standing.keptAt ? formatInstant(standing.keptAt) : null,
  daysLate: standing.daysLate,
  document: standing.document || null,
  notNeededBecause: standing.cancelledBecause || null,
})
