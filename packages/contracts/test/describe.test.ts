import { describe, expect, it } from '@jest/globals'
import { describesPerson, descriptionOf, eventOf, events, shapes } from '../src'
import { IdentityType } from '../src/person'

const NOTHING = { identity: '', identifiers: [], postcode: '', sentenceDate: '' }
const of = (event: ReturnType<typeof eventOf>) => descriptionOf(event.type, event.data)

describe('descriptionOf', () => {
  it('finds identities, attributes and the name by the catalogue', () => {
    const details = eventOf('hub.court.v1.DefendantDetailsRecorded', {
      identity: { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, token: 'its token' },
      personal: {
        identity: { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: 'an id' },
        firstName: 'Zoë',
        lastName: 'O’Brien',
        dateOfBirth: { year: 980, month: 2, day: 9 },
        pnc: '2002/0073319Z',
        cro: '',
        postcode: 'NT4 6YH',
      },
    })
    expect(of(details)).toEqual({
      ...NOTHING,
      identity: 'its token',
      postcode: 'NT4 6YH',
      identifiers: expect.arrayContaining([
        { type: 'CP_DEFENDANT', value: 'an id', of: 'its token' },
        { type: 'PNC', value: '2002/0073319Z', of: 'its token' },
      ]),
      name: { first: 'Zoë', middle: '', last: 'O’Brien', dateOfBirth: '0980-02-09' },
    })
    expect(of(details).identifiers).toHaveLength(2)
  })

  it('finds several identities', () => {
    const created = eventOf('hub.person.v1.PersonCreated', {
      identities: [
        { type: IdentityType.IDENTITY_TYPE_NOMS, token: 'one' },
        { type: IdentityType.IDENTITY_TYPE_CRN, token: 'two' },
      ],
      personal: {
        identities: [
          { type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A1234BC' },
          { type: IdentityType.IDENTITY_TYPE_CRN, value: 'X123456' },
        ],
      },
    })
    expect(of(created)).toEqual({
      ...NOTHING,
      identifiers: [
        { type: 'NOMS', value: 'A1234BC', of: 'one' },
        { type: 'CRN', value: 'X123456', of: 'two' },
      ],
    })
  })

  it('finds no name where only a date of birth is said', () => {
    const event = eventOf('hub.court.v1.DefendantDetailsRecorded', {
      personal: { dateOfBirth: { year: 1980, month: 1, day: 2 } },
    })
    expect(of(event)).toEqual(NOTHING)
  })

  it('finds nothing where `personal` is erased, or says nothing', () => {
    for (const type of Object.keys(events) as (keyof typeof events)[]) {
      expect(descriptionOf(type, { personal: undefined })).toEqual(NOTHING)
      expect(descriptionOf(type, { personal: {} })).toEqual(NOTHING)
    }
  })

  it('knows of every event about a person where its `personal` stands', () => {
    const people = (Object.keys(events) as (keyof typeof events)[]).filter(type => events[type].subject === 'PERSON')
    expect(people.length).toBeGreaterThan(10)
    for (const type of people)
      expect([type, shapes[type]?.some(({ name }) => name === 'personal')]).toEqual([type, true])
  })

  it('finds the day of a sentence, which stands outside `personal`', () => {
    const hearingDay = { year: 2026, month: 3, day: 4 }
    const sentence = eventOf('hub.court.v1.SentencePassed', { hearingDay })
    expect(of(sentence)).toEqual({ ...NOTHING, sentenceDate: '2026-03-04' })
    expect(of(eventOf('hub.court.v1.RemandOrdered', { hearingDay }))).toEqual(NOTHING)
  })

  it('tells which events describe somebody', () => {
    expect((Object.keys(events) as (keyof typeof events)[]).filter(describesPerson)).toEqual([
      'hub.court.v1.DefendantDetailsRecorded',
      'hub.court.v1.SentencePassed',
    ])
  })
})
