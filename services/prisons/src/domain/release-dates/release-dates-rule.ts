import { type CalendarDate, type DatedRow, daysProblem, formatCalendarDate } from '@hub/calendar'
import { DATES_FACT, releaseDatesOf } from './date-facts'
import type { SentenceType } from './dates'
import {
  curfewTermsOn,
  dateTypesOf,
  fixedTermRecallOn,
  releasePointOn,
  type Share,
  type StandardSentence,
  sds40On,
} from './law'
import { pairProblems } from './pairs'
import {
  type CountingDate,
  handoverEarliest,
  handoverEarliestSource,
  prisonEffective,
  resettlementDisplayed,
  WHICH_DATE_SOURCES,
} from './which-date'

/** Which of a person's release dates counts for whom, and what is questionable in them (the rule `release-dates`). */
export const releaseDatesRule = {
  name: 'release-dates',
  facts: {
    sentenceType: { type: 'text', oneOf: ['determinate', 'indeterminate'] },
    dates: DATES_FACT,
    overrides: DATES_FACT,
    confirmedReleaseDate: { type: 'date' },
    sentence: { type: 'text', oneOf: ['SDS', 'SDS+'] },
    sentenceLengthDays: { type: 'number', problem: daysProblem },
    under18AtRelease: { type: 'boolean' },
  },
  ruleSets: [
    {
      id: 'release-dates',
      from: '2005-04-04',
      to: null,
      notes: ['handoverEarliest is by the rule set of handover of the day; there is none before 31 March 2021.'],
    },
  ],
  evaluate: (facts: Readonly<Record<string, unknown>>, on: CalendarDate) => {
    const dates = releaseDatesOf(facts)
    const sentenceType = facts.sentenceType as SentenceType | undefined
    const answers = {
      prisonEffective: prisonEffective(dates),
      handoverEarliest: handoverEarliest(dates, sentenceType, on),
      resettlementDisplayed: resettlementDisplayed(dates),
    }
    const problems = pairProblems(dates)
    const sources = [
      WHICH_DATE_SOURCES.prisonEffective,
      handoverEarliestSource(sentenceType, on) ?? [],
      WHICH_DATE_SOURCES.resettlementDisplayed,
      problems.map(({ source }) => source),
    ].flat()
    return {
      result: {
        prisonEffective: written(answers.prisonEffective),
        handoverEarliest: written(answers.handoverEarliest),
        resettlementDisplayed: written(answers.resettlementDisplayed),
        pairProblems: problems.map(({ pair, text }) => ({ pair, text })),
        ...lawOf(facts, on),
      },
      decidedBy: {
        row: Object.entries(answers)
          .map(([rule, answer]) => `${rule} ${answer?.type ?? 'none'}`)
          .join(', '),
        source: [...new Set(sources)].join('; '),
      },
    }
  },
} as const

/** Five years of which one is a leap year. */
const FIVE_YEARS = 5 * 365 + 1

/**
 * The law of the day asked about for a sentence of that kind and length, each with its source: null where there is none
 * yet or none for it. Nothing without those facts.
 */
function lawOf(
  { sentence, sentenceLengthDays: days, under18AtRelease }: Readonly<Record<string, unknown>>,
  on: CalendarDate,
): object {
  const kind = sentence as StandardSentence | undefined
  const length = days as number | undefined
  if (kind === undefined && length === undefined) return {}
  const early = kind === 'SDS' && length !== undefined ? sds40On(on, length < FIVE_YEARS ? 4 : 5) : undefined
  return {
    law: {
      releasePoint: lawRow(kind && releasePointOn(on, kind)),
      sds40: lawRow(early),
      fixedTermRecall: lawRow(length === undefined ? undefined : fixedTermRecallOn(on, length)),
      homeDetentionCurfew: lawRow(curfewTermsOn(on)),
      dateTypes: length === undefined ? null : dateTypesOf(length, under18AtRelease === true),
    },
  }
}

/** A share that is served is written as a fraction. */
function lawRow(row: (DatedRow & { readonly served?: Share }) | undefined): object | null {
  if (!row) return null
  const { to, served, ...rest } = row
  return { ...rest, to: to ?? null, ...(served ? { served: `${served.parts}/${served.of}` } : {}) }
}

const written = (counting?: CountingDate) =>
  counting ? { type: counting.type, date: formatCalendarDate(counting.date) } : null
