import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import type { Length } from '@hub/contracts'
import { parseLength } from './length'
import { checkSentence, type SentenceFacts } from './sentence-rules'

export const SENTENCE_KINDS = ['imprisonment', 'suspended', 'community'] as const

/** What the rules say about a sentence that is described by facts (the rule `sentence-check`). */
export function sentenceCheck(facts: Readonly<Record<string, unknown>>, on: CalendarDate) {
  const known = factsOf(facts)
  const findings = checkSentence(known, on)
  const checked = known.term !== undefined || known.unpaidWorkHours !== undefined
  return {
    result: { findings },
    decidedBy: {
      row: findings.map(({ code }) => code).join(', ') || (checked ? 'nothing found' : NOTHING_CHECKED),
      source: findings.map(({ source }) => source).join('; '),
    },
  }
}

/** Every rule is about the term or the hours of unpaid work. */
const NOTHING_CHECKED = 'nothing could be checked: neither a term nor hours of unpaid work are known'

/** What is wrong with a length in words. */
export const lengthProblem = (text: unknown): string | undefined =>
  WHOLE.test(String(text)) && Object.keys(parseLength(String(text)) ?? {}).length > 0
    ? undefined
    : 'is a length such as 6 Months or 1 Years 6 Months'

const WHOLE = /^\s*(\d{1,5}\s+(year|month|week|day|hour)s?\b[\s,]*(and\b\s*)?)+$/i

function factsOf(facts: Readonly<Record<string, unknown>>): SentenceFacts {
  const convictedOn = parseCalendarDate(facts.convictedOn)
  const offenceOn = parseCalendarDate(facts.offenceOn)
  const term = termOf(facts)
  const { unpaidWorkHours } = facts
  return {
    kind: facts.kind as SentenceFacts['kind'],
    ...(convictedOn ? { convictedOn } : {}),
    ...(offenceOn ? { offenceOn } : {}),
    ...(term ? { term } : {}),
    ...(typeof unpaidWorkHours === 'number' ? { unpaidWorkHours } : {}),
  }
}

function termOf({ term, termDays }: Readonly<Record<string, unknown>>): Partial<Length> | undefined {
  if (typeof termDays === 'number') return { days: termDays }
  return typeof term === 'string' ? parseLength(term) : undefined
}
