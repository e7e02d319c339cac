import type { PromiseRow } from './row'

const COMPLETED = 'REPORT_STAGE_COMPLETED'
const NO_ADDENDUM = { field: 'reportType', noneOf: ['REPORT_TYPE_ADDENDUM'] }

/**
 * The court asked for a report, and gets it by the next hearing. It is kept by the day on which the report was completed.
 * An addendum belongs to a report that was delivered before and keeps nothing.
 */
const preSentenceReport: PromiseRow = {
  name: 'pre-sentence-report',
  title: 'Pre-sentence report',
  promisedBy: 'probation service',
  promisedTo: 'court',
  source: 'Sentencing Act 2020 ss. 30-31; parliamentary answer 98201, 9 October 2020',
  made: { event: 'hub.court.v1.ReportRequested', key: ['hearingId', 'hearingDay'], since: 'requestedOn' },
  due: { day: 'due' },
  remindWorkingDaysBefore: 1,
  matter: ['caseReference'],
  moved: {
    events: [{ event: 'hub.court.v1.HearingListed', days: 'days.day' }, { event: 'hub.court.v1.HearingCancelled' }],
    unit: ['hearingId'],
    only: ['nextHearing.existingHearingId'],
    // Before the hearing that the court adjourned to, a case may be mentioned.
    fixed: { field: 'dueBy', oneOf: ['REPORT_DUE_BY_HEARING'] },
  },
  answers: {
    events: [
      {
        event: 'hub.court.v1.ReportCompleted',
        keeps: true,
        step: 'completed',
        document: 'personal.document',
      },
      {
        event: 'hub.court.v1.ReportStageReached',
        when: [{ field: 'stage', oneOf: [COMPLETED] }, NO_ADDENDUM],
        keeps: true,
        step: 'completed',
        day: 'reachedOn',
      },
      {
        event: 'hub.court.v1.ReportStageReached',
        when: [{ field: 'stage', noneOf: [COMPLETED] }, NO_ADDENDUM],
        step: { field: 'stage' },
        day: 'reachedOn',
      },
    ],
    unit: 'reportId',
    steps: [
      'REPORT_STAGE_ALLOCATED',
      'REPORT_STAGE_STARTED',
      'completed',
      'REPORT_STAGE_SENT_TO_COURT',
      'REPORT_STAGE_RECEIVED_BY_COURT',
    ],
    // The report service tells at once, a person enters the day into probation's record.
    sameWithinDays: 3,
  },
  cancelled: [
    {
      // What only changes or enforces an earlier order, or is imprisonment in default, leaves the case unsentenced.
      event: 'hub.court.v1.SentencePassed',
      when: [
        {
          field: 'kind',
          oneOf: [
            'SENTENCE_KIND_IMPRISONMENT',
            'SENTENCE_KIND_SUSPENDED_IMPRISONMENT',
            'SENTENCE_KIND_COMMUNITY_ORDER',
            'SENTENCE_KIND_FINE',
            'SENTENCE_KIND_CONDITIONAL_DISCHARGE',
            'SENTENCE_KIND_ABSOLUTE_DISCHARGE',
            'SENTENCE_KIND_DETENTION_YOUNG_OFFENDER',
            'SENTENCE_KIND_SUSPENDED_DETENTION_YOUNG_OFFENDER',
            'SENTENCE_KIND_DETENTION_AND_TRAINING_ORDER',
            'SENTENCE_KIND_YOUTH_REHABILITATION_ORDER',
            'SENTENCE_KIND_HOSPITAL_ORDER',
            'SENTENCE_KIND_BIND_OVER',
            'SENTENCE_KIND_NO_SEPARATE_PENALTY',
            'SENTENCE_KIND_OTHER_ORDER',
          ],
        },
      ],
      because: 'sentenced without it',
    },
  ],
  shows: {
    requestedOn: 'requestedOn',
    court: 'court.name',
    courtCode: 'court.code',
    hearingId: 'hearingId',
    caseReference: 'caseReference',
    type: 'reportType',
    dueBy: 'dueBy',
  },
}

export const courtPromises: readonly PromiseRow[] = [preSentenceReport]
