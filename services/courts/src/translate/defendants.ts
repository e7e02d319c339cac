import { formatCalendarDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import type { Part, Reader } from '@hub/translation'
import { DETAILS, LISTING, UNLISTED } from '../domain/hearing'
import { dateOfBirth, describe, detailsEvent, tooYoung } from './defendant'
import type { Hearing, HearingMessage } from './hearing'
import type { PlacedResult } from './line'
import { listingEvent } from './listing'
import { readResults } from './results'

/** One person whom a hearing is about: a defendant of a case, or the subject of an application alone. */
interface Subject {
  /** The defendant as the source writes them, of a case or of an application's master defendant. */
  readonly reader: Reader
  readonly id: Reader
  readonly idField: string
  readonly caseReference: string
  readonly caseMarkers: readonly string[]
  readonly applications: readonly Reader[]
  /** A defendant of a case is charged with something. */
  readonly charged: boolean
}

/** Everybody in a hearing, each once; the first part about somebody also says who is there at all. */
export function partsOf(hearing: Hearing): readonly Part<HearingMessage>[] {
  const seen = new Set<string>()
  const parts = subjectsOf(hearing).flatMap(subject => {
    const part = partOf(hearing, subject)
    if (seen.has(part.subject)) {
      subject.id.warn(subject.idField, 'stands twice in the hearing; the first counts')
      return []
    }
    seen.add(part.subject)
    return [part]
  })
  const first = parts.findIndex(({ is }) => is === 'command')
  const untold = parts.flatMap(({ is, subject }) => (is === 'command' ? [] : [subject]))
  const roll = { present: tokensOf(hearing, [...seen]), untold: tokensOf(hearing, untold), unlisted: unlisted(hearing) }
  return parts.map((part, index) =>
    part.is === 'command' && index === first ? { ...part, command: { ...part.command, roll } } : part,
  )
}

const tokensOf = ({ tools }: Hearing, subjects: readonly string[]): readonly string[] =>
  subjects.flatMap(subject =>
    subject.startsWith(PREFIX) ? [tools.tokenOf('CP_DEFENDANT', subject.slice(PREFIX.length))] : [],
  )

const PREFIX = 'CP_DEFENDANT:'

function unlisted({ id, tools, sharedAt }: Hearing): Fact<HubEvent> {
  const event = eventOf('hub.court.v1.HearingCancelled', {
    hearingId: id,
    reason: 'no longer among the people of the hearing',
    personal: {},
  })
  return { key: UNLISTED, event, hash: tools.hashOf(event), occurredAt: sharedAt }
}

/** Defendants of the cases, then subjects of applications who are none of them. */
function subjectsOf({ reader }: Hearing): readonly Subject[] {
  const applications = reader.list('courtApplications')
  const defendants = reader.list('prosecutionCases').flatMap(prosecutionCase => {
    const caseReference = prosecutionCase.at('prosecutionCaseIdentifier').text('caseURN') ?? ''
    const caseMarkers = prosecutionCase
      .list('caseMarkers')
      .flatMap(marker => marker.text('markerTypeDescription') ?? [])
      .sort()
    return prosecutionCase.list('defendants').map(
      (defendant): Subject => ({
        reader: defendant,
        id: defendant,
        idField: 'id',
        caseReference,
        caseMarkers,
        applications: applications.filter(application => isAbout(application, defendant)),
        charged: true,
      }),
    )
  })
  const others = applications
    .filter(application => !defendants.some(({ reader: defendant }) => isAbout(application, defendant)))
    .flatMap(application => subjectOfApplication(application, applications))
  return [...defendants, ...others]
}

/** The subject of an application, when nobody charged in the hearing is: known by the defendant id of a case of theirs. */
function subjectOfApplication(application: Reader, all: readonly Reader[]): readonly Subject[] {
  const master = application.at('subject').at('masterDefendant')
  if (!master.has('personDefendant') && !master.has('legalEntityDefendant')) return []
  const linked = new Set(application.list('courtApplicationCases').map(each => each.text('prosecutionCaseId')))
  const cases = master.list('defendantCase')
  const defendantCase = cases.find(each => linked.has(each.text('caseId'))) ?? cases[0] ?? master.at('defendantCase')
  const masterId = master.text('masterDefendantId')?.toLowerCase()
  return [
    {
      reader: master,
      id: defendantCase,
      idField: 'defendantId',
      caseReference: defendantCase.text('caseReference') ?? application.text('applicationReference') ?? '',
      caseMarkers: [],
      applications: all.filter(
        other =>
          other === application ||
          (masterId !== undefined &&
            other.at('subject').at('masterDefendant').text('masterDefendantId')?.toLowerCase() === masterId),
      ),
      charged: false,
    },
  ]
}

/** Whether an application is about this defendant: by the master defendant, or by the defendant of a case. */
const isAbout = (application: Reader, defendant: Reader): boolean =>
  isTheirs(application.at('subject').at('masterDefendant'), defendant)

function isTheirs(candidate: Reader, defendant: Reader): boolean {
  const master = defendant.text('masterDefendantId')?.toLowerCase()
  const id = defendant.text('id')?.toLowerCase()
  return (
    (master !== undefined && candidate.text('masterDefendantId')?.toLowerCase() === master) ||
    (id !== undefined && candidate.list('defendantCase').some(each => each.text('defendantId')?.toLowerCase() === id))
  )
}

function partOf(hearing: Hearing, subject: Subject): Part<HearingMessage> {
  const { reader, charged } = subject
  const id = parseIdentifier('CP_DEFENDANT', subject.id.text(subject.idField))
  const name = id.valid ? `${PREFIX}${id.canonical}` : reader.path
  const rejected = (reason: string, field: string): Part<HearingMessage> => ({
    is: 'rejected',
    subject: name,
    reason,
    field,
  })
  if (reader.has('legalEntityDefendant')) return { is: 'ignored', subject: name, reason: 'organisation' }
  if (reader.flag('isYouth') === true) return { is: 'ignored', subject: name, reason: 'youth' }
  if (!id.valid)
    return rejected(
      subject.id.has(subject.idField) ? 'defendant id is not a uuid' : 'defendant without id',
      subject.id.field(subject.idField),
    )
  const person = reader.at('personDefendant').at('personDetails')
  const offences = reader.list('offences')
  if (!person.text('lastName')) return rejected('defendant without last name', person.field('lastName'))
  if (charged && offences.length === 0) return rejected('defendant without any offence', reader.field('offences'))
  const born = dateOfBirth(person, 'dateOfBirth', hearing.day)
  if (tooYoung(born, hearing.day))
    return rejected('date of birth: under 10 on the hearing day', person.field('dateOfBirth'))

  const about = { hearingId: hearing.id, caseReference: subject.caseReference }
  const hearingDay = formatCalendarDate(hearing.day)
  const results = readResults(resultsOf(hearing, subject, offences), {
    ...about,
    hearingDay,
    court: hearing.court,
    sharedAt: hearing.sharedAt,
    tools: hearing.tools,
    person: { gender: person.text('gender') ?? '', ...(born ? { born } : {}) },
  })
  // A hearing all of whose days are cancelled is no longer listed.
  const listing =
    hearing.days.length > 0
      ? factOf(hearing, LISTING, listingEvent(hearing, about, subject, offences))
      : factOf(
          hearing,
          UNLISTED,
          eventOf('hub.court.v1.HearingCancelled', { ...about, reason: 'every day was cancelled', personal: {} }),
        )
  return {
    is: 'command',
    subject: name,
    identities: [{ type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: id.canonical }],
    command: {
      is: 'share',
      hearingId: hearing.id,
      kind: hearing.kind,
      hearingDay,
      at: hearing.sharedAt,
      facts: [
        listing,
        factOf(hearing, DETAILS, detailsEvent(hearing.tools, about, describe(reader, person, born, hearing.day.year))),
        ...results.facts,
      ],
      deleted: results.deleted,
      inError: results.inError,
      ...(hearing.sharedTime ? { sharedAt: hearing.sharedTime } : {}),
    },
  }
}

const factOf = (hearing: Hearing, key: string, event: HubEvent): Fact<HubEvent> => ({
  key,
  event,
  hash: hearing.tools.hashOf(event),
  occurredAt: hearing.sharedAt,
})

/**
 * Results stand in five places: below a charge, below the defendant, beside the cases by master defendant, below an
 * application, and below the charges that an application copies. Those of an application belong to its subject.
 */
function resultsOf(
  hearing: Hearing,
  { reader: defendant, applications }: Subject,
  offences: readonly Reader[],
): readonly PlacedResult[] {
  const below = (reader: Reader, place: Omit<PlacedResult, 'reader'>): readonly PlacedResult[] =>
    reader.list('judicialResults').map(result => ({ reader: result, ...place }))
  return [
    ...offences.flatMap(offence => below(offence, { offence })),
    ...below(defendant, {}),
    ...hearing.reader
      .list('defendantJudicialResults')
      .filter(each => isTheirs(each, defendant))
      .map(each => ({ reader: each.at('judicialResult') })),
    ...applications.flatMap(application => [
      ...below(application, { application }),
      ...application
        .list('courtApplicationCases')
        .flatMap(each => each.list('offences').flatMap(offence => below(offence, { offence, application }))),
    ]),
  ]
}
