import { formatCalendarDate } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import type { Part, Reader } from '@hub/translation'
import { DETAILS, LISTING, UNLISTED } from '../domain/hearing'
import { dateOfBirth, describe, detailsEvent, tooYoung } from './defendant'
import type { CallRoll, Hearing, HearingMessage, Roll } from './hearing'
import { byText, idAt } from './id'
import { listingEvent } from './listing'
import { resultsOf } from './placed-results'
import { readResults } from './results'
import { isOrganisation, type Subject, subjectsOf } from './subjects'

type HearingPart = Part<HearingMessage | CallRoll>

/** Everybody in a hearing, each once; one part also says who is there at all. */
export function partsOf(hearing: Hearing): readonly HearingPart[] {
  const { subjects, isWhole } = subjectsOf(hearing.reader)
  const byName = new Map<string, Subject[]>()
  for (const subject of subjects) {
    const name = nameOf(subject)
    byName.set(name, [...(byName.get(name) ?? []), subject])
  }
  const parts = [...byName].map(([name, copies]) => partOf(hearing, name, copies, isWhole))
  const roll = rollOf(hearing, parts, isWhole)
  if (parts.length === 0) return [rollPart(hearing, nobodyIn(hearing), roll)]
  const bearer = parts.find(({ is }) => is === 'command') ?? parts[0]
  return parts.map(part => {
    if (part !== bearer) return part
    return part.is === 'command' ? { ...part, command: { ...part.command, roll } } : rollPart(hearing, part, roll)
  })
}

type NotTaken = Exclude<Part<HearingMessage>, { is: 'command' }>

const nobodyIn = ({ id }: Hearing): NotTaken => ({
  is: 'ignored',
  subject: `hearing ${id}`,
  reason: 'no defendant in any prosecution case or application',
})

/** Of a message without anybody to record facts of, what it says by not naming somebody still takes effect. */
const rollPart = (hearing: Hearing, { subject, ...part }: NotTaken, roll: Roll): HearingPart => ({
  is: 'command',
  subject,
  identities: [],
  command: { is: 'roll', ...ofHearing(hearing), roll, own: { is: part.is, reason: part.reason } },
  ...('field' in part && part.field !== undefined ? { field: part.field } : {}),
})

function rollOf(hearing: Hearing, parts: readonly Part<HearingMessage>[], isWhole: boolean): Roll {
  const tokensOf = (some: (part: Part<HearingMessage>) => boolean): readonly string[] =>
    parts
      .filter(part => isIdentified(part) && some(part))
      .map(({ subject }) => hearing.tools.tokenOf('CP_DEFENDANT', subject.slice(PREFIX.length)))
  const event = eventOf('hub.court.v1.HearingCancelled', {
    hearingId: hearing.id,
    reason: 'no longer among the people of the hearing',
    personal: {},
  })
  return {
    // Somebody who cannot be told may be anybody.
    whole: isWhole && parts.every(isIdentified),
    present: tokensOf(({ is }) => is !== 'ignored'),
    untold: tokensOf(part => part.is === 'rejected' || (part.is === 'command' && !part.command.whole)),
    outside: tokensOf(({ is }) => is === 'ignored'),
    unlisted: factOf(hearing, UNLISTED, event),
  }
}

const PREFIX = 'CP_DEFENDANT:'

const isIdentified = ({ subject }: { readonly subject: string }): boolean => subject.startsWith(PREFIX)

const idOf = ({ id, idField }: Subject) => parseIdentifier('CP_DEFENDANT', id.text(idField))

function nameOf(subject: Subject): string {
  const id = idOf(subject)
  return id.valid ? `${PREFIX}${id.canonical}` : subject.reader.path
}

const ofHearing = (hearing: Hearing): Omit<CallRoll, 'is' | 'roll' | 'own'> => ({
  hearingId: hearing.id,
  kind: hearing.kind,
  hearingDay: formatCalendarDate(hearing.day),
  at: hearing.sharedAt,
  ...(hearing.sharedTime ? { sharedAt: hearing.sharedTime } : {}),
})

type Refusal = { readonly is: 'ignored' } | { readonly is: 'rejected'; readonly field: string }

/** The part about one person, who may stand in a hearing several times: in several cases, or twice in one. */
function partOf(hearing: Hearing, subject: string, copies: readonly Subject[], isWhole: boolean): Part<HearingMessage> {
  for (const { id, idField, charged } of copies.slice(1))
    if (charged) id.warn(idField, 'stands twice in the hearing and counts as one person')
  const judged = copies.map(copy => ({ copy, refusal: refusalOf(hearing, copy) }))
  const usable = judged.flatMap(({ copy, refusal }) => (refusal ? [] : [copy]))
  const refusals = judged.flatMap(({ refusal }) => refusal ?? [])
  const refusal = refusals.find(({ is }) => is === 'ignored') ?? (usable.length === 0 ? refusals[0] : undefined)
  if (refusal) return { ...refusal, subject }
  const identity = { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: subject.slice(PREFIX.length) }
  const command = shareOf(hearing, usable, isWhole && refusals.length === 0)
  return { is: 'command', subject, identities: [identity], command }
}

