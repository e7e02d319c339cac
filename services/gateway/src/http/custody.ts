import { type CalendarDate, formatCalendarDate, formatInstant, type Instant, parseCalendarDate } from '@hub/calendar'
import {
  custodyStatusWord,
  handoverTaskWord,
  handoverTypeWord,
  pathwayStatusWord,
  pathwayWord,
  resettlementFindingWord,
  resettlementReportStateWord,
  resettlementReportWord,
  responsibilityWord,
} from '@hub/contracts'
import type {
  CountingDate,
  Custody,
  HandoverProgress,
  HandoverStanding,
  KnownPathway,
  KnownReport,
  ParoleReview,
  PreReleaseWindow,
  PrisonerCustody,
  PrisonRecord,
  UpcomingHandover,
  UpcomingRelease,
} from '@hub/contracts/custody'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import type { HttpPorts } from './ports'

/** Where people are held, which dates count, and who is responsible. */
export function custodyRoutes(server: FastifyInstance, { journeys, custody }: HttpPorts): void {
  server.get<{ Params: { id: string } }>('/v1/people/:id/custody', async request => {
    demand(request.caller, 'read')
    const { person } = await journeys.getPerson({ personId: request.params.id })
    const nomsNumbers = person!.identifiers.flatMap(({ type, value }) => (type === 'NOMS' ? [value] : []))
    const { custodies } = nomsNumbers.length > 0 ? await custody.getCustody({ nomsNumbers }) : { custodies: [] }
    return { personId: person!.personId, custodies: custodies.map(custodyJson) }
  })

  server.get<{ Params: { prisonId: string }; Querystring: { from?: string; limit?: string } }>(
    '/v1/prisons/:prisonId/handovers',
    async request => {
      demand(request.caller, 'read')
      const { from } = request.query
      const day = parseCalendarDate(from)
      if (from !== undefined && !day)
        throw new HubError('invalid', 'HUB_REQUEST_INVALID', 'write YYYY-MM-DD', { field: 'from' })
      const prisonId = codeOf(request.params.prisonId)
      const limit = wholeOf('limit', request.query.limit ?? '200', 1_000)
      const answer = await custody.listHandovers({ prisonId, limit, ...(day ? { from: day } : {}) })
      return { prisonId, handovers: answer.handovers.map(handoverJson), overdue: answer.overdue.map(handoverJson) }
    },
  )

  server.get<{ Params: { prisonId: string }; Querystring: { weeks?: string; limit?: string } }>(
    '/v1/prisons/:prisonId/releases',
    async request => {
      demand(request.caller, 'read')
      const prisonId = codeOf(request.params.prisonId)
      const weeks = wholeOf('weeks', request.query.weeks ?? '12', 52)
      const limit = wholeOf('limit', request.query.limit ?? '200', 1_000)
      const answer = await custody.listReleases({ prisonId, weeks, limit })
      return { prisonId, weeks, releases: answer.releases.map(releaseJson), overdue: answer.overdue.map(releaseJson) }
    },
  )
}

/** Codes are upper case wherever they are kept. */
const codeOf = (prisonId: string): string => prisonId.toUpperCase()

function wholeOf(field: string, text: string, most: number): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text)
  throw new HubError('invalid', 'HUB_REQUEST_INVALID', `${field} is 1 to ${most.toLocaleString('en-GB')}`, { field })
}

const custodyJson = (known: PrisonerCustody) => ({
  nomsNumber: known.nomsNumber,
  now: known.now ? heldJson(known.now) : null,
  stretches: known.stretches.map(heldJson),
  record: known.record ? recordJson(known.record) : null,
  recordReadAt: instantJson(known.recordReadAt),
  dates: known.dates.map(({ type, calculated, override }) => ({
    type,
    calculated: dayJson(calculated),
    override: dayJson(override),
  })),
  prisonEffective: countingJson(known.prisonEffective),
  handoverEarliest: countingJson(known.handoverEarliest),
  resettlementDisplayed: countingJson(known.resettlementDisplayed),
  keyDates: known.keyDates.map(countingJson),
  questions: known.questions,
  standing: known.standing ? standingJson(known.standing) : null,
  standingSource: known.standingSource || null,
  nextLook: dayJson(known.nextLook),
  handoverProgress: known.handoverProgress ? progressJson(known.handoverProgress) : null,
  handoverTasksDone: known.handoverTasksDone.map(handoverTaskWord),
  paroleReviews: known.paroleReviews.map(reviewJson),
  pathways: known.pathways.map(pathwayJson),
  reports: known.reports.map(reportJson),
  preReleaseWindow: known.preReleaseWindow ? windowJson(known.preReleaseWindow) : null,
  shortSentenceTeam: known.shortSentenceTeam
    ? { regionId: known.shortSentenceTeam.regionId || null, regionName: known.shortSentenceTeam.regionName || null }
    : null,
})

