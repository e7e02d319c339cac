import { formatInstant } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { createHub, RECEIVED, translate, wholeOf } from '../../test/play'

const CHANNEL = 'hmpps-domain-events'
const reference = (value: string) => ({ identifiers: [{ type: 'NOMS', value }] })
const released = (over: object = {}, information: object = {}) => ({
  eventType: 'prison-offender-events.prisoner.released',
  version: 1,
  occurredAt: '2024-12-11T15:43:20Z',
  publishedAt: '2024-12-11T16:33:20.437982210Z',
  personReference: reference('A1234BC'),
  additionalInformation: { reason: 'RELEASED', nomisMovementReasonCode: 'NCS', prisonId: 'MDI', ...information },
  ...over,
})

/** The only event of a message that has one. */
function only(body: unknown, attributes: Record<string, string> = {}) {
  const translation = translate(CHANNEL, body, attributes)
  const [part] = createHub().take(translation)
  return { ...part!.events[0]!, subject: part!.subject, warnings: translation.warnings }
}

describe('the envelope of domain events', () => {
  it.each([
    ['2024-12-11T15:43:20Z', '2024-12-11T15:43:20Z'],
    ['2024-12-11T15:43:20.1Z', '2024-12-11T15:43:20.100Z'],
    ['2024-12-11T15:43:20.0000001Z', '2024-12-11T15:43:20.000000100Z'],
    ['2024-12-11T15:43:20.123456789+00:00', '2024-12-11T15:43:20.123456789Z'],
    ['2024-06-11T15:43:20.5+01:00', '2024-06-11T14:43:20.500Z'],
    ['2024-06-11T15:43:20-0330', '2024-06-11T19:13:20Z'],
    ['2024-06-11T15:43:20', '2024-06-11T14:43:20Z'],
  ])('reads occurredAt %s', (text, instant) => {
    const { occurredAt, warnings } = only(released({ occurredAt: text }))
    expect(formatInstant(occurredAt)).toBe(instant)
    expect(warnings).toEqual([])
  })

  it('takes the time of publication when the other cannot be read, and says so', () => {
    const { occurredAt, warnings, key } = only(released({ occurredAt: 'yesterday' }))
    expect(formatInstant(occurredAt)).toBe('2024-12-11T16:33:20.437982210Z')
    expect(warnings).toEqual(['occurredAt is not a date and time and counts as not known'])
    expect(key).toMatch(/^movement\/prison-offender-events\/OUT\/unknown-/)
  })

  it('takes the time of arrival when there is no other, and still knows a repeat', () => {
    const bare = released({ occurredAt: null, publishedAt: undefined })
    expect(only(bare).occurredAt).toEqual(RECEIVED)
    expect(only(bare).warnings).toEqual(['occurredAt is absent and counts as not known'])
    const hub = createHub()
    hub.say(CHANNEL, bare)
    expect(wholeOf(hub.say(CHANNEL, bare))).toEqual({ state: 'ignored', reason: 'no change' })
  })

  it('counts the person reference where other places name another, and says so', () => {
    expect(only(released({}, { nomsNumber: 'a1234bc' })).warnings).toEqual([])
    const { subject, warnings } = only(released({}, { nomsNumber: 'A9999XX' }))
    expect([subject, warnings]).toEqual([
      'NOMS:A1234BC',
      ['personReference and the other places of a prison number name different people; the first one counts'],
    ])
  })

  it.each([
    ['exactly a day ahead', 86_400, []],
    ['a second more', 86_401, ['occurredAt lies more than a day after the message came and counts as not known']],
  ])('counts what is said to happen %s', (_, ahead, expected) => {
    const told = { seconds: RECEIVED.seconds + BigInt(ahead), nanos: 0 }
    const { occurredAt, warnings } = only(released({ occurredAt: formatInstant(told), publishedAt: undefined }))
    expect(warnings).toEqual(expected)
    expect(occurredAt).toEqual(expected.length === 0 ? told : RECEIVED)
  })

  it('warns of a malformed publishedAt and goes on', () => {
    expect(only(released({ publishedAt: '2023-07-31T09:26:39.362Z+01:00' })).warnings).toEqual([
      'publishedAt is not a date and time and counts as not known',
    ])
  })

  it('needs no version, no prison, no reason code', () => {
    const { event, warnings } = only(
      released({ version: undefined }, { prisonId: null, nomisMovementReasonCode: null }),
    )
    expect(event.data).toMatchObject({ prisonId: '', reasonCode: '', kind: 'RELEASE_KIND_NOT_KNOWN' })
    expect(warnings).toEqual([])
  })

  it('takes nothing back of what was said of the same moment where it says neither why nor where', () => {
    const hub = createHub()
    expect(hub.say(CHANNEL, released())[0]!.events).toHaveLength(1)
    for (const additionalInformation of [[1], null, 'x'])
      expect(hub.say(CHANNEL, released({ additionalInformation }))[0]!.events).toEqual([])
  })

  it('reads numbers where text belongs', () => {
    expect(only(released({}, { reason: 'ADMISSION', nomisMovementReasonCode: 24 })).event.data).toMatchObject({
      reasonCode: '24',
    })
  })

  it.each([
    ['personReference', released({ personReference: reference('a1234bc ') })],
    ['additionalInformation.nomsNumber', released({ personReference: undefined }, { nomsNumber: 'A1234BC' })],
    ['additionalInformation.prisonerId', released({ personReference: null }, { prisonerId: 'A1234BC' })],
    ['additionalInformation.prisonerNumber', released({ personReference: {} }, { prisonerNumber: 'A1234BC' })],
    ['additionalInformation.offenderNo', released({ personReference: [] }, { offenderNo: 'A1234BC' })],
    ['offenderNo', released({ personReference: reference(''), offenderNo: 'A1234BC' })],
    ['a lone identifier', released({ personReference: { identifiers: { type: 'noms', value: 'A1234BC' } } })],
  ])('finds the prison number in %s', (_, body) => {
    expect(only(body).subject).toBe('NOMS:A1234BC')
  })

  it('falls back on the next number when one is none, and never shows it', () => {
    const body = released({ personReference: reference('A12345BC') }, { nomsNumber: 'A1234BC' })
    expect(only(body).subject).toBe('NOMS:A1234BC')
    expect(only(body).warnings).toEqual([
      'personReference.identifiers[0].value is not a prison number and counts as absent',
    ])
  })

  it.each([
    [{ personReference: undefined }],
    [{ personReference: reference('X123456') }],
    [{ personReference: { identifiers: [{ type: 'CRN', value: 'X123456' }] } }],
  ])('rejects what has no usable prison number: %j', over => {
    expect(translate(CHANNEL, released(over))).toMatchObject({
      is: 'rejected',
      reason: 'no usable prison number',
      field: 'personReference.identifiers',
    })
  })

  it('takes the type from the envelope when the body has none', () => {
    expect(only(released({ eventType: undefined }), { eventType: released().eventType }).event.type).toBe(
      'hub.custody.v1.ReleasedFromPrison',
    )
  })

  it.each([[{}], [[]], [null], ['text'], [7]])('rejects %j: no event type', body => {
    expect(translate(CHANNEL, body)).toMatchObject({ is: 'rejected', reason: 'no event type', field: 'eventType' })
  })

  it.each([
    ['person.court-appearance.scheduled', 'no context takes person.court-appearance.scheduled yet'],
    [
      'prisoner-offender-search.prisoner.alerts-updated',
      'no context takes prisoner-offender-search.prisoner.alerts-updated yet',
    ],
    ['__proto__', 'no context takes __proto__ yet'],
    ['constructor', 'no context takes constructor yet'],
    ['Mr John Smith', 'no context takes this type yet'],
  ])('ignores %s', (eventType, reason) => {
    expect(translate(CHANNEL, released({ eventType }))).toMatchObject({ is: 'ignored', reason })
  })
})

