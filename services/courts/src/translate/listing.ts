import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import { type Application, RemandStatus, type ReportingRestriction } from '@hub/contracts/court'
import type { Reader } from '@hub/translation'
import type { Hearing } from './hearing'
import { byText, idAt } from './id'
import { courtOrderOf } from './sentence'

/**
 * Where a person waits by the code of their bail status; A (not applicable) and R (arrested again) say nothing of it.
 * Source: bail statuses of Common Platform's reference data, as hmcts/cpp-context-* repositories have them.
 */
const BAIL: Readonly<Record<string, RemandStatus>> = {
  B: RemandStatus.REMAND_STATUS_CONDITIONAL_BAIL,
  P: RemandStatus.REMAND_STATUS_CONDITIONAL_BAIL,
  U: RemandStatus.REMAND_STATUS_UNCONDITIONAL_BAIL,
  C: RemandStatus.REMAND_STATUS_CUSTODY,
  L: RemandStatus.REMAND_STATUS_LOCAL_AUTHORITY,
  S: RemandStatus.REMAND_STATUS_LOCAL_AUTHORITY,
}

/** The event that a person is listed for a hearing. The order of a list says nothing: lists are sorted. */
export function listingEvent(
  hearing: Hearing,
  about: { readonly hearingId: string; readonly caseReference: string },
  person: {
    readonly reader: Reader
    readonly caseMarkers: readonly string[]
    readonly applications: readonly Reader[]
  },
  offences: readonly Reader[],
): HubEvent {
  const charges = offences
    .map(offence => ({
      reader: offence,
      offenceId: idAt(offence, 'id')?.toLowerCase() ?? '',
      code: offence.text('offenceCode') ?? '',
      place: offence.whole('orderIndex') ?? 0,
    }))
    .sort((a, b) => a.place - b.place || byText(a.offenceId, b.offenceId) || byText(a.code, b.code))
  const bail = person.reader.at('personDefendant').at('bailStatus').text('code')?.toUpperCase() ?? ''
  return eventOf('hub.court.v1.HearingListed', {
    ...about,
    court: hearing.court,
    jurisdiction: hearing.jurisdiction,
    hearingType: hearing.type,
    days: hearing.days.map(({ sitting }) => sitting),
    offences: charges.map(({ reader, offenceId, code }) => {
      const convictedOn = reader.date('convictionDate')
      return {
        offenceId,
        code,
        title: reader.text('offenceTitle') ?? '',
        plea: reader.at('plea').text('pleaValue') ?? '',
        verdict: reader.at('verdict').at('verdictType').text('description') ?? '',
        ...(convictedOn ? { convictedOn } : {}),
      }
    }),
    applications: person.applications.map(applicationOf).sort((a, b) => byText(a.applicationId!, b.applicationId!)),
    restrictions: [
      ...restrictionOfHearing(hearing.reader),
      ...charges.flatMap(({ reader, offenceId }) =>
        reader.list('reportingRestrictions').map(restriction => restrictionOf(restriction, offenceId)),
      ),
    ],
    bail: BAIL[bail] ?? RemandStatus.REMAND_STATUS_UNSPECIFIED,
    caseMarkers: [...person.caseMarkers],
    personal: {
      wordings: charges.map(({ reader, offenceId }) => ({ offenceId, wording: reader.text('wording') ?? '' })),
    },
  })
}

/** Source: ministryofjustice/laa-court-data-adaptor (apiCourtApplication, apiCourtApplicationType). */
function applicationOf(application: Reader): DeepPartial<Application> {
  const type = application.at('type')
  const receivedOn = application.date('applicationReceivedDate')
  const order = courtOrderOf(application)
  const breach = type.text('breachType')
  return {
    applicationId: idAt(application, 'id')?.toLowerCase() ?? '',
    typeCode: type.text('code') ?? '',
    type: type.text('type') ?? '',
    breach: breach !== undefined && breach !== 'NOT_APPLICABLE',
    status: application.text('applicationStatus') ?? '',
    ...(receivedOn ? { receivedOn } : {}),
    ...(order ? { order } : {}),
  }
}

const restrictionOfHearing = (hearing: Reader): readonly DeepPartial<ReportingRestriction>[] => {
  const label = hearing.text('reportingRestrictionReason')
  return label === undefined ? [] : [{ label }]
}

function restrictionOf(restriction: Reader, offenceId: string): DeepPartial<ReportingRestriction> {
  const orderedOn = restriction.date('orderedDate')
  return { label: restriction.text('label') ?? '', offenceId, ...(orderedOn ? { orderedOn } : {}) }
}