/** Why nothing can be recorded of somebody, as one place of the hearing describes them. */
function refusalOf(hearing: Hearing, subject: Subject): (Refusal & { readonly reason: string }) | undefined {
  const { reader, charged, id, idField } = subject
  if (isOrganisation(subject)) return { is: 'ignored', reason: 'organisation' }
  if (reader.flag('isYouth') === true) return { is: 'ignored', reason: 'youth' }
  const person = reader.at('personDefendant').at('personDetails')
  const rejected = (reason: string, field: string) => ({ is: 'rejected', reason, field }) as const
  if (!idOf(subject).valid)
    return rejected(id.has(idField) ? 'defendant id is not a uuid' : 'defendant without id', id.field(idField))
  if (!person.text('lastName')) return rejected('defendant without last name', person.field('lastName'))
  if (charged && reader.list('offences').length === 0)
    return rejected('defendant without any offence', reader.field('offences'))
  if (tooYoung(dateOfBirth(person, 'dateOfBirth', hearing.day), hearing.day))
    return rejected('date of birth: under 10 on the hearing day', person.field('dateOfBirth'))
  return undefined
}

/** What the hearing says of one person; where their cases describe them otherwise, the same one of them always counts. */
function shareOf(hearing: Hearing, copies: readonly Subject[], isWhole: boolean): HearingMessage {
  const described = copies
    .map(copy => ({ copy, details: detailsOf(hearing, copy) }))
    .sort((a, b) => byText(a.copy.caseReference, b.copy.caseReference) || byText(a.details.hash, b.details.hash))
  const inOrder = described.map(({ copy }) => copy)
  const { copy: main, details } = described[0]!
  const person = main.reader.at('personDefendant').at('personDetails')
  const born = dateOfBirth(person, 'dateOfBirth', hearing.day)
  const placed = resultsOf(hearing.reader, inOrder, isWhole)
  const results = readResults(hearing.dayKnown ? placed.results : [], placed.isWhole && hearing.dayKnown, {
    hearingId: hearing.id,
    hearingDay: formatCalendarDate(hearing.day),
    otherDays: hearing.otherDays,
    court: hearing.court,
    sharedAt: hearing.sharedAt,
    tools: hearing.tools,
    person: { gender: person.text('gender') ?? '', ...(born ? { born } : {}) },
  })
  return {
    is: 'share',
    ...ofHearing(hearing),
    facts: [...listingOf(hearing, inOrder, isWhole), details, ...results.facts],
    whole: results.whole,
    deleted: results.deleted,
    inError: results.inError,
  }
}

function detailsOf(hearing: Hearing, { reader, caseReference }: Subject): Fact<HubEvent> {
  const person = reader.at('personDefendant').at('personDetails')
  const born = dateOfBirth(person, 'dateOfBirth', hearing.day)
  const about = { hearingId: hearing.id, caseReference }
  const event = detailsEvent(hearing.tools, about, describe(reader, person, born, hearing.day.year))
  return factOf(hearing, DETAILS, event, reader.isWhole('aliases'))
}

/** A hearing all of whose days are cancelled is no longer listed; of one whose days cannot be read that is not known. */
function listingOf(hearing: Hearing, copies: readonly Subject[], isWhole: boolean): readonly Fact<HubEvent>[] {
  const about = { hearingId: hearing.id, caseReference: copies[0]!.caseReference }
  if (hearing.days.length === 0 && !hearing.daysWhole) return []
  if (hearing.days.length === 0) {
    const reason = 'every day was cancelled'
    return [factOf(hearing, UNLISTED, eventOf('hub.court.v1.HearingCancelled', { ...about, reason, personal: {} }))]
  }
  const offences = offencesOf(copies)
  const hasAll =
    isWhole &&
    hearing.daysWhole &&
    copies.every(({ reader, markersWhole }) => markersWhole && reader.isWhole('offences')) &&
    offences.every(offence => offence.isWhole('reportingRestrictions'))
  const listing = {
    reader: copies[0]!.reader,
    caseMarkers: [...new Set(copies.flatMap(({ caseMarkers }) => caseMarkers))].sort(),
    applications: [...new Set(copies.flatMap(({ applications }) => applications))],
  }
  return [factOf(hearing, LISTING, listingEvent(hearing, about, listing, offences), hasAll)]
}

/** Each charge once, though it stands in several places. */
function offencesOf(copies: readonly Subject[]): readonly Reader[] {
  const [first, ...others] = copies.map(({ reader }) => reader.list('offences'))
  const known = new Set(first!.map(offence => idAt(offence, 'id')?.toLowerCase()))
  return [
    ...first!,
    ...others.flat().filter(offence => {
      const id = idAt(offence, 'id')?.toLowerCase()
      const isNew = id === undefined || !known.has(id)
      known.add(id)
      return isNew
    }),
  ]
}

const factOf = (hearing: Hearing, key: string, event: HubEvent, hasAll = true): Fact<HubEvent> => ({
  key,
  event,
  hash: hearing.tools.hashOf(event),
  occurredAt: hearing.sharedAt,
  ...(hasAll ? {} : { partial: true as const }),
})