describe('movements', () => {
  it('of a cause called recall are recalls', () => {
    const body = released(
      { eventType: 'prison-offender-events.prisoner.received' },
      { reason: 'ADMISSION', nomisMovementReasonCode: 'N', probableCause: 'RECALL' },
    )
    expect(only(body).event.data).toMatchObject({ recall: true })
  })

  it('that the hub does not know are recorded as they are', () => {
    const { event, warnings } = only(released({}, { reason: 'TELEPORTED' }))
    expect(event).toMatchObject({
      type: 'hub.custody.v1.MovementRecorded',
      data: { sourceReason: 'TELEPORTED', direction: 'OUT', known: false, prisonId: 'MDI' },
    })
    expect(warnings).toEqual([
      'additionalInformation.reason is not a movement that the hub knows; it is recorded as it is',
    ])
  })

  it('never take free text for a code', () => {
    const { event, warnings } = only(
      released({}, { prisonId: 'John Smith, A1234BC', nomisMovementReasonCode: 'x'.repeat(99) }),
    )
    expect(event.data).toMatchObject({ prisonId: '', reasonCode: '' })
    expect(warnings).toHaveLength(2)
    expect(warnings.join()).not.toContain('Smith')
  })
})

describe('reported changes', () => {
  const changed = (eventType: string, information: object = {}, over: object = {}) =>
    released({ eventType, additionalInformation: information, ...over })

  it.each([
    ['prison-offender-events.prisoner.sentence-dates-changed', 'SENTENCE_DATES'],
    ['calculate-release-dates.prisoner.changed', 'SENTENCE_DATES'],
    ['prison-offender-events.prisoner.imprisonment-status-changed', 'STATUS'],
    ['prison-offender-events.prisoner.booking.deleted', 'BOOKING'],
    ['offender-management.handover.changed', 'HANDOVER'],
    ['offender-management.allocation.changed', 'ALLOCATION'],
    ['restricted-patients.patient.removed', 'RESTRICTED_PATIENT'],
    ['prisoner-offender-search.prisoner.created', 'STATUS'],
    ['prisoner-offender-search.prisoner.removed', 'STATUS'],
  ])('%s reports %s', (type, change) => {
    const { event, key } = only(changed(type))
    expect(event.data).toMatchObject({ changes: [`REPORTED_CHANGE_${change}`], sourceEvent: type, categories: [] })
    expect(key).toBe(`change/${type}/2024-12-11T15:43:20Z`)
  })

  it('of early allocation are flat, with their time in the attributes', () => {
    const { event, occurredAt, subject } = only(
      { offenderNo: 'A1234BC', eligibilityStatus: true },
      {
        eventType: 'community-early-allocation-eligibility.status.changed',
        occurredAt: '2024-06-11T15:43:20+01:00',
        detailURL: 'https://allocation.example.test/A1234BC',
      },
    )
    expect(subject).toBe('NOMS:A1234BC')
    expect(formatInstant(occurredAt)).toBe('2024-06-11T14:43:20Z')
    expect(event.data).toMatchObject({
      changes: ['REPORTED_CHANGE_EARLY_ALLOCATION'],
      personal: { lookAt: 'https://allocation.example.test/A1234BC' },
    })
  })

  it('of a moved booking concern both records', () => {
    const body = changed(
      'prison-offender-events.prisoner.booking.moved',
      { bookingId: '1200835', movedFromNomsNumber: 'A9999BC', movedToNomsNumber: 'A1234BC' },
      { personReference: undefined },
    )
    expect(
      createHub()
        .say(CHANNEL, body)
        .map(({ subject, state }) => [subject, state]),
    ).toEqual([
      ['NOMS:A1234BC', 'translated'],
      ['NOMS:A9999BC', 'translated'],
    ])
    // Its dates are those of whoever has it now.
    expect(translate(CHANNEL, body)).toMatchObject({
      parts: [
        { command: { asks: [{ for: 'record' }, { for: 'dates' }] } },
        { command: { asks: [{ for: 'record' }, { for: 'probation' }] } },
      ],
    })
  })

  const updated = (categoriesChanged: unknown) =>
    changed('prisoner-offender-search.prisoner.updated', { categoriesChanged })

  it('name their categories in any order', () => {
    const hub = createHub()
    expect(hub.say(CHANNEL, updated(['STATUS', 'SENTENCE', 'STATUS']))[0]!.events).toMatchObject([
      {
        event: {
          data: { changes: ['REPORTED_CHANGE_SENTENCE', 'REPORTED_CHANGE_STATUS'], categories: ['SENTENCE', 'STATUS'] },
        },
      },
    ])
    expect(wholeOf(hub.say(CHANNEL, updated(['SENTENCE', 'STATUS'])))).toEqual({
      state: 'ignored',
      reason: 'no change',
    })
  })

  it.each([
    [['ALERTS'], ['REPORTED_CHANGE_OTHER'], ['ALERTS'], 0],
    [['SHOE_SIZE'], ['REPORTED_CHANGE_OTHER'], ['SHOE_SIZE'], 1],
    [['constructor', 'John Smith', 7, null], ['REPORTED_CHANGE_OTHER'], [], 1],
    [[], ['REPORTED_CHANGE_OTHER'], [], 1],
    [undefined, ['REPORTED_CHANGE_OTHER'], [], 1],
    ['SENTENCE', ['REPORTED_CHANGE_OTHER'], [], 1],
  ])('with categories %j say %j', (given, changes, categories, count) => {
    const { event, warnings } = only(updated(given))
    expect(event.data).toMatchObject({ changes, categories })
    expect(warnings).toHaveLength(count)
  })

  it('are each a report of their own: another time, booking or calculation never corrects', () => {
    const hub = createHub()
    const type = 'prison-offender-events.prisoner.sentence-dates-changed'
    const at = (occurredAt: string, bookingId: unknown, sentenceCalculationId?: string) =>
      hub.say(CHANNEL, changed(type, { bookingId, sentenceCalculationId }, { occurredAt }))
    for (const events of [
      at('2024-01-01T00:00:00Z', '1'),
      at('2024-01-01T00:00:01Z', '1'),
      at('2024-01-01T00:00:01Z', '2'),
      at('2024-01-01T00:00:01Z', '2', '7'),
    ]) {
      expect(events).toMatchObject([{ state: 'translated', events: [{ revision: 0 }] }])
      expect(events[0]!.events[0]!.corrects).toBeUndefined()
    }
    expect(wholeOf(at('2024-01-01T00:00:01.000Z', 2, '7')).reason).toBe('no change')
  })
})

describe('merges of prison numbers', () => {
  const merged = (removedNomsNumber: unknown) =>
    released({
      eventType: 'prison-offender-events.prisoner.merged',
      additionalInformation: { removedNomsNumber, reason: 'MERGE' },
    })

  it('are told of the kept number', () => {
    expect(only(merged('a9999bc'))).toMatchObject({
      subject: 'NOMS:A1234BC',
      event: { data: { personal: { removed: { type: 'IDENTITY_TYPE_NOMS', value: 'A9999BC' } } } },
    })
  })

  it.each([
    [undefined, 'no usable removed prison number'],
    ['nobody', 'no usable removed prison number'],
    ['A1234BC', 'the removed prison number is the kept one'],
  ])('with %s are rejected: %s', (removed, reason) => {
    expect(translate(CHANNEL, merged(removed))).toMatchObject({
      parts: [{ is: 'rejected', reason, field: 'additionalInformation.removedNomsNumber' }],
    })
  })
})
