import { uuidOf } from './numbers'
import type { Person } from './people'

/** What a prison system tells, in the order in which it happens to somebody; about 1 KB in its envelope. */
const KINDS: readonly { readonly type: string; information(person: Person, visit: number): object }[] = [
  {
    type: 'prison-offender-events.prisoner.received',
    information: ({ nomsNumber }) => ({
      nomsNumber,
      reason: 'ADMISSION',
      details: 'ACTIVE IN:ADM-N',
      nomisMovementReasonCode: 'N',
      currentLocation: 'IN_PRISON',
      prisonId: 'SWI',
      currentPrisonStatus: 'UNDER_PRISON_CARE',
    }),
  },
  {
    type: 'prison-offender-events.prisoner.sentence-dates-changed',
    information: ({ nomsNumber, number }, visit) => ({
      nomsNumber,
      bookingId: String(1_000_000 + number),
      sentenceCalculationId: String(5_000_000 + number * 10 + visit),
    }),
  },
  {
    type: 'prisoner-offender-search.prisoner.updated',
    information: ({ nomsNumber }) => ({ nomsNumber, categoriesChanged: ['SENTENCE', 'STATUS'] }),
  },
  {
    type: 'offender-management.allocation.changed',
    information: () => ({ staffCode: 485_926, prisonId: 'SWI', eventTrigger: 'offender_transferred' }),
  },
  {
    type: 'offender-management.handover.changed',
    information: ({ nomsNumber }) => ({ nomsNumber }),
  },
  {
    type: 'prison-offender-events.prisoner.released',
    information: ({ nomsNumber }) => ({
      nomsNumber,
      reason: 'RELEASED',
      details: 'INACTIVE OUT:REL-CR',
      nomisMovementReasonCode: 'CR',
      currentLocation: 'OUTSIDE_PRISON',
      prisonId: 'SWI',
      currentPrisonStatus: 'NOT_UNDER_PRISON_CARE',
    }),
  },
]

const HOURS_BETWEEN = 40
const START = 1_700_000_000

/** The next thing a prison tells about that person: an SNS notification of a domain event. */
export function prisonMessage(person: Person, visit: number): Buffer {
  const { type, information } = KINDS[visit % KINDS.length]!
  const occurredAt = instantText(START + visit * HOURS_BETWEEN * 3_600)
  const event = {
    eventType: type,
    additionalInformation: information(person, visit),
    version: 1,
    occurredAt,
    publishedAt: occurredAt,
    description: 'Something has changed in the record of a prisoner',
    detailUrl: `https://prisoner-search.example.test/prisoner/${person.nomsNumber}`,
    personReference: { identifiers: [{ type: 'NOMS', value: person.nomsNumber }] },
  }
  const notification = {
    Type: 'Notification',
    MessageId: uuidOf('prison', person.number, visit),
    TopicArn: 'arn:aws:sns:eu-west-2:000000000000:domain-events',
    Message: JSON.stringify(event),
    Timestamp: occurredAt,
    SignatureVersion: '1',
    Signature: '',
    SigningCertURL: '',
    UnsubscribeURL: '',
    MessageAttributes: { eventType: { Type: 'String', Value: type } },
  }
  return Buffer.from(JSON.stringify(notification))
}

/** RFC 3339 in UTC, from seconds since 1970: the days are counted out, for the hub's clock is no calendar. */
export function instantText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  // Days since 0000-03-01 to a date (Howard Hinnant, chrono-compatible low-level date algorithms).
  const days = Math.floor(seconds / 86_400) + 719_468
  const era = Math.floor(days / 146_097)
  const ofEra = days - era * 146_097
  const year =
    Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365) | 0
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const shifted = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const time = seconds % 86_400
  return `${year + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(day)}T${two(Math.floor(time / 3_600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}Z`
}
