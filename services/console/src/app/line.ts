import type { CalendarDate } from '@hub/calendar'
import { type EventType, eventToJson, isEventType, summaryOf } from '@hub/contracts'
import type { LineItem } from '@hub/contracts/journey'
import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { dayText, instantText, londonMinute, momentText } from './london'
import { type PersonView, sentence, viewOf, wordsOf } from './person'

/** Items on one page of a line. */
const PAGE = 25
/** Items asked for at once. */
const AT_ONCE = 1_000
/** A line is read whole, so that an item can say what replaced it; no further than this. */
const MOST = 10_000

export type Order = 'newest' | 'oldest'

/** One event of a line as a page shows it. */
export interface ItemView {
  readonly eventId: string
  readonly type: string
  readonly summary: string
  readonly occurred: string
  readonly recorded: string
  readonly channel: string
  readonly receiptId: string
  readonly current: boolean
  /** The later event that corrected or took back this one. */
  readonly replacedBy?: Reference & { readonly how: 'Corrected' | 'Withdrawn' }
  /** The earlier event that this one is about. */
  readonly about?: Reference & { readonly how: 'Corrects' | 'Withdraws' | 'Confirms' }
  readonly data: readonly { readonly name: string; readonly value: string }[]
}

export interface Reference {
  readonly eventId: string
  readonly summary: string
}

export interface Line {
  readonly person: PersonView
  readonly items: readonly ItemView[]
  readonly count: number
  readonly order: Order
  readonly page: number
  readonly pages: number
  /** The line goes on beyond what is read here. */
  readonly cut: boolean
}

export interface LineAsked {
  readonly order: Order
  /** From 1; beyond the last means the last. */
  readonly page: number
  /** Asks for the page that this event is on. */
  readonly eventId?: string
}

/** A person and one page of their line. */
export async function readLine(ports: ConsolePorts, personId: string, asked: LineAsked): Promise<Line> {
  const [{ person }, { items, cut }] = await Promise.all([
    askOne('journeys', () => ports.journeys.getPerson({ personId })),
    readWhole(ports, personId),
  ])
  const ordered = asked.order === 'newest' ? items.toReversed() : items
  const pages = Math.max(1, Math.ceil(items.length / PAGE))
  const place = asked.eventId === undefined ? -1 : ordered.findIndex(({ eventId }) => eventId === asked.eventId)
  const page = place >= 0 ? Math.floor(place / PAGE) + 1 : Math.min(Math.max(1, asked.page), pages)
  const known = new Map(items.map(item => [item.eventId, item]))
  const replaced = new Map(items.flatMap(item => replacementsBy(item).map(id => [id, item] as const)))
  return {
    person: viewOf(person!),
    items: ordered
      .slice((page - 1) * PAGE, page * PAGE)
      .map(item => itemView(ports, item, known, replaced.get(item.eventId))),
    count: items.length,
    order: asked.order,
    page,
    pages,
    cut,
  }
}

/** What events of a person say, by event id, as far as they are on the line. */
export async function readSummaries(ports: ConsolePorts, personId: string): Promise<ReadonlyMap<string, string>> {
  const { items } = await readWhole(ports, personId)
  return new Map(items.map(item => [item.eventId, summaryText(ports, item)]))
}

async function readWhole({ journeys }: ConsolePorts, personId: string) {
  const items: LineItem[] = []
  let after = ''
  do {
    const start = after
    const page = await askOne('journeys', () => journeys.getLine({ personId, after: start, limit: AT_ONCE }))
    items.push(...page.items)
    after = page.next
  } while (after !== '' && items.length < MOST)
  return { items, cut: after !== '' }
}

const replacementsBy = ({ corrects, retracts }: LineItem): readonly string[] =>
  [corrects, retracts].filter(id => id !== '')

type Codec = Pick<ConsolePorts, 'codec'>

function itemView(
  ports: Codec,
  item: LineItem,
  known: ReadonlyMap<string, LineItem>,
  replacement: LineItem | undefined,
): ItemView {
  const reference = (eventId: string): Reference => {
    const found = known.get(eventId)
    return { eventId, summary: found ? summaryText(ports, found) : 'an event that is not on this line' }
  }
  const about = item.corrects
    ? { how: 'Corrects' as const, ...reference(item.corrects) }
    : item.retracts
      ? { how: 'Withdraws' as const, ...reference(item.retracts) }
      : item.confirms
        ? { how: 'Confirms' as const, ...reference(item.confirms) }
        : undefined
  return {
    eventId: item.eventId,
    type: sentence(wordsOf(item.type.split('.').at(-1)!)),
    summary: summaryText(ports, item),
    occurred: item.occurredAt ? momentText(item.occurredAt) : 'Date not known',
    recorded: item.recordedAt ? instantText(item.recordedAt) : '',
    channel: item.channel,
    receiptId: item.receiptId,
    current: item.current,
    ...(replacement
      ? { replacedBy: { how: replacement.retracts ? 'Withdrawn' : 'Corrected', ...reference(replacement.eventId) } }
      : {}),
    ...(about ? { about } : {}),
    data: decoded(ports, item, (type, data) => rowsOf(eventToJson(type, data, instantText))) ?? [],
  }
}

const summaryText = (ports: Codec, item: LineItem): string =>
  decoded(ports, item, (type, data) => summaryOf(type, data, londonMinute)) ?? item.type

/** Nothing for an event of a type that this version does not know. */
const decoded = <T>({ codec }: Codec, item: LineItem, read: (type: EventType, data: object) => T): T | undefined =>
  isEventType(item.type) ? read(item.type, codec.decode(item.type, item.value) as object) : undefined

/** Every value of a nested message with the way to it in words. */
function rowsOf(value: unknown, path: readonly string[] = []): ItemView['data'] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => rowsOf(each, value.length > 1 ? [...path, String(index + 1)] : path))
  if (isCalendarDate(value)) return [{ name: sentence(path.join(', ')), value: dayText(value) }]
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, each]) => rowsOf(each, [...path, wordsOf(name)]))
  return [{ name: sentence(path.join(', ')), value: String(value) }]
}

const isCalendarDate = (value: unknown): value is CalendarDate =>
  typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'day,month,year'
