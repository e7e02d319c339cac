import { daysProblem, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import { DATES_FACT, releaseDatesOf } from './date-facts'
import type { SentenceType } from './dates'
import { KEY_DATES, KEY_DATES_SOURCE, keyDatesOf, type SentenceFacts } from './key-dates'

/** Probation's key dates that follow from a person's release dates (the rule `key-dates`). */
export const keyDatesRule = {
  name: 'key-dates',
  facts: {
    dates: DATES_FACT,
    confirmedReleaseDate: { type: 'date' },
    firstReleaseDate: { type: 'date' },
    sentenceStartDate: { type: 'date' },
    sentenceLengthDays: { type: 'number', problem: daysProblem },
    sentenceType: { type: 'text', oneOf: ['determinate', 'indeterminate'] },
    sdsPlus: { type: 'boolean' },
    pssRequirement: { type: 'boolean' },
  },
  // No source dates the forms in which these dates were worked out before, so there is one set.
  ruleSets: [{ id: 'key-dates', from: '2005-04-04', to: null }],
  evaluate: (facts: Readonly<Record<string, unknown>>) => {
    const keyDates = keyDatesOf(releaseDatesOf(facts), sentenceFactsOf(facts))
    const set = KEY_DATES.filter(({ code }) => keyDates[code])
    return {
      result: Object.fromEntries(
        KEY_DATES.map(({ code }) => [code, keyDates[code] ? formatCalendarDate(keyDates[code]) : null]),
      ),
      decidedBy: { row: set.map(({ code }) => code).join(', ') || 'no date', source: KEY_DATES_SOURCE },
    }
  },
} as const

const sentenceFactsOf = (facts: Readonly<Record<string, unknown>>): SentenceFacts => ({
  sentenceType: facts.sentenceType as SentenceType | undefined,
  sentenceStart: parseCalendarDate(facts.sentenceStartDate),
  sentenceLengthDays: facts.sentenceLengthDays as number | undefined,
  firstRelease: parseCalendarDate(facts.firstReleaseDate),
  sdsPlus: facts.sdsPlus === true,
  pssRequirement: facts.pssRequirement === true,
})
