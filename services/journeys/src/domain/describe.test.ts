import { eventOf, events, shapes } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import { expect, describe as group, it } from '@jest/globals'
import { describe, wordsOf } from './describe'

const of = (event: ReturnType<typeof eventOf>) => describe(event.type, event.data)

group('describe', () => {
  it('finds identities, attributes and the name by the catalogue', () => {
    const details = eventOf('hub.court.v1.DefendantDetailsRecorded', {
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
      identifiers: expect.arrayContaining([
        { type: 'CP_DEFENDANT', value: 'an id' },
        { type: 'PNC', value: '2002/0073319Z' },
      ]),
      name: { first: 'Zoë', middle: '', last: 'O’Brien', dateOfBirth: '0980-02-09' },
    })
    expect(of(details).identifiers).toHaveLength(2)
  })

  it('finds several identities', () => {
    const created = eventOf('hub.person.v1.PersonCreated', {
      personal: {
        identities: [
          { type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A1234BC' },
          { type: IdentityType.IDENTITY_TYPE_CRN, value: 'X123456' },
        ],
      },
    })
    expect(of(created)).toEqual({
      identifiers: [
        { type: 'NOMS', value: 'A1234BC' },
        { type: 'CRN', value: 'X123456' },
      ],
    })
  })

  it('finds no name where only a date of birth is said', () => {
    const event = eventOf('hub.court.v1.DefendantDetailsRecorded', {
      personal: { dateOfBirth: { year: 1980, month: 1, day: 2 } },
    })
    expect(of(event)).toEqual({ identifiers: [] })
  })

  it('finds nothing where `personal` is erased, or says nothing', () => {
    for (const type of Object.keys(events) as (keyof typeof events)[]) {
      expect(describe(type, { personal: undefined })).toEqual({ identifiers: [] })
      expect(describe(type, { personal: {} })).toEqual({ identifiers: [] })
    }
  })

  it('knows of every event about a person where its `personal` stands', () => {
    const people = (Object.keys(events) as (keyof typeof events)[]).filter(type => events[type].subject === 'PERSON')
    expect(people.length).toBeGreaterThan(10)
    for (const type of people)
      expect([type, shapes[type]?.some(({ name }) => name === 'personal')]).toEqual([type, true])
  })
})

group('wordsOf', () => {
  it.each([
    ['Zoë O’Brien-Smith', ['zoe', 'o', 'brien', 'smith']],
    ['  ÅSA   ÅSA ', ['asa']],
    ['Łukasz', ['łukasz']],
    ['Nguyễn Thị 3rd', ['nguyen', 'thi', '3rd']],
    ['-- ’’', []],
    ['', []],
    ['李 小龍', ['李', '小龍']],
  ])('of %s', (text, words) => expect(wordsOf(text)).toEqual(words))
})
