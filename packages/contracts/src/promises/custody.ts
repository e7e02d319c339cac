import type { PromiseRow } from './row'

/**
 * Responsibility passes to the community, and probation names who takes it, two days after the handover date at the latest.
 * Where somebody is named already when the date is set there is nothing to promise.
 */
const comAllocation: PromiseRow = {
  name: 'com-allocation',
  title: 'Community offender manager named',
  promisedBy: 'probation service',
  promisedTo: 'prison',
  source: 'offender-management-allocation-manager: calculated_handover_date.rb (COM allocation overdue)',
  made: {
    event: 'hub.custody.v1.HandoverDatesSet',
    when: [{ field: 'com', noneOf: ['COMMUNITY_MANAGER_NAMED'] }],
    key: ['saidOn'],
    since: 'saidOn',
  },
  due: { day: 'comAllocationDue' },
  // One person's handover is one matter, whatever its day.
  matter: ['identity.token'],
  toTheMoment: true,
  moved: {
    events: [{ event: 'hub.custody.v1.HandoverDatesChanged', days: 'comAllocationDue' }],
    unit: ['identity.token', 'setOn'],
    only: ['identity.token', 'saidOn'],
    anyDay: true,
  },
  answers: {
    events: [
      {
        event: 'hub.custody.v1.CommunityOffenderManagerChanged',
        when: [{ field: 'com', oneOf: ['COMMUNITY_MANAGER_NAMED'] }],
        keeps: true,
        step: 'named',
      },
    ],
    steps: ['named'],
    sameWithinDays: 0,
  },
  // Release, death and removal end the handover too, and say so by this event.
  cancelled: [{ event: 'hub.custody.v1.HandoverDatesCleared', because: 'there is no handover any more' }],
  shows: { reason: 'standing.reason', handover: 'standing.handover' },
}

/** A short sentence is the community's from the start: somebody is named at once. */
const comForShortSentence: PromiseRow = {
  name: 'com-short-sentence',
  title: 'Community offender manager named for a short sentence',
  promisedBy: 'probation service',
  promisedTo: 'prison',
  source: 'offender-management-allocation-manager: recalculate_handover_date_job.rb (determinate_short without a COM)',
  made: {
    event: 'hub.custody.v1.HandoverStepDue',
    when: [{ field: 'step', oneOf: ['HANDOVER_STEP_SHORT_SENTENCE_WITHOUT_COMMUNITY_MANAGER'] }],
    key: ['comDue'],
    since: 'comDue',
  },
  due: { day: 'comDue' },
  matter: ['identity.token'],
  toTheMoment: true,
  answers: {
    events: [
      {
        event: 'hub.custody.v1.CommunityOffenderManagerChanged',
        when: [{ field: 'com', oneOf: ['COMMUNITY_MANAGER_NAMED'] }],
        keeps: true,
        step: 'named',
      },
    ],
    steps: ['named'],
    sameWithinDays: 0,
  },
  // Release, death and removal make it nobody's, and say so by this event.
  cancelled: [
    {
      event: 'hub.custody.v1.ResponsibilityChanged',
      when: [{ field: 'after.responsibility', noneOf: ['RESPONSIBILITY_COMMUNITY'] }],
      because: 'the community is not responsible any more',
    },
  ],
  shows: { reason: 'standing.reason' },
}

/** From 56 days before the handover the prison offender manager prepares it, by the checklist of its type. */
const handoverPreparation: PromiseRow = {
  name: 'handover-preparation',
  title: 'Handover prepared',
  promisedBy: 'prison',
  promisedTo: 'probation service',
  source: 'offender-management-allocation-manager: calculated_handover_date.rb, handover_progress_checklist.rb',
  made: {
    event: 'hub.custody.v1.HandoverStepDue',
    when: [{ field: 'step', oneOf: ['HANDOVER_STEP_UPCOMING_HANDOVER'] }],
    key: ['preparationDue', 'saidOn'],
    since: 'saidOn',
  },
  due: { day: 'preparationDue' },
  matter: ['identity.token'],
  toTheMoment: true,
  moved: {
    events: [{ event: 'hub.custody.v1.HandoverDatesChanged', days: 'standing.handover' }],
    unit: ['identity.token', 'setOn'],
    only: ['identity.token', 'setOn'],
    anyDay: true,
  },
  answers: {
    events: [
      {
        event: 'hub.custody.v1.HandoverChecklistChanged',
        when: [{ field: 'complete', oneOf: ['true'] }],
        keeps: true,
        step: 'prepared',
        day: 'countsOn',
      },
    ],
    steps: ['prepared'],
    sameWithinDays: 0,
  },
  cancelled: [{ event: 'hub.custody.v1.HandoverDatesCleared', because: 'there is no handover any more' }],
  shows: { type: 'type', handover: 'standing.handover' },
}

/**
 * Once release is at most 12 weeks away, the pre-release report is submitted by the day of release. That it is due then
 * follows from what it is for; no source states another day.
 */
const preReleaseReport: PromiseRow = {
  name: 'pre-release-report',
  title: 'Pre-release report',
  promisedBy: 'pre-release team',
  promisedTo: 'community offender manager',
  source: 'hmpps-resettlement-passport-ui: preReleaseWindow.ts; pre-release policy framework, September 2022',
  made: { event: 'hub.custody.v1.PreReleaseWindowOpened', key: ['saidOn'], since: 'saidOn' },
  due: { day: 'reportDue' },
  matter: ['identity.token'],
  toTheMoment: true,
  moved: {
    events: [{ event: 'hub.custody.v1.PreReleaseWindowMoved', days: 'window.displayed.date' }],
    unit: ['identity.token', 'openedOn'],
    only: ['identity.token', 'saidOn'],
    anyDay: true,
  },
  answers: {
    events: [
      {
        event: 'hub.custody.v1.ResettlementReportChanged',
        when: [
          { field: 'report', oneOf: ['RESETTLEMENT_REPORT_PRE_RELEASE'] },
          { field: 'after.state', oneOf: ['RESETTLEMENT_REPORT_STATE_SUBMITTED'] },
        ],
        keeps: true,
        step: 'submitted',
      },
    ],
    unit: 'reportKey',
    steps: ['submitted'],
    sameWithinDays: 0,
  },
  cancelled: [{ event: 'hub.custody.v1.PreReleaseWindowClosed', because: 'the pre-release window is closed' }],
  shows: { release: 'window.displayed.date', type: 'window.displayed.type' },
}

export const custodyPromises: readonly PromiseRow[] = [
  comAllocation,
  comForShortSentence,
  handoverPreparation,
  preReleaseReport,
]
