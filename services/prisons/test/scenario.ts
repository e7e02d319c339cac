import { formatCalendarDate, formatInstant, parseCalendarDate } from '@hub/calendar'
import { summaryOf } from '@hub/contracts'
import type { SourceAnswer } from '@hub/translation'
import { nextLook } from '../src/domain/standing'
import { type Became, createHub } from './play'

/** Whom a scenario is about. */
export const NOMS = 'A1234BC'
export const found = (body: object): SourceAnswer => ({ is: 'found', body })
/** What the record says of a prisoner: sentenced, adult, in Leeds. */
export const SENTENCED = {
  dateOfBirth: '1980-01-01',
  status: 'ACTIVE IN',
  prisonId: 'LEI',
  legalStatus: 'SENTENCED',
  imprisonmentStatus: 'SENT03',
  indeterminateSentence: false,
  recall: false,
  sentenceStartDate: '2025-01-06',
  conditionalReleaseDate: '2027-01-05',
}
export const record = (over: object = {}): SourceAnswer => found({ prisonerNumber: NOMS, ...SENTENCED, ...over })
export const RECORD = `/prisoner/${NOMS}`

export const eventAbout = (number: string, eventType: string, occurredAt: string, additionalInformation: object) => ({
  eventType,
  version: 1,
  occurredAt,
  additionalInformation: { nomsNumber: number, ...additionalInformation },
  personReference: { identifiers: [{ type: 'NOMS', value: number }] },
})
export const domainEvent = (eventType: string, occurredAt: string, additionalInformation: object = {}) =>
  eventAbout(NOMS, eventType, occurredAt, additionalInformation)
export const received = (at: string, reason = 'ADMISSION', code = 'N', prisonId = 'LEI') =>
  domainEvent('prison-offender-events.prisoner.received', at, { reason, nomisMovementReasonCode: code, prisonId })
export const released = (at: string, code = 'CR') =>
  domainEvent('prison-offender-events.prisoner.released', at, {
    reason: 'RELEASED',
    nomisMovementReasonCode: code,
    prisonId: 'LEI',
  })
export const updated = (at: string, ...categoriesChanged: string[]) =>
  domainEvent('prisoner-offender-search.prisoner.updated', at, { categoriesChanged })

/** What was recorded, each event in its own words. */
export const said = (became: readonly Became[]): readonly string[] =>
  became.flatMap(({ events }) => events.map(({ event }) => summaryOf(event.type, event.data, formatInstant)))

/** A hub in memory to which one person is told of, by moments and days. */
export function started(answers: Readonly<Record<string, SourceAnswer>> = { [RECORD]: record() }) {
  const hub = createHub()
  return {
    ...hub,
    tell: (at: string, body: { readonly occurredAt: string }, given?: Readonly<Record<string, SourceAnswer>>) => {
      hub.at(at, given ?? answers)
      return said(hub.say('hmpps-domain-events', body))
    },
    /** The record of the resettlement service, as it comes at a moment. */
    tellRecord: (at: string, over: object) => {
      hub.at(at)
      return said(hub.say('resettlement-passport', { personalDetails: { prisonerNumber: NOMS }, ...over }))
    },
    pass: (day: string) => said([hub.onDay(day, NOMS)]),
    next: (on: string) => {
      const day = nextLook(hub.stateOf(NOMS), parseCalendarDate(on)!)
      return day && formatCalendarDate(day)
    },
  }
}
