import { formatInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { ReportStage } from '@hub/contracts/court'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import { noContextTakes, type Reader, readerOf, type Translate } from '@hub/translation'
import type { TellReport } from '../domain/report'
import { idAt } from './id'

/** What each event says of a report: its fact's key, and the event. */
interface Said {
  readonly key: string
  event(reportId: string, event: Reader): HubEvent
}

const COMPLETED: Said = {
  key: 'completed',
  // The document stays where it is: the service gives its address and no hash, and makes nothing but PDF.
  event: (reportId, event) => {
    const document = event.text('detailUrl') ?? ''
    return eventOf('hub.court.v1.ReportCompleted', {
      reportId,
      mediaType: document === '' ? '' : 'application/pdf',
      personal: { document },
    })
  },
}

const STARTED: Said = {
  key: 'stage/started',
  event: reportId =>
    eventOf('hub.court.v1.ReportStageReached', { reportId, stage: ReportStage.REPORT_STAGE_STARTED, personal: {} }),
}

/** The digital service publishes `created` when a report is submitted; older captures hold `completed`. */
const SAID: Readonly<Record<string, Said>> = {
  'pre-sentence.report.started': STARTED,
  'pre-sentence.report.completed': COMPLETED,
  'pre-sentence.report.created': COMPLETED,
}

/**
 * Events of the pre-sentence report service. Its `eventNumber` is filled with the report id and says nothing.
 * Source: ministryofjustice/pre-sentence-service (eventService), hmpps-domain-events (spec/auto/pre-sentence).
 */
export const translateReportEvent: Translate<TellReport> = ({ body, attributes, receivedAt }, tools) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  const said = Object.hasOwn(SAID, type) ? SAID[type] : undefined
  if (!said) return { is: 'ignored', reason: noContextTakes(type), warnings }

  const information = event.at('additionalInformation')
  const reportId = idAt(information, 'reportId') ?? idAt(information, 'psrId')
  if (!reportId) return { is: 'rejected', reason: 'no report id', field: 'additionalInformation.reportId', warnings }
  const identifiers = event.at('personReference').list('identifiers')
  const crn = parseIdentifier('CRN', identifiers.find(identifier => identifier.text('type') === 'CRN')?.text('value'))
  if (!crn.valid)
    return { is: 'rejected', reason: 'no usable CRN of the person', field: 'personReference.identifiers', warnings }

  const told = said.event(reportId, event)
  const hash = tools.hashOf(told)
  // When it happened is what it says: another time corrects the first, and without one it corrects nothing.
  const at = event.instant('occurredAt')
  const fact: Fact<HubEvent> = at
    ? { key: said.key, event: told, hash: `${hash}@${formatInstant(at)}`, occurredAt: at }
    : { key: said.key, event: told, hash, occurredAt: receivedAt, partial: true }
  return {
    is: 'parts',
    parts: [
      {
        is: 'command',
        subject: `CRN:${crn.canonical}`,
        identities: [{ type: IdentityType.IDENTITY_TYPE_CRN, value: crn.canonical }],
        command: { is: 'report', reportId, facts: [fact] },
      },
    ],
    warnings,
  }
}
