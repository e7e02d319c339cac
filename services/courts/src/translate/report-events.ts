import { eventOf } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import { parseIdentifier } from '@hub/identifiers'
import { noContextTakes, readerOf, type Translate } from '@hub/translation'
import type { ReportCommand } from '../domain/report'
import { idAt } from './id'

/** The digital service publishes `created` when a report is submitted; older captures hold `completed`. */
const COMPLETED = ['pre-sentence.report.completed', 'pre-sentence.report.created']

/**
 * Events of the pre-sentence report service. Its `eventNumber` is filled with the report id and says nothing.
 * Source: ministryofjustice/pre-sentence-service (eventService), hmpps-domain-events (spec/auto/pre-sentence).
 */
export const translateReportEvent: Translate<ReportCommand> = ({ body, attributes, receivedAt }, tools) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  if (!COMPLETED.includes(type))
    return {
      is: 'ignored',
      reason: noContextTakes(type),
      warnings,
    }

  const information = event.at('additionalInformation')
  const reportId = idAt(information, 'reportId') ?? idAt(information, 'psrId')
  if (!reportId) return { is: 'rejected', reason: 'no report id', field: 'additionalInformation.reportId', warnings }
  const identifiers = event.at('personReference').list('identifiers')
  const crn = parseIdentifier('CRN', identifiers.find(identifier => identifier.text('type') === 'CRN')?.text('value'))
  if (!crn.valid)
    return { is: 'rejected', reason: 'no usable CRN of the person', field: 'personReference.identifiers', warnings }

  const completed = eventOf('hub.court.v1.ReportCompleted', {
    reportId,
    personal: { document: event.text('detailUrl') ?? '' },
  })
  const fact = {
    key: 'completed',
    event: completed,
    hash: tools.hashOf(completed),
    occurredAt: event.instant('occurredAt') ?? receivedAt,
  }
  return {
    is: 'parts',
    parts: [
      {
        is: 'command',
        subject: `CRN:${crn.canonical}`,
        identities: [{ type: IdentityType.IDENTITY_TYPE_CRN, value: crn.canonical }],
        command: { is: 'report', reportId, fact },
      },
    ],
    warnings,
  }
}
