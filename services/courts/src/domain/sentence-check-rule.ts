import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import type { Length } from '@hub/contracts'
import { parseLength } from './length'
import { checkSentence, type SentenceFacts } from './sentence-rules'

export const SENTENCE_KINDS = ['imprisonment', 'suspended', 'community'] as const

/** What the rules say about a sentence that is described by facts (the rule `sentence-check`). */
export function sentenceCheck(facts: Readonly<Record<string, unknown>>, on: CalendarDate) {
  const findings = checkSentence(factsOf(facts), on)
  return {
    result: { findings },
    decidedBy: {
      row: findings.map(({ code }) => code).join(', ') || 'nothing found',
      source: findings.map(({ source }) => source).join('; '),
    },
  }
}

function factsOf(facts: Readonly<Record<string, unknown>>): SentenceFacts {
  const convictedOn = parseCalendarDate(facts.convictedOn)
  const offenceOn = parseCalendarDate(facts.offenceOn)
  const term = termOf(facts)
  const { unpaidWorkHours } = facts
  return {
    kind: (facts.kind as SentenceFacts['kind'] | undefined) ?? 'community',
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
