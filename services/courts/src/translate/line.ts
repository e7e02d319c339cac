import type { CalendarDate, Instant } from '@hub/calendar'
import type { DeepPartial } from '@hub/contracts'
import type { Court, ResultLine } from '@hub/contracts/court'
import type { Reader, Tools } from '@hub/translation'
import { resultKey } from '../domain/hearing'
import { definitionOf, type ResultMeaning } from '../domain/result-definitions'
import { idAt } from './id'
import { type Prompts, promptsOf } from './prompts'

/** A judicial result with the charge and the application it belongs to, where it belongs to one. */
export interface PlacedResult {
  readonly reader: Reader
  readonly caseReference: string
  readonly offence?: Reader
  readonly application?: Reader
}

/** What every fact of one share has in common. */
export interface ShareContext {
  readonly hearingId: string
  readonly hearingDay: string
  /** Other days of the hearing, each with results of its own. */
  readonly otherDays: readonly CalendarDate[]
  readonly court: DeepPartial<Court>
  readonly sharedAt: Instant
  readonly tools: Tools
  /** What the cohorts of a report go by. */
  readonly person: { readonly gender: string; readonly born?: CalendarDate }
}

/** A result line as it was read. */
export interface Line extends PlacedResult {
  readonly line: DeepPartial<ResultLine> & { readonly resultId: string; readonly rootResultId: string }
  readonly key: string
  /** Undefined: the table of definitions has none. */
  readonly means: ResultMeaning | undefined
  readonly prompts: Prompts
}

/** Undefined for a line of which it cannot be told which result it is, or whose: the receipt says so. */
export function lineOf(result: PlacedResult, { hearingDay, tools }: ShareContext): Line | undefined {
  const { reader, offence, application } = result
  const definitionId = idAt(reader, 'judicialResultTypeId')?.toLowerCase() ?? ''
  const cjsCode = idAt(reader, 'cjsCode') ?? ''
  const resultId = idAt(reader, 'judicialResultId')?.toLowerCase() ?? ''
  const rootResultId = idAt(reader, 'rootJudicialResultId')?.toLowerCase() ?? ''
  const parentResultId = idAt(reader, 'parentJudicialResultId')?.toLowerCase() ?? ''
  const offenceId = (offence && idAt(offence, 'id')?.toLowerCase()) ?? ''
  const orderedOn = reader.date('orderedDate')
  const label = reader.text('label') ?? ''
  const means = definitionOf(definitionId, cjsCode)?.means
  if ([resultId, definitionId, cjsCode, label].every(text => text === '')) {
    reader.warn('judicialResultId', 'is absent, and nothing else names the result; it was left out')
    return undefined
  }
  const isUnread = (from: Reader, name: string, read: string): boolean => read === '' && from.has(name)
  if (
    isUnread(reader, 'judicialResultId', resultId) ||
    isUnread(reader, 'rootJudicialResultId', rootResultId) ||
    isUnread(reader, 'parentJudicialResultId', parentResultId) ||
    (means === undefined && isUnread(reader, 'judicialResultTypeId', definitionId)) ||
    (means === undefined && isUnread(reader, 'cjsCode', cjsCode)) ||
    (resultId === '' && isUnread(reader, 'label', label)) ||
    (resultId === '' && offence !== undefined && isUnread(offence, 'id', offenceId))
  ) {
    reader.warn('judicialResultId', 'cannot be told with what is unreadable beside it; the result was left out')
    return undefined
  }
  return {
    ...result,
    means,
    prompts: promptsOf(reader),
    // Older feeds give a result line no id: then its charge and definition name it.
    key: resultKey(hearingDay, resultId || `${offenceId}/${definitionId}/${cjsCode || tools.tokenOf('RESULT', label)}`),
    line: {
      resultId,
      definitionId,
      cjsCode,
      label,
      offenceId,
      rootResultId,
      parentResultId,
      applicationId: (application && idAt(application, 'id')?.toLowerCase()) ?? '',
      amendmentReason: reader.text('amendmentReason') ?? '',
      ...(orderedOn ? { orderedOn } : {}),
    },
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Whether a result is this share's to tell. A share may repeat what was ordered before, in another hearing or on another
 * day of this one, whose own share tells of it: taken from both it would stand twice.
 */
export function isOrderedHere({ reader, line }: Line, { hearingId, otherDays }: ShareContext): boolean {
  const orderedIn = idAt(reader, 'orderedHearingId')?.toLowerCase()
  if (orderedIn !== undefined && !UUID.test(orderedIn))
    reader.warn('orderedHearingId', 'is not the id of a hearing and counts as not known')
  else if (orderedIn !== undefined && orderedIn !== hearingId) {
    reader.warn('orderedHearingId', 'names another hearing, whose own shares tell of the result')
    return false
  }
  const on = line.orderedOn
  if (otherDays.some(({ year, month, day }) => on?.year === year && on.month === month && on.day === day)) {
    reader.warn('orderedDate', 'is another day of the hearing, whose own shares tell of the result')
    return false
  }
  return true
}
