import { type Instant, startOfLondonDay } from '@hub/calendar'
import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import { type Court, type NextHearing, type Requirement, type ResultLine, SentenceKind } from '@hub/contracts/court'
import type { Fact } from '@hub/decider'
import type { Reader, Tools } from '@hub/translation'
import { resultKey } from '../domain/hearing'
import { definitionOf, type ResultMeaning } from '../domain/result-definitions'
import { byText, idAt } from './id'
import { lengthOf, parseLength } from './parse-length'

/** A judicial result with the charge it belongs to; empty for one that belongs to the person or an application. */
export interface PlacedResult {
  readonly reader: Reader
  readonly offenceId: string
}

/** What every fact of one share has in common. */
export interface ShareContext {
  readonly hearingId: string
  readonly caseReference: string
  readonly hearingDay: string
  readonly court: DeepPartial<Court>
  readonly sharedAt: Instant
  readonly tools: Tools
}

interface Line extends PlacedResult {
  readonly line: DeepPartial<ResultLine> & { readonly resultId: string; readonly rootResultId: string }
  readonly key: string
  readonly means: ResultMeaning | undefined
}

/** The results of one defendant's share as facts: orders with their requirements, remands, report requests, the rest. */
export function resultFacts(results: readonly PlacedResult[], context: ShareContext): readonly Fact<HubEvent>[] {
  const lines = results.filter(({ reader }) => reader.flag('isDeleted') !== true).map(result => lineOf(result, context))
  const orders = new Set(lines.filter(line => line.means?.is === 'sentence').map(line => line.line.resultId))
  const requirementsOf = (line: Line) =>
    lines
      .filter(other => other.means?.is === 'requirement' && other.line.rootResultId === line.line.resultId)
      .sort((a, b) => byText(a.key, b.key))
  return lines.flatMap(line => {
    if (line.means?.is === 'entered-in-error') return []
    if (line.means?.is === 'requirement' && orders.has(line.line.rootResultId)) return []
    return [factOf(line, requirementsOf(line), context)]
  })
}

function lineOf(result: PlacedResult, { hearingDay, tools }: ShareContext): Line {
  const { reader, offenceId } = result
  const definitionId = idAt(reader, 'judicialResultTypeId')?.toLowerCase() ?? ''
  const cjsCode = idAt(reader, 'cjsCode') ?? ''
  const resultId = idAt(reader, 'judicialResultId')?.toLowerCase() ?? ''
  const orderedOn = reader.date('orderedDate')
  const label = reader.text('label') ?? ''
  return {
    ...result,
    means: definitionOf(definitionId, cjsCode)?.means,
    // Older feeds give a result line no id: then its charge and definition name it.
    key: resultKey(hearingDay, resultId || `${offenceId}/${definitionId}/${cjsCode || tools.tokenOf('RESULT', label)}`),
    line: {
      resultId,
      definitionId,
      cjsCode,
      label,
      offenceId,
      rootResultId: idAt(reader, 'rootJudicialResultId')?.toLowerCase() ?? '',
      ...(orderedOn ? { orderedOn } : {}),
    },
  }
}

function factOf(line: Line, requirements: readonly Line[], context: ShareContext): Fact<HubEvent> {
  const event = eventFor(line, requirements, context)
  const { orderedOn } = line.line
  const day = orderedOn && startOfLondonDay(orderedOn as { year: number; month: number; day: number })
  return { key: line.key, event, hash: context.tools.hashOf(event), occurredAt: day ?? context.sharedAt }
}

function eventFor({ reader, line, means }: Line, requirements: readonly Line[], context: ShareContext): HubEvent {
  const common = {
    hearingId: context.hearingId,
    caseReference: context.caseReference,
    hearingDay: dateOf(context.hearingDay),
    court: context.court,
    result: line,
    personal: {},
  }
  const nextHearing = nextHearingOf(reader)
  const next = nextHearing ? { nextHearing } : {}
  if (means?.is === 'sentence')
    return eventOf('hub.court.v1.SentencePassed', {
      ...common,
      kind: means.kind,
      ...termsOf(reader, means.kind),
      requirements: requirements.map(requirementOf),
    })
  if (means?.is === 'remand') return eventOf('hub.court.v1.RemandOrdered', { ...common, status: means.status, ...next })
  if (means?.is === 'report-requested') return eventOf('hub.court.v1.ReportRequested', common)
  return eventOf('hub.court.v1.ResultRecorded', { ...common, known: means !== undefined, ...next })
}

const dateOf = (text: string) => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}

/** Lengths of an order: for a suspended sentence primary is the custodial term, secondary the operational period. */
function termsOf(reader: Reader, kind: SentenceKind) {
  const duration = reader.at('durationElement')
  const length = lengthOf(duration.text('primaryDurationUnit'), duration.whole('primaryDurationValue'))
  const suspended =
    kind === SentenceKind.SENTENCE_KIND_SUSPENDED_IMPRISONMENT
      ? lengthOf(duration.text('secondaryDurationUnit'), duration.whole('secondaryDurationValue'))
      : undefined
  const endsOn =
    duration.date('durationEndDate') ??
    prompt(reader, 'endDate')?.date('value') ??
    prompt(reader, 'theEndDateOfTheOrderHasBeenChangedAndTheRequirementsMustBeCompliedWithBy')?.date('value')
  return {
    life: prompt(reader, 'totalCustodialPeriodIsLife')?.flag('value') === true || reader.flag('lifeDuration') === true,
    ...(length ? { length } : {}),
    ...(suspended ? { operationalPeriod: suspended } : {}),
    ...(endsOn ? { endsOn } : {}),
  }
}

function requirementOf({ reader, line }: Line): DeepPartial<Requirement> {
  const period = ['periodOfTreatment', 'periodOfResidence', 'period'].map(name => prompt(reader, name)?.text('value'))
  const length = parseLength(period.find(text => text !== undefined))
  const hours = parseLength(prompt(reader, 'numberOfHours')?.text('value'))?.hours ?? 0
  return { result: line, hours, ...(length ? { length } : {}) }
}

const prompt = (reader: Reader, reference: string): Reader | undefined =>
  reader.list('judicialResultPrompts').find(candidate => candidate.text('promptReference') === reference)

function nextHearingOf(reader: Reader): DeepPartial<NextHearing> | undefined {
  if (!reader.has('nextHearing')) return undefined
  const next = reader.at('nextHearing')
  const startsAt = next.instant('listedStartDateTime')
  const weekCommencing = next.date('weekCommencingDate')
  const court = next.at('courtCentre')
  return {
    hearingType: next.at('type').text('description') ?? '',
    court: {
      code: court.text('code')?.slice(0, 5) ?? '',
      name: court.text('name') ?? '',
      room: court.text('roomName') ?? '',
    },
    ...(startsAt ? { startsAt } : {}),
    ...(weekCommencing ? { weekCommencing } : {}),
  }
}
