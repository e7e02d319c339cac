import {
  type CalendarDate,
  compareInstants,
  formatCalendarDate,
  type Instant,
  londonDate,
  parseInstant,
} from '@hub/calendar'
import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import { type Court, type DefendantPersonal, Jurisdiction, type SittingDay } from '@hub/contracts/court'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import { isRecord, type Part, type Reader, readerOf, type Tools, type Translate } from '@hub/translation'
import { CANCELLED, type HearingCommand, LISTING } from '../domain/hearing'
import { attribute, dateOfBirth, detailsEvent, tooYoung } from './defendant'
import { byText, idAt } from './id'
import { type PlacedResult, resultFacts } from './results'

/** What a hearing says about everybody in it. */
interface Hearing {
  readonly reader: Reader
  readonly id: string
  readonly kind: 'confirmed' | 'resulted'
  readonly court: DeepPartial<Court>
  readonly jurisdiction: Jurisdiction
  readonly type: string
  readonly days: readonly { readonly day: CalendarDate; readonly sitting: DeepPartial<SittingDay> }[]
  /** The day whose results are shared. */
  readonly day: CalendarDate
  readonly sharedAt: Instant
  /** The share's own time; absent where the feed drops it. */
  readonly sharedTime: Instant | undefined
  readonly tools: Tools
}

/**
 * Common Platform hearings: the probation feed's shape, the source's resulted shape, and the hearing on its own.
 * Source: ministryofjustice/court-hearing-event-receiver (model), hmcts/cpp-context-results (resulted).
 */
export const translateCommonPlatform: Translate<HearingCommand> = (message, tools) => {
  const warnings: string[] = []
  if (message.kind === 'deleted') return translateDeletion(message.pathId ?? '', message.receivedAt, tools)
  if (!isRecord(message.body))
    return { is: 'rejected', reason: 'not a hearing: the message is not a JSON object', warnings }
  const body = readerOf(message.body, warnings)
  const reader = body.has('hearing') ? body.at('hearing') : body
  const id = idAt(reader, 'id')?.toLowerCase()
  if (!id) return { is: 'rejected', reason: 'no hearing id', field: reader.field('id'), warnings }
  if (message.pathId && message.pathId.toLowerCase() !== id)
    warnings.push(`${reader.field('id')} differs from the id in the path and counts`)
  const courtCode = reader.at('courtCentre').text('code') ?? ''
  if (courtCode.length < 5)
    return {
      is: 'rejected',
      reason: 'court code has fewer than 5 characters',
      field: reader.field('courtCentre.code'),
      warnings,
    }
  const days = sittingDays(reader)
  const [first] = days
  if (!first)
    return {
      is: 'rejected',
      reason: 'no hearing day with a readable date',
      field: reader.field('hearingDays'),
      warnings,
    }

  const resulted = body.has('sharedTime')
  const sharedTime = body.instant('sharedTime')
  const hearing: Hearing = {
    reader,
    id,
    kind: kindOf(message.kind, message.attributes.hearingEventType, resulted),
    court: {
      code: courtCode.slice(0, 5),
      name: reader.at('courtCentre').text('name') ?? '',
      room: reader.at('courtCentre').text('roomName') ?? '',
    },
    jurisdiction: jurisdictionOf(reader),
    type: reader.at('type').text('description') ?? '',
    days,
    day: body.date('hearingDay') ?? first.day,
    sharedAt: sharedTime ?? message.receivedAt,
    sharedTime,
    tools,
  }
  const parts = defendantParts(hearing)
  if (parts.length === 0) return { is: 'ignored', reason: 'no defendant in any prosecution case', warnings }
  return { is: 'parts', parts, warnings }
}

/** The path says it first, then the attribute, then the shape: results are read wherever they occur. */
function kindOf(path: string | undefined, attribute: string | undefined, resulted: boolean): Hearing['kind'] {
  const said = path ?? attribute?.toLowerCase()
  if (said === 'resulted') return 'resulted'
  return said === undefined && resulted ? 'resulted' : 'confirmed'
}

