import { formatCalendarDate, type Instant, parseInstant } from '@hub/calendar'
import { type PromiseRow, promiseRows } from '@hub/contracts'
import { type Standing, standingsOf } from '../src/domain/standing'
import type { Answer, End, Maker, Move, Told } from '../src/domain/told'

export const row = promiseRows.find(({ name }) => name === 'pre-sentence-report')!
export const at = (text: string): Instant => parseInstant(text)!
const telling = (eventId: string, moment: string) => ({
  eventId,
  at: moment,
  recordedAt: moment,
  identity: { type: 'IDENTITY_TYPE_CRN', token: 't' },
  receiptId: 'receipt',
  row: row.name,
})
export const noon = (day: string) => `${day}T12:00:00Z`
export const maker = (eventId: string, over: Partial<Maker> & { recordedAt?: string } = {}): Told & Maker => ({
  ...telling(eventId, noon('2026-03-02')),
  channel: 'common-platform',
  is: 'maker',
  key: eventId,
  unit: 'h1',
  matter: 'URN1',
  since: '2026-03-02',
  day: '2026-03-10',
  about: {},
  ...over,
})
export const done = (
  eventId: string,
  day: string,
  over: Partial<Answer> & { channel?: string } = {},
): Told & Answer => ({
  ...telling(eventId, noon(day)),
  channel: 'hmpps-domain-events',
  is: 'answer',
  unit: eventId,
  keeps: true,
  step: 'completed',
  ...over,
})
export const sentenced = (eventId: string, day: string): Told & End => ({
  ...telling(eventId, noon(day)),
  channel: 'common-platform',
  is: 'end',
  matter: 'URN1',
  because: 'sentenced without it',
})
export const listed = (eventId: string, unit: string, days: readonly string[], recorded: string): Told & Move => ({
  ...telling(eventId, noon(recorded)),
  channel: 'common-platform',
  is: 'move',
  unit,
  matter: 'URN1',
  days,
})

/** What can be read at a glance. */
const glance = ({ due, kept, missed, cancelled, step }: Standing): string =>
  [
    due && formatCalendarDate(due.day),
    missed && 'missed',
    kept && `kept by ${kept.eventId}, ${kept.daysEarly - kept.daysLate}`,
    cancelled?.because,
    step,
  ]
    .filter(Boolean)
    .join('; ')
export const stand = (told: readonly Told[], now: string, of: PromiseRow = row) =>
  standingsOf(of, told, at(now)).map(glance)
