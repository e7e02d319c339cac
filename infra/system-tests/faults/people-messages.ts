import type { VirtualClock } from '@hub/clock'
import type { FaultMessage } from './messages'

const PEOPLE = 4

const two = (number: number) => String(number).padStart(2, '0')
const defendantId = (person: number, which: number) => `0000000${person}-000${which}-4000-8000-000000000000`
const crn = (person: number) => `X10000${person}`
const noms = (person: number, which: number) => `A000${person}${which === 0 ? 'AA' : 'BB'}`
const NAMES = ['Abel Ashdown', 'Bryn Corrigan', 'Cora Drummond', 'Dale Elsworth']

/**
 * Messages about a few people of whom every source has records of its own: two court records that are alike, a
 * probation record, two prison numbers. They come to be one by likeness, by probation's links and by a prison's merge,
 * and fall apart again when probation takes a link back; some links are mistaken, and tie two people together until
 * they are taken back. Facts about each record go on all the while. Whatever contradicts itself comes in one lane, so
 * that both runs of a seed must end the same.
 */
export function drawPeopleMessages(clock: VirtualClock, count: number): readonly FaultMessage[] {
  const draw = (below: number) => Math.floor(clock.random() * below)
  const KINDS = [hearing, hearing, hearing, visit, visit, prisonNumber, prisonMerge, link, link, unlink] as const
  return Array.from({ length: count }, (_, at) => KINDS[draw(KINDS.length)]!(draw(PEOPLE), draw(2), at))
}

const message = (name: string, channel: string, body: object): FaultMessage => ({
  name,
  channel,
  body: Buffer.from(JSON.stringify(body)),
})

/** A listing of one of the person's court records; the same hearing again with another type is a correction. */
function hearing(person: number, which: number, at: number): FaultMessage {
  const [firstName, lastName] = NAMES[person]!.split(' ')
  return message(`hearing ${person}/${which}`, 'common-platform', {
    hearing: {
      id: `1000000${person}-000${which}-4000-8000-000000000000`,
      jurisdictionType: 'MAGISTRATES',
      courtCentre: { code: 'B10JQ00', name: 'A court' },
      type: { description: at % 3 === 0 ? 'First hearing' : 'Sentence' },
      hearingDays: [{ sittingDay: '2026-02-03T09:30:00.000Z' }],
      prosecutionCases: [
        {
          id: `2000000${person}-000${which}-4000-8000-000000000000`,
          defendants: [
            {
              id: defendantId(person, which),
              personDefendant: {
                personDetails: {
                  firstName,
                  lastName,
                  dateOfBirth: `19${60 + person * 9}-0${person + 1}-11`,
                  gender: 'MALE',
                },
              },
              offences: [{ id: `3000000${person}-000${which}-4000-8000-000000000000`, offenceCode: 'TH68010' }],
            },
          ],
        },
      ],
    },
  })
}

const domainEvent = (eventType: string, identifiers: object[], at: number, additionalInformation: object = {}) =>
  message(eventType, 'hmpps-domain-events', {
    eventType,
    version: 1,
    occurredAt: `2026-01-05T09:${two(Math.floor(at / 60))}:${two(at % 60)}Z`,
    personReference: { identifiers },
    additionalInformation,
  })

const visit = (person: number, which: number, at: number): FaultMessage =>
  domainEvent('prison-offender-events.prisoner.received', [{ type: 'NOMS', value: noms(person, which) }], at, {
    nomsNumber: noms(person, which),
    reason: 'ADMISSION',
    prisonId: 'SWI',
  })

const prisonNumber = (person: number, _: number, at: number): FaultMessage =>
  domainEvent(
    'probation-case.prison-identifier.added',
    [
      { type: 'CRN', value: crn(person) },
      { type: 'NOMS', value: noms(person, 0) },
    ],
    at,
  )

const prisonMerge = (person: number, _: number, at: number): FaultMessage =>
  domainEvent('prison-offender-events.prisoner.merged', [{ type: 'NOMS', value: noms(person, 0) }], at, {
    nomsNumber: noms(person, 0),
    removedNomsNumber: noms(person, 1),
    reason: 'MERGE',
  })

/** Probation links the person's second court record; or the first one of somebody: its own, or, by mistake, the next one's. */
const linking =
  (eventType: string) =>
  (person: number, which: number, at: number): FaultMessage => {
    const mistaken = person % 2 === 0 && at % 2 === 0
    const second = eventType === 'ndelius.record.linked' && which === 1 && !mistaken
    return domainEvent(
      eventType,
      [
        { type: 'CRN', value: crn(person) },
        { type: 'DEFENDANT_ID', value: defendantId(mistaken ? person + 1 : person, second ? 1 : 0) },
      ],
      at,
    )
  }
const link = linking('ndelius.record.linked')
const unlink = linking('ndelius.record.unlinked')
