import { type CalendarDate, parseCalendarDate, startOfLondonDay } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Fact } from '@hub/decider'
import { byText } from './id'
import { isOrderedHere, type Line, lineOf, type PlacedResult, type ShareContext } from './line'
import { nextHearingOf } from './next-hearing'
import { reportRequest } from './report-request'
import { sentenceOf } from './sentence'

/** The results of one defendant's share. */
export interface SharedResults {
  /** Orders with their requirements and totals, remands, report requests, the rest. */
  readonly facts: readonly Fact<HubEvent>[]
  /** False when there may be others that could not be read. */
  readonly whole: boolean
  /** Keys of results that the share calls deleted. */
  readonly deleted: readonly string[]
  /** Charges one of whose results was entered in error. */
  readonly inError: readonly string[]
}

/** The results of the lines; `isWhole` says whether these are all that there are. */
export function readResults(results: readonly PlacedResult[], isWhole: boolean, context: ShareContext): SharedResults {
  const read = results.flatMap(result => lineOf(result, context) ?? [])
  const whole = isWhole && read.length === results.length
  const all = read.filter(line => isOrderedHere(line, context)).sort(inOrder)
  const lines = distinct(
    all.filter(line => !isDeleted(line)),
    context,
  )
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
    facts: [
      ...alone.map(line => factOf(line, partsOf.get(line) ?? [], whole, context)),
      ...reportRequest(lines, whole, context),
    ],
    whole,
    deleted: all.filter(isDeleted).map(({ key }) => key),
    inError: lines.filter(({ means }) => means?.is === 'entered-in-error').map(({ line }) => line.offenceId ?? ''),
  }
}

const isDeleted = ({ reader }: Line): boolean => reader.flag('isDeleted') === true

/** The order of a list says nothing: sorted, the same results always make the same events. */
const inOrder = (a: Line, b: Line): number => byText(a.key, b.key) || byText(placeOf(a), placeOf(b))

const placeOf = ({ line: { offenceId, applicationId } }: Line): string => `${offenceId || '~'}/${applicationId || '~'}`

/** Each result once. Of one that stands in two places the one with a charge counts. */
function distinct(lines: readonly Line[], context: ShareContext): readonly Line[] {
  const byKey = new Map<string, Line[]>()
  for (const line of lines) byKey.set(line.key, [...(byKey.get(line.key) ?? []), line])
  return [...byKey.values()].flatMap(same => (same.length === 1 ? same : tellApart(same, context)))
}

/** Of results that bear one id one counts, whatever they say. Without an id, those that say different things are several. */
function tellApart(same: readonly Line[], context: ShareContext): readonly Line[] {
  const byContent = new Map<string, Line>()
  for (const line of same) {
    const content = contentOf(line, context)
    if (!byContent.has(content)) byContent.set(content, line)
  }
  const contents = [...byContent].sort(([a, one], [b, other]) => byText(placeOf(one), placeOf(other)) || byText(a, b))
  const [[, first], ...others] = contents as [[string, Line], ...[string, Line][]]
  if (others.length === 0) return [first]
  if (first.line.resultId !== '') {
    first.reader.warn('judicialResultId', 'stands at another result too, which says something else; this one counts')
    return [first]
  }
  first.reader.warn('judicialResultId', 'is absent, and the charge has another such result; each counts')
  return [first, ...others.map(([content, line]) => ({ ...line, key: `${line.key}/${content}` }))]
}

/** What a result says, wherever it stands. */
function contentOf({ offence: _, application: __, ...result }: Line, context: ShareContext): string {
  const line = { ...result.line, offenceId: '', applicationId: '' }
  return context.tools.hashOf(eventFor({ ...result, line }, [], context))
}

/** What belongs to an order and has no event of its own; by its group also a requirement that the table does not have. */
const isPart = ({ means, reader }: Line): boolean =>
  means === undefined
    ? reader.text('resultDefinitionGroup')?.startsWith('Community Requirement') === true
    : means.is === 'requirement' || means.is === 'total'

function factOf(line: Line, parts: readonly Line[], isWhole: boolean, context: ShareContext): Fact<HubEvent> {
  const event = eventFor(line, parts, context)
  const { orderedOn } = line.line
  const day = orderedOn && startOfLondonDay(orderedOn as CalendarDate)
  // A requirement that cannot be read is not gone from its order, nor is what a prompt said.
  const hasAll =
    (isWhole || line.means?.is !== 'sentence') &&
    [line, ...parts].every(({ reader }) => reader.isWhole('judicialResultPrompts'))
  return {
    key: line.key,
    event,
    hash: context.tools.hashOf(event),
    occurredAt: day ?? context.sharedAt,
    ...(hasAll ? {} : { partial: true as const }),
  }
}

function eventFor(line: Line, parts: readonly Line[], context: ShareContext): HubEvent {
  const hearingDay = parseCalendarDate(context.hearingDay)
  const common = {
    hearingId: context.hearingId,
    caseReference: line.caseReference,
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