function jurisdictionOf(reader: Reader): Jurisdiction {
  const said = `JURISDICTION_${reader.text('jurisdictionType')?.toUpperCase()}`
  return Object.values(Jurisdiction).find(value => value === said) ?? Jurisdiction.JURISDICTION_UNSPECIFIED
}

/** Days in order. A time without a zone is UTC: the receiver cuts the zone off. */
function sittingDays(reader: Reader): Hearing['days'] {
  return reader
    .list('hearingDays')
    .flatMap(day => {
      const text = day.text('sittingDay')
      const startsAt = text === undefined ? undefined : (parseInstant(text) ?? parseInstant(`${text}Z`))
      if (!startsAt) {
        day.warn('sittingDay', 'is not a date and time; the day was left out')
        return []
      }
      const on = londonDate(startsAt)
      return [{ day: on, sitting: { day: on, startsAt, listedMinutes: day.whole('listedDurationMinutes') ?? 0 } }]
    })
    .sort((a, b) => compareInstants(a.sitting.startsAt, b.sitting.startsAt))
}

function defendantParts(hearing: Hearing): readonly Part<HearingCommand>[] {
  const seen = new Set<string>()
  return hearing.reader.list('prosecutionCases').flatMap(prosecutionCase =>
    prosecutionCase.list('defendants').flatMap(defendant => {
      const part = defendantPart(hearing, prosecutionCase, defendant)
      if (seen.has(part.subject)) {
        defendant.warn('id', 'stands twice in the hearing; the first counts')
        return []
      }
      seen.add(part.subject)
      return [part]
    }),
  )
}

function defendantPart(hearing: Hearing, prosecutionCase: Reader, defendant: Reader): Part<HearingCommand> {
  const id = parseIdentifier('CP_DEFENDANT', defendant.text('id'))
  const subject = id.valid ? `CP_DEFENDANT:${id.canonical}` : defendant.path
  const rejected = (reason: string, field: string): Part<HearingCommand> => ({ is: 'rejected', subject, reason, field })
  if (defendant.has('legalEntityDefendant')) return { is: 'ignored', subject, reason: 'organisation' }
  if (defendant.flag('isYouth') === true) return { is: 'ignored', subject, reason: 'youth' }
  if (!id.valid)
    return rejected(defendant.has('id') ? 'defendant id is not a uuid' : 'defendant without id', defendant.field('id'))
  const person = defendant.at('personDefendant').at('personDetails')
  const offences = defendant.list('offences')
  if (!person.text('lastName')) return rejected('defendant without last name', person.field('lastName'))
  if (offences.length === 0) return rejected('defendant without any offence', defendant.field('offences'))
  const born = dateOfBirth(person, 'dateOfBirth', hearing.day)
  if (tooYoung(born, hearing.day))
    return rejected('date of birth: under 10 on the hearing day', person.field('dateOfBirth'))

  const caseReference = prosecutionCase.at('prosecutionCaseIdentifier').text('caseURN') ?? ''
  const about = { hearingId: hearing.id, caseReference }
  const personal = describe(defendant, person, born, hearing.day.year)
  const facts: Fact<HubEvent>[] = [
    factOf(hearing, LISTING, listingEvent(hearing, about, offences)),
    factOf(hearing, 'details', detailsEvent(hearing.tools, about, personal)),
    ...resultFacts(resultsOf(hearing, defendant, id.canonical), {
      ...about,
      hearingDay: formatCalendarDate(hearing.day),
      court: hearing.court,
      sharedAt: hearing.sharedAt,
      tools: hearing.tools,
    }),
  ]
  return {
    is: 'command',
    subject,
    identities: [{ type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: id.canonical }],
    command: {
      is: 'share',
      hearingId: hearing.id,
      kind: hearing.kind,
      hearingDay: formatCalendarDate(hearing.day),
      ...(hearing.sharedTime ? { sharedAt: hearing.sharedTime } : {}),
      facts,
    },
  }
}

const factOf = (hearing: Hearing, key: string, event: HubEvent): Fact<HubEvent> => ({
  key,
  event,
  hash: hearing.tools.hashOf(event),
  occurredAt: hearing.sharedAt,
})

