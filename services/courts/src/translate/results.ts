import { type CalendarDate, parseCalendarDate, startOfLondonDay } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Fact } from '@hub/decider'
import { byText } from './id'
import { type Line, lineOf, type PlacedResult, type ShareContext } from './line'
import { nextHearingOf } from './next-hearing'
import { reportRequest } from './report-request'
import { sentenceOf } from './sentence'

/** The results of one defendant's share. */
export interface SharedResults {
  /** Orders with their requirements and totals, remands, report requests, the rest. */
  readonly facts: readonly Fact<HubEvent>[]
  /** Keys of results that the share calls deleted. */
  readonly deleted: readonly string[]
  /** Charges one of whose results was entered in error. */
  readonly inError: readonly string[]
}

export function readResults(results: readonly PlacedResult[], context: ShareContext): SharedResults {
  const all = results.map(result => lineOf(result, context)).sort(inOrder)
  const lines = all.filter(line => !isDeleted(line))
  const orders = new Map(lines.flatMap(line => (line.means?.is === 'sentence' ? [[line.line.resultId, line]] : [])))
  const partsOf = new Map<Line, Line[]>([...orders.values()].map(order => [order, []]))
  const alone = lines.filter(line => {
    const order = isPart(line)
      ? (orders.get(line.line.rootResultId) ?? orders.get(line.line.parentResultId ?? ''))
      : undefined
    if (order) partsOf.get(order)!.push(line)
    return !order && line.means?.is !== 'entered-in-error' && line.means?.is !== 'report-requested'
  })
  return {
    facts: [...alone.map(line => factOf(line, partsOf.get(line) ?? [], context)), ...reportRequest(lines, context)],
    deleted: all.filter(isDeleted).map(({ key }) => key),
    inError: lines.filter(({ means }) => means?.is === 'entered-in-error').map(({ line }) => line.offenceId ?? ''),
  }
}

const isDeleted = ({ reader }: Line): boolean => reader.flag('isDeleted') === true

/**
 * The order of a list says nothing: sorted, the same results always make the same events. Of a line that stands in two
 * places the one with a charge counts.
 */
const inOrder = (a: Line, b: Line): number =>
  byText(a.key, b.key) || byText(placeOf(a), placeOf(b)) || byText(a.reader.path, b.reader.path)

const placeOf = ({ line: { offenceId, applicationId } }: Line): string => `${offenceId || '~'}/${applicationId || '~'}`

/** What belongs to an order and has no event of its own; by its group also a requirement that the table does not have. */
const isPart = ({ means, reader }: Line): boolean =>
  means === undefined
    ? reader.text('resultDefinitionGroup')?.startsWith('Community Requirement') === true
    : means.is === 'requirement' || means.is === 'total'

function factOf(line: Line, parts: readonly Line[], context: ShareContext): Fact<HubEvent> {
  const event = eventFor(line, parts, context)
  const { orderedOn } = line.line
  const day = orderedOn && startOfLondonDay(orderedOn as CalendarDate)
  return { key: line.key, event, hash: context.tools.hashOf(event), occurredAt: day ?? context.sharedAt }
}

function eventFor(line: Line, parts: readonly Line[], context: ShareContext): HubEvent {
  const hearingDay = parseCalendarDate(context.hearingDay)
  const common = {
    hearingId: context.hearingId,
    caseReference: context.caseReference,
    ...(hearingDay ? { hearingDay } : {}),
    court: context.court,
    result: line.line,
    personal: {},
  }
  const nextHearing = nextHearingOf(line.reader)
  const next = nextHearing ? { nextHearing } : {}
  const { means } = line
  switch (means?.is) {
    case 'sentence':
      return eventOf('hub.court.v1.SentencePassed', { ...common, ...sentenceOf(line, means.kind, parts, hearingDay) })
    case 'remand':
      return eventOf('hub.court.v1.RemandOrdered', {
        ...common,
        status: means.status,
        sentFor: means.sentFor,
        ...next,
      })
    default:
      return eventOf('hub.court.v1.ResultRecorded', { ...common, known: means !== undefined, ...next })
  }
}
