import { type CalendarDate, formatCalendarDate } from '@hub/calendar'
import { DATE_CODES, releaseDatesOf } from './date-facts'
import type { SentenceType } from './dates'
import { pairProblems } from './pairs'
import {
  type CountingDate,
  handoverEarliest,
  prisonEffective,
  resettlementDisplayed,
  WHICH_DATE_SOURCES,
} from './which-date'

/** Which of a person's release dates counts for whom, and what is questionable in them (the rule `release-dates`). */
export const releaseDatesRule = {
  name: 'release-dates',
  facts: {
    sentenceType: { type: 'text', oneOf: ['determinate', 'indeterminate'] },
    dates: { type: 'dates', oneOf: DATE_CODES },
    overrides: { type: 'dates', oneOf: DATE_CODES },
    confirmedReleaseDate: { type: 'date' },
  },
  // Handover's choice is the one in force today; what it was before, the rule `handover` knows.
  ruleSets: [{ id: 'release-dates', from: '2005-04-04', to: null }],
  evaluate: (facts: Readonly<Record<string, unknown>>, on: CalendarDate) => {
    const dates = releaseDatesOf(facts)
    const answers = {
      prisonEffective: prisonEffective(dates),
      handoverEarliest: handoverEarliest(dates, facts.sentenceType as SentenceType | undefined, on),
      resettlementDisplayed: resettlementDisplayed(dates),
    }
    const problems = pairProblems(dates)
    return {
      result: {
        prisonEffective: written(answers.prisonEffective),
        handoverEarliest: written(answers.handoverEarliest),
        resettlementDisplayed: written(answers.resettlementDisplayed),
        pairProblems: problems.map(({ pair, text }) => ({ pair, text })),
      },
      decidedBy: {
        row: Object.entries(answers)
          .map(([rule, answer]) => `${rule} ${answer?.type ?? 'none'}`)
          .join(', '),
        source: [...new Set([...Object.values(WHICH_DATE_SOURCES), ...problems.map(({ source }) => source)])].join(
          '; ',
        ),
      },
    }
  },
} as const

const written = (counting?: CountingDate) =>
  counting ? { type: counting.type, date: formatCalendarDate(counting.date) } : null