function listingEvent(
  hearing: Hearing,
  about: { hearingId: string; caseReference: string },
  offences: readonly Reader[],
): HubEvent {
  // The order of a list says nothing: sorted, the same offences always make the same event.
  const charges = offences
    .map(offence => ({
      reader: offence,
      offenceId: idAt(offence, 'id')?.toLowerCase() ?? '',
      code: offence.text('offenceCode') ?? '',
      place: offence.whole('orderIndex') ?? 0,
    }))
    .sort((a, b) => a.place - b.place || byText(a.offenceId, b.offenceId) || byText(a.code, b.code))
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
    personal: {
      wordings: charges.map(({ reader, offenceId }) => ({ offenceId, wording: reader.text('wording') ?? '' })),
    },
  })
}

function describe(
  defendant: Reader,
  person: Reader,
  born: CalendarDate | undefined,
  year: number,
): DeepPartial<DefendantPersonal> {
  const address = person.at('address')
  return {
    title: person.text('title') ?? '',
    firstName: person.text('firstName') ?? '',
    middleName: person.text('middleName') ?? '',
    lastName: person.text('lastName') ?? '',
    gender: person.text('gender') ?? '',
    addressLines: [1, 2, 3, 4, 5].flatMap(line => address.text(`address${line}`) ?? []),
    postcode: address.text('postcode')?.toUpperCase() ?? '',
    pnc: attribute(defendant, 'pncId', 'PNC', year),
    cro: attribute(defendant, 'croNumber', 'CRO', year),
    masterDefendantId: attribute(defendant, 'masterDefendantId', 'CP_MASTER_DEFENDANT', year),
    nationality: person.text('nationalityCode') ?? '',
    selfDefinedEthnicity: person.at('ethnicity').text('selfDefinedEthnicityDescription') ?? '',
    ...(born ? { dateOfBirth: born } : {}),
  }
}

/** Results stand in five places; those of an application belong to the person it is about. */
function resultsOf(hearing: Hearing, defendant: Reader, defendantId: string): readonly PlacedResult[] {
  const master = defendant.text('masterDefendantId')?.toLowerCase()
  const placed =
    (offenceId: string) =>
    (reader: Reader): PlacedResult => ({ reader, offenceId })
  const ofOffences = (offences: readonly Reader[]) =>
    offences.flatMap(offence => offence.list('judicialResults').map(placed(idAt(offence, 'id')?.toLowerCase() ?? '')))
  const isTheirs = (candidate: Reader): boolean =>
    (master !== undefined && candidate.text('masterDefendantId')?.toLowerCase() === master) ||
    candidate.list('defendantCase').some(each => each.text('defendantId')?.toLowerCase() === defendantId)
  return [
    ...ofOffences(defendant.list('offences')),
    ...defendant.list('judicialResults').map(placed('')),
    ...hearing.reader
      .list('defendantJudicialResults')
      .filter(isTheirs)
      .map(each => placed('')(each.at('judicialResult'))),
    ...hearing.reader
      .list('courtApplications')
      .filter(application => isTheirs(application.at('subject').at('masterDefendant')))
      .flatMap(application => [
        ...application.list('judicialResults').map(placed('')),
        ...application.list('courtApplicationCases').flatMap(each => ofOffences(each.list('offences'))),
      ]),
  ]
}

function translateDeletion(pathId: string, receivedAt: Instant, tools: Tools): ReturnType<Translate<HearingCommand>> {
  const hearingId = pathId.toLowerCase()
  if (hearingId === '') return { is: 'rejected', reason: 'no hearing id in the path', warnings: [] }
  const event = eventOf('hub.court.v1.HearingCancelled', { hearingId, reason: 'deleted by the court', personal: {} })
  const cancelled = { key: CANCELLED, event, hash: tools.hashOf(event), occurredAt: receivedAt }
  return {
    is: 'parts',
    parts: [
      {
        is: 'command',
        subject: `hearing ${hearingId}`,
        identities: [],
        command: { is: 'delete', hearingId, cancelled },
      },
    ],
    warnings: [],
  }
}