const progressJson = ({ upcoming, inProgress, comOverdue, type, tasks, done }: HandoverProgress) => ({
  upcoming,
  inProgress,
  comOverdue,
  type: handoverTypeWord(type) || null,
  checklist: tasks.map(task => ({ task: handoverTaskWord(task), done: done.includes(task) })),
})

const reviewJson = (review: ParoleReview) => ({
  reviewId: review.reviewId,
  targetHearingDate: dayJson(review.targetHearingDate),
  custodyReportDue: dayJson(review.custodyReportDue),
  status: review.status || null,
  outcome: review.outcome || null,
  outcomeReceivedOn: dayJson(review.outcomeReceivedOn),
  type: review.type || null,
})

const pathwayJson = ({ pathway, pathwayCode, standing, ofEarlierStay }: KnownPathway) => ({
  pathway: pathwayCode || pathwayWord(pathway),
  status: standing ? pathwayStatusWord(standing.status) : null,
  changedOn: dayJson(standing?.changedOn),
  ofEarlierStay,
})

const reportJson = ({ report, standing, findings, ofEarlierStay }: KnownReport) => ({
  report: resettlementReportWord(report),
  state: standing ? resettlementReportStateWord(standing.state) || null : null,
  skipReason: standing?.skipReason || null,
  findings: findings.map(resettlementFindingWord),
  ofEarlierStay,
})

const windowJson = ({ opensOn, displayed }: PreReleaseWindow) => ({
  opensOn: dayJson(opensOn),
  displayed: countingJson(displayed),
})

const heldJson = ({ status, prisonId, recall, since }: Custody) => ({
  status: custodyStatusWord(status),
  prisonId: prisonId || null,
  recall,
  since: instantJson(since),
})

const recordJson = (record: PrisonRecord) => ({
  legalStatus: record.legalStatus || null,
  imprisonmentStatus: record.imprisonmentStatus || null,
  recall: record.recall ?? null,
  indeterminate: record.indeterminate ?? null,
  sentenceStart: dayJson(record.sentenceStart),
  category: record.category || null,
  prisonId: record.prisonId || null,
  restrictedPatient: record.restrictedPatient,
  supportingPrisonId: record.supportingPrisonId || null,
  status: record.status || null,
  ofAgeOn: dayJson(record.ofAgeOn),
})

const countingJson = (counting: CountingDate | undefined) =>
  counting ? { type: counting.type, date: dayJson(counting.date) } : null

const standingJson = ({ responsibility, start, handover, reason, ruleSet, ...standing }: HandoverStanding) => ({
  responsibility: responsibilityWord(responsibility),
  start: dayJson(start),
  handover: dayJson(handover),
  reason: reason || null,
  ruleSet: ruleSet || null,
  // Where a prison manager decided: what the procedure of handover goes by.
  calculated: standing.calculatedReason ? responsibilityWord(standing.calculated) : null,
  calculatedReason: standing.calculatedReason || null,
})

const handoverJson = ({ personId, nomsNumber, standing, upcoming, progress }: UpcomingHandover) => ({
  personId,
  nomsNumber,
  standing: standing ? standingJson(standing) : null,
  upcoming,
  progress: progress ? progressJson(progress) : null,
})

const releaseJson = ({ personId, nomsNumber, displayed, preReleaseWindow, preReleaseReport }: UpcomingRelease) => ({
  personId,
  nomsNumber,
  displayed: countingJson(displayed),
  preReleaseWindow,
  preReleaseReport: resettlementReportStateWord(preReleaseReport) || null,
})

const dayJson = (date: CalendarDate | undefined): string | null => (date ? formatCalendarDate(date) : null)
const instantJson = (instant: Instant | undefined): string | null => (instant ? formatInstant(instant) : null)
