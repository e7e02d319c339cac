import { formatInstant } from '@hub/calendar'
import { laneOf } from '@hub/service'
import { expectedStates, sampleMessages } from '@hub/simulator'
import { parseBody, unwrap } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import { prisons } from '../src/context'
import { heldNow } from '../src/domain/state'
import { type Became, createHub, read, tools, wholeOf } from './play'

/** The last sample of the folder of prisons belongs to `people`. */
const samples = [
  ...sampleMessages('prisons').slice(0, 19),
  ...sampleMessages('resettlement'),
  ...sampleMessages('handover'),
]

const hub = createHub()
const played = new Map<string, readonly Became[]>(samples.map(sample => [sample.name, hub.take(read(sample))]))
const of = (number: string) => played.get(samples.find(({ name }) => name.startsWith(number))!.name)!

describe('prison samples', () => {
  it('are 25, and each is expected', () => {
    expect(samples).toHaveLength(25)
    expect(samples.every(({ name }) => name in expectedStates)).toBe(true)
  })

  it.each(samples)('$name becomes what is expected', ({ name }) => {
    expect(wholeOf(played.get(name)!)).toEqual({
      state: expectedStates[name]!.state,
      reason: expectedStates[name]!.reason,
    })
  })

  it.each([
    [
      '01',
      'ReleasedFromPrison',
      { prisonId: 'MDI', reasonCode: 'NCS', kind: 'RELEASE_KIND_ON_LICENCE' },
      '2024-12-11T15:43:20Z',
    ],
    [
      '02',
      'ReleasedFromPrison',
      { prisonId: 'WSI', reasonCode: 'HD', kind: 'RELEASE_KIND_ON_LICENCE' },
      '2025-03-31T06:03:50.912169Z',
    ],
    [
      '03',
      'ReleasedFromPrison',
      { prisonId: '', reasonCode: 'HO', kind: 'RELEASE_KIND_HOSPITAL' },
      '2023-08-04T07:09:36.649098Z',
    ],
    ['04', 'DiedInCustody', { prisonId: 'WSI', reasonCode: 'DEC' }, '2023-02-24T08:17:21.231Z'],
    ['05', 'ReleasedFromPrison', { kind: 'RELEASE_KIND_UNLAWFULLY_AT_LARGE' }, '2023-11-20T08:30:00Z'],
    ['07', 'ReleasedFromPrison', { prisonId: 'MDI' }, '2010-01-01T07:03:50.912169Z'],
    ['08', 'ReceivedIntoPrison', { prisonId: 'SWI', recall: true, sourceReason: 'ADMISSION' }, '2024-06-24T15:06:39Z'],
    ['09', 'ReceivedIntoPrison', { prisonId: 'SWI', recall: false, reasonCode: 'N' }, '2024-06-11T14:13:21Z'],
    ['10', 'TemporaryAbsenceEnded', { prisonId: 'WSI', reasonCode: '24' }, '2023-08-04T07:09:36.649098Z'],
    ['11', 'TransferredBetweenPrisons', { fromPrisonId: 'LEI', toPrisonId: '' }, '2024-10-11T11:00:19.013138859Z'],
    [
      '12',
      'ReceivedIntoPrison',
      { prisonId: 'SWI', sourceReason: 'READMISSION', reasonCode: '' },
      '2024-06-14T08:06:16.226039980Z',
    ],
    [
      '13',
      'PrisonRecordChangeReported',
      { changes: ['REPORTED_CHANGE_SENTENCE', 'REPORTED_CHANGE_STATUS'], categories: ['SENTENCE', 'STATUS'] },
      '2024-10-11T11:21:26.399052029Z',
    ],
    [
      '14',
      'PrisonRecordChangeReported',
      { changes: ['REPORTED_CHANGE_SENTENCE_DATES'], bookingId: '1209333' },
      '2024-10-14T11:49:12Z',
    ],
    [
      '15',
      'PrisonRecordChangeReported',
      { changes: ['REPORTED_CHANGE_SENTENCE_DATES'], bookingId: '1200835', sourceEvent: 'SENTENCE_DATES-CHANGED' },
      '2020-07-25T10:24:32.935401Z',
    ],
    [
      '16',
      'PrisonRecordChangeReported',
      { changes: ['REPORTED_CHANGE_SENTENCE_DATES'], bookingId: '1202211' },
      '2024-06-12T12:14:01.339517517Z',
    ],
    [
      '17',
      'PrisonRecordChangeReported',
      {
        changes: ['REPORTED_CHANGE_HANDOVER'],
        personal: { lookAt: 'https://allocation.example.test/api/handovers/A1017BC' },
      },
      '2023-05-09T13:25:19.102Z',
    ],
    ['18', 'PrisonRecordChangeReported', { changes: ['REPORTED_CHANGE_ALLOCATION'] }, '2026-04-02T10:30:00Z'],
    [
      '19',
      'PrisonNumbersMerged',
      {
        removed: { type: 'IDENTITY_TYPE_NOMS', token: tools.tokenOf('NOMS', 'A9019BC') },
        bookingId: '1221664',
        sourceReason: 'MERGE',
        personal: { removed: { type: 'IDENTITY_TYPE_NOMS', value: 'A9019BC' } },
      },
      '2024-10-14T09:40:37Z',
    ],
  ])('%s records a %s', (number, type, data, occurredAt) => {
    const [part, ...others] = of(number)
    expect(others).toEqual([])
    expect(part!.events).toMatchObject([{ event: { type: `hub.custody.v1.${type}`, data } }])
    expect(formatInstant(part!.events[0]!.occurredAt)).toBe(occurredAt)
  })

  it('07 lies in the past and leaves the present unchanged', () => {
    const state = hub.stateOf('A1001BC')
    const years = state.movements.map(({ occurredAt }) => formatInstant(occurredAt).slice(0, 4))
    expect(years.sort()).toEqual(['2010', '2024'])
    expect(formatInstant(heldNow(state)!.since!)).toBe('2024-12-11T15:43:20Z')
  })

  it('say no change when they are played again', () => {
    const again = createHub()
    for (const sample of samples) again.take(read(sample))
    for (const sample of samples) {
      const expected = expectedStates[sample.name]!
      expect(wholeOf(again.take(read(sample)))).toEqual(
        expected.state === 'translated'
          ? { state: 'ignored', reason: 'no change' }
          : { state: expected.state, reason: expected.reason },
      )
    }
  })

  it('come out the same in any order', () => {
    const backwards = createHub()
    for (const sample of [...samples].reverse()) backwards.take(read(sample))
    for (const number of ['A1001BC', 'A1011BC', 'A1012BC'])
      expect(heldNow(backwards.stateOf(number))).toEqual(heldNow(hub.stateOf(number)))
  })

  it('carry no prison number where no clear value may stand', () => {
    for (const became of [...played.values()].flat())
      for (const { key, hash, event } of became.events) {
        const { personal: _, ...open } = event.data as { personal?: unknown }
        const text = JSON.stringify([key, hash, event.type, open], (_, value) =>
          typeof value === 'bigint' ? String(value) : value,
        )
        expect(text).not.toMatch(/[A-Z]\d{4}[A-Z]{2}/)
        if ('bookingId' in event.data && event.data.bookingId !== '') expect(key).not.toContain(event.data.bookingId)
      }
  })

  it('each stand in the lane of their prison number, whatever field it is in', () => {
    for (const { body, channel } of samples) {
      const { parsed } = unwrap(parseBody(body))
      const rules = prisons.channels.find(({ name }) => name === channel)!.lanes
      const lane = laneOf(
        rules[0]!,
        parsed.is === 'json' ? parsed.value : undefined,
        (type, value) => `${type}:${value}`,
      )
      expect(lane).toMatch(/^noms\/NOMS:A10\d\dBC$/)
    }
  })
})
