import { type CalendarDate, londonDate, parseLocalInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { type Identity, IdentityType } from '@hub/contracts/person'
import type { Fact } from '@hub/decider'
import { parseIdentifier } from '@hub/identifiers'
import { isRecord, type Part, type Reader, readerOf, type Translate } from '@hub/translation'
import { DETAILS, LISTING } from '../domain/hearing'
import { attribute, dateOfBirth, detailsEvent, tooYoung } from './defendant'
import type { HearingMessage } from './hearing'
import { byText, idAt } from './id'

/**
 * Libra court lists: one message per case and defendant, no results, no ids that last. Court code and case number are
 * the key. Source: ministryofjustice/court-case-matcher (Libra model and fixtures).
 */
export const translateLibra: Translate<HearingMessage> = (message, tools) => {
  const warnings: string[] = []
  if (!isRecord(message.body))
    return { is: 'rejected', reason: 'not a case: the message is not a JSON object', warnings }
  const reader = readerOf(message.body, warnings)
  const courtCode = reader.text('courtCode')
  const caseNumber = reader.text('caseNo')
  if (!caseNumber) return { is: 'rejected', reason: 'no case number', field: 'caseNo', warnings }
  if (!courtCode) return { is: 'rejected', reason: 'no court code', field: 'courtCode', warnings }
  const libraCase = parseIdentifier('LIBRA_CASE', `${courtCode}/${caseNumber}`)
  if (!libraCase.valid) {
    const field = parseIdentifier('LIBRA_CASE', `${courtCode}/1`).valid ? 'caseNo' : 'courtCode'
    return { is: 'rejected', reason: libraCase.reason, field, warnings }
  }
  if (reader.text('defendantType')?.toUpperCase() === 'O') return { is: 'ignored', reason: 'organisation', warnings }

  const startsAt = parseLocalInstant(reader.text('sessionStartTime'))
  if (!startsAt)
    return { is: 'rejected', reason: 'no hearing day with a readable date', field: 'sessionStartTime', warnings }
  const day = londonDate(startsAt)
  const subject = `LIBRA_CASE:${libraCase.canonical}`
  const name = reader.at('name')
  const born = dateOfBirth(reader, 'defendantDob', day)
  // The order of a list says nothing: sorted, the same offences always make the same event.
  const offences = [...reader.list('offences')].sort(
    (a, b) => (a.whole('seq') ?? 0) - (b.whole('seq') ?? 0) || byText(a.text('code') ?? '', b.text('code') ?? ''),
  )
  const rejected = (reason: string, field: string): Part<HearingMessage> => ({ is: 'rejected', subject, reason, field })
  const part = (): Part<HearingMessage> => {
    if (!name.text('surname')) return rejected('defendant without last name', 'name.surname')
    if (offences.length === 0) return rejected('defendant without any offence', 'offences')
    if (tooYoung(born, day)) return rejected('date of birth: under 10 on the hearing day', 'defendantDob')
    const hearingId = tools.tokenOf('LIBRA_CASE', libraCase.canonical)
    const about = { hearingId, caseReference: '' }
    const listing = eventOf('hub.court.v1.HearingListed', {
      ...about,
      court: { code: courtCode.slice(0, 5).toUpperCase(), room: reader.text('courtRoom') ?? '' },
      days: [{ day, startsAt }],
      offences: offences.map(offence => ({ ...charge(offence), title: offence.text('title') ?? '' })),
      personal: {
        wordings: offences.map(offence => ({
          offenceId: charge(offence).offenceId,
          wording: offence.text('summary') ?? '',
        })),
      },
    })
    const details = detailsEvent(tools, about, describe(reader, name, born, day))
    const facts: Fact<HubEvent>[] = [
      { key: listingKey(reader), event: listing, ...(reader.isWhole('offences') ? {} : { partial: true as const }) },
      { key: DETAILS, event: details },
    ].map(fact => ({ ...fact, hash: tools.hashOf(fact.event), occurredAt: message.receivedAt }))
    return {
      is: 'command',
      subject,
      identities: identitiesOf(reader, libraCase.canonical),
      command: {
        is: 'share',
        hearingId,
        kind: 'confirmed',
        hearingDay: '',
        at: message.receivedAt,
        facts,
        whole: true,
        deleted: [],
        inError: [],
      },
    }
  }
  return { is: 'parts', parts: [part()], warnings }
}

/**
 * Each listing of a case ("1st", "2nd") is a fact of its own: today's list and the list three days ahead both carry a
 * case that was adjourned in between, and neither moves the other.
 */
function listingKey(reader: Reader): string {
  const listing = idAt(reader, 'listNo')?.toLowerCase()
  return listing === undefined ? LISTING : `${LISTING}/${listing}`
}

/** The case always names its defendant; Libra's person id does where it is given. */
function identitiesOf(reader: Reader, libraCase: string): readonly Identity[] {
  const identities: Identity[] = [{ type: IdentityType.IDENTITY_TYPE_LIBRA_CASE, value: libraCase }]
  const text = reader.text('cId')
  const person = text === undefined ? undefined : parseIdentifier('LIBRA_CID', text)
  if (person?.valid) identities.push({ type: IdentityType.IDENTITY_TYPE_LIBRA_CID, value: person.canonical })
  else if (person) reader.warn('cId', `counts as absent: ${person.reason}`)
  return identities
}

const charge = (offence: Reader) => ({ offenceId: offence.text('seq') ?? '', code: offence.text('code') ?? '' })

function describe(reader: Reader, name: Reader, born: CalendarDate | undefined, day: CalendarDate) {
  const address = reader.at('defendantAddress')
  return {
    title: name.text('title') ?? '',
    firstName: name.text('forename1') ?? '',
    middleName: [name.text('forename2'), name.text('forename3')].filter(Boolean).join(' '),
    lastName: name.text('surname') ?? '',
    gender: SEX[reader.text('defendantSex')?.toUpperCase() ?? ''] ?? '',
    addressLines: [1, 2, 3, 4, 5].flatMap(line => address.text(`line${line}`) ?? []),
    postcode: address.text('pcode')?.toUpperCase() ?? '',
    pnc: attribute(reader, 'pnc', 'PNC', day.year),
    cro: attribute(reader, 'cro', 'CRO', day.year),
    nationality: [reader.text('nationality1'), reader.text('nationality2')].filter(Boolean).join(', '),
    ...(born ? { dateOfBirth: born } : {}),
  }
}

/** Libra writes one letter; N and NS say that it is not known or not stated. */
const SEX: Readonly<Record<string, string>> = { M: 'MALE', F: 'FEMALE' }
