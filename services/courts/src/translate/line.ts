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
  readonly offence?: Reader
  readonly application?: Reader
}

/** What every fact of one share has in common. */
export interface ShareContext {
  readonly hearingId: string
  readonly caseReference: string
  readonly hearingDay: string
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

export function lineOf(result: PlacedResult, { hearingDay, tools }: ShareContext): Line {
  const { reader, offence, application } = result
  const definitionId = idAt(reader, 'judicialResultTypeId')?.toLowerCase() ?? ''
  const cjsCode = idAt(reader, 'cjsCode') ?? ''
  const resultId = idAt(reader, 'judicialResultId')?.toLowerCase() ?? ''
  const offenceId = (offence && idAt(offence, 'id')?.toLowerCase()) ?? ''
  const orderedOn = reader.date('orderedDate')
  const label = reader.text('label') ?? ''
  return {
    ...result,
    means: definitionOf(definitionId, cjsCode)?.means,
    prompts: promptsOf(reader),
    // Older feeds give a result line no id: then its charge and definition name it.
    key: resultKey(hearingDay, resultId || `${offenceId}/${definitionId}/${cjsCode || tools.tokenOf('RESULT', label)}`),
    line: {
      resultId,
      definitionId,
      cjsCode,
      label,
      offenceId,
      rootResultId: idAt(reader, 'rootJudicialResultId')?.toLowerCase() ?? '',
      parentResultId: idAt(reader, 'parentJudicialResultId')?.toLowerCase() ?? '',
      applicationId: (application && idAt(application, 'id')?.toLowerCase()) ?? '',
      amendmentReason: reader.text('amendmentReason') ?? '',
      ...(orderedOn ? { orderedOn } : {}),
    },
  }
}
