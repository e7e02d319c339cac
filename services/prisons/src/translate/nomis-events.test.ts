import { formatInstant } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { createHub, translate, wholeOf } from '../../test/play'

const raw = (over: object = {}) => ({
  eventType: 'SENTENCE_DATES-CHANGED',
  eventDatetime: '2020-07-25T11:24:32.935401',
  bookingId: 1_200_835,
  offenderIdDisplay: 'A1234BC',
  ...over,
})
const only = (body: unknown, attributes: Record<string, string> = {}) => {
  const translation = translate('nomis-events', body, attributes)
  return { ...createHub().take(translation)[0]!.events[0]!, warnings: translation.warnings }
}

describe('raw events of NOMIS', () => {
  it.each([
    ['2020-07-25T11:24:32.935401', '2020-07-25T10:24:32.935401Z'],
    ['2020-01-25T11:24:32', '2020-01-25T11:24:32Z'],
    ['2020-07-25T11:24:32+02:00', '2020-07-25T09:24:32Z'],
  ])('have local time: %s', (eventDatetime, instant) => {
    expect(formatInstant(only(raw({ eventDatetime })).occurredAt)).toBe(instant)
  })

  it.each([
    ['SENTENCE_DATES-CHANGED', 'SENTENCE_DATES'],
    ['CONFIRMED_RELEASE_DATE-CHANGED', 'SENTENCE_DATES'],
    ['KEY_DATE_ADJUSTMENT_UPSERTED', 'SENTENCE_DATES'],
    ['KEY_DATE_ADJUSTMENT_DELETED', 'SENTENCE_DATES'],
    ['IMPRISONMENT_STATUS-CHANGED', 'STATUS'],
    ['BOOKING_NUMBER-CHANGED', 'BOOKING'],
    ['OFFENDER_MOVEMENT-RECEPTION', 'LOCATION'],
    ['OFFENDER_MOVEMENT-DISCHARGE', 'LOCATION'],
    ['EXTERNAL_MOVEMENT_RECORD-INSERTED', 'LOCATION'],
  ])('%s reports %s', (eventType, change) => {
    expect(only(raw({ eventType })).event.data).toMatchObject({
      changes: [`REPORTED_CHANGE_${change}`],
      bookingId: '1200835',
      sourceEvent: eventType,
    })
  })

  it('without a readable time take the time of publication', () => {
    const { occurredAt, warnings } = only(raw({ eventDatetime: undefined }), {
      publishedAt: '2020-07-25T11:25:16.169+01:00',
    })
    expect(formatInstant(occurredAt)).toBe('2020-07-25T10:25:16.169Z')
    expect(warnings).toEqual(['eventDatetime is absent and counts as not known'])
  })

  it.each([
    [
      raw({ offenderIdDisplay: undefined }),
      { is: 'rejected', reason: 'no usable prison number', field: 'offenderIdDisplay' },
    ],
    [raw({ eventType: undefined }), { is: 'rejected', reason: 'no event type', field: 'eventType' }],
    [raw({ eventType: 'CASE-NOTE' }), { is: 'ignored', reason: 'no context takes CASE-NOTE yet' }],
    [raw({ eventType: 'toString' }), { is: 'ignored', reason: 'no context takes toString yet' }],
  ])('%j: %j', (body, expected) => {
    expect(translate('nomis-events', body)).toMatchObject(expected)
  })

  it('say no change when they come again', () => {
    const hub = createHub()
    hub.say('nomis-events', raw())
    expect(wholeOf(hub.say('nomis-events', raw({ bookingId: '1200835' })))).toEqual({
      state: 'ignored',
      reason: 'no change',
    })
  })
})
