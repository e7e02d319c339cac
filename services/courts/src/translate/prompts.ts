import { type CalendarDate, parseCalendarDate } from '@hub/calendar'
import type { Length } from '@hub/contracts'
import type { Reader } from '@hub/translation'
import { parseLength } from '../domain/length'

/**
 * The prompts of a judicial result, by their machine name (promptReference). Values are text whatever their type says:
 * INT and INTM hold lengths ("80 Hours"), DATE dd/MM/yyyy, BOOLEAN "true", CURR pounds, the others words.
 */
export interface Prompts {
  text(reference: string): string | undefined
  date(reference: string): CalendarDate | undefined
  flag(reference: string): boolean
  length(reference: string): Partial<Length> | undefined
  /** A whole number at the beginning: "45", "45 Days". */
  whole(reference: string): number | undefined
  /** Pounds as written ("£120.00") in pence. */
  pence(reference: string): bigint | undefined
}

export function promptsOf(result: Reader): Prompts {
  const values = new Map<string, string>()
  for (const prompt of result.list('judicialResultPrompts')) {
    const reference = prompt.text('promptReference')
    const value = prompt.text('value')
    // Stands one twice, the first counts.
    if (reference !== undefined && value !== undefined && !values.has(reference)) values.set(reference, value)
  }
  const text = (reference: string) => values.get(reference)
  return {
    text,
    date: reference => parseCalendarDate(text(reference)),
    flag: reference => text(reference)?.toLowerCase() === 'true',
    length: reference => parseLength(text(reference)),
    whole: reference => {
      const digits = /^\d{1,9}\b/.exec(text(reference) ?? '')
      return digits ? Number(digits[0]) : undefined
    },
    pence: reference => {
      const pounds = /^£?\s*([\d,]{1,15})(?:\.(\d{1,2}))?$/.exec(text(reference) ?? '')
      if (!pounds) return undefined
      return BigInt(pounds[1]!.replaceAll(',', '') || '0') * 100n + BigInt((pounds[2] ?? '').padEnd(2, '0'))
    },
  }
}
