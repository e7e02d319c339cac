import { addDays, addMonths, ageOn, type CalendarDate, londonDate } from '@hub/calendar'
import { eventOf } from '@hub/contracts'
import type { Moment } from '@hub/decider'
import type { Reader, Tools } from '@hub/translation'
import type { Reading } from '../domain/readings'
import { codeAt, prisonIdAt } from './envelope'
import { type DateFields, datesIn } from './sentence-detail'

/**
 * Dates of a prisoner's record. ARD, CRD, PRRD and NPD already have the override applied (hmpps-prisoner-search:
 * Prisoner.kt).
 */
const FIELDS: DateFields = {
  SED: { calculated: ['sentenceExpiryDate'] },
  LED: { calculated: ['licenceExpiryDate'] },
  CRD: { calculated: ['conditionalReleaseDate'] },
  ARD: { calculated: ['automaticReleaseDate'] },
  NPD: { calculated: ['nonParoleDate'] },
  PED: { calculated: ['paroleEligibilityDate'] },
  APD: { calculated: ['actualParoleDate'] },
  HDCED: { calculated: ['homeDetentionCurfewEligibilityDate'] },
  HDCAD: { calculated: ['homeDetentionCurfewActualDate'] },
  PRRD: { calculated: ['postRecallReleaseDate'] },
  TUSED: { calculated: ['topupSupervisionExpiryDate'] },
  TED: { calculated: ['tariffDate'] },
}

const OF_AGE = 18

/** Reads `GET /prisoner/{nomsNumber}` of prisoner search: where the person stands, and the dates of the sentence. */
export function prisonerRecordOf(record: Reader, source: string, now: Moment, tools: Tools): readonly Reading[] {
  const recall = record.flag('recall')
  const indeterminate = record.flag('indeterminateSentence')
  const event = eventOf('hub.custody.v1.PrisonRecordRead', {
    source,
    record: {
      legalStatus: codeAt(record, 'legalStatus'),
      imprisonmentStatus: imprisonmentStatusAt(record),
      ...(recall === undefined ? {} : { recall }),
      ...(indeterminate === undefined ? {} : { indeterminate }),
      sentenceStart: record.date('sentenceStartDate'),
      category: codeAt(record, 'category'),
      prisonId: prisonIdAt(record, 'prisonId'),
      restrictedPatient: record.flag('restrictedPatient') ?? false,
      supportingPrisonId: prisonIdAt(record, 'supportingPrisonId'),
      status: statusAt(record),
      ofAgeOn: ofAgeOn(record.date('dateOfBirth'), londonDate(now)),
    },
    personal: {},
  })
  const fact = { key: `record/${source}`, event, hash: tools.hashOf(event), occurredAt: now }
  return [
    { is: 'record', fact },
    { is: 'dates', source, told: { ...datesIn(record, FIELDS), exact: false } },
  ]
}

/** Kept only of those who are not of age yet: of everybody else nothing more is asked. */
function ofAgeOn(born: CalendarDate | undefined, on: CalendarDate): CalendarDate | undefined {
  if (!born || ageOn(born, on) >= OF_AGE) return undefined
  const birthday = addMonths(born, OF_AGE * 12)
  // Who was born on 29 February comes of age on 1 March.
  return ageOn(born, birthday) < OF_AGE ? addDays(birthday, 1) : birthday
}

/** NOMIS codes may have a slash: `A/FINE`. */
const imprisonmentStatusAt = (record: Reader): string =>
  matching(record, 'imprisonmentStatus', /^[A-Z0-9_/-]{1,40}$/i, 'is not a code')
const statusAt = (record: Reader): string =>
  matching(record, 'status', /^[A-Z]{2,10}( [A-Z]{2,4})?$/i, 'is not a status')

function matching(record: Reader, field: string, shape: RegExp, problem: string): string {
  const text = record.text(field)
  if (text === undefined || shape.test(text)) return text?.toUpperCase() ?? ''
  record.warn(field, `${problem} and counts as not known`)
  return ''
}
