import { virtualClock } from '@hub/clock'
import { createEventCodec, type DeepPartial, type EventMessages, type EventType, eventOf } from '@hub/contracts'
import { CourtServiceDefinition, type UnmappedResult } from '@hub/contracts/court'
import {
  CustodyServiceDefinition,
  PrisonerCustody,
  type UnmappedMovement,
  UpcomingHandover,
  UpcomingRelease,
} from '@hub/contracts/custody'
import { Receipt, ReceiptServiceDefinition } from '@hub/contracts/intake'
import { JourneyServiceDefinition, LineItem, Person } from '@hub/contracts/journey'
import { ObligationServiceDefinition, PromiseStanding } from '@hub/contracts/obligation'
import {
  ContextStatus,
  HeldLane,
  HeldMessage,
  IntakeCount,
  OperationsServiceDefinition,
} from '@hub/contracts/operations'
import { ExplainPersonResponse, MatchReview, MatchServiceDefinition } from '@hub/contracts/person'
import {
  type Client,
  createTokens,
  type Definition,
  HubError,
  type Implementation,
  inProcessClient,
  type Logger,
} from '@hub/service'
import { type Console, type ConsolePorts, createConsole } from '../src'

export const codec = createEventCodec()
export const tokens = createTokens(Buffer.from('a key for tests'))
/** 24 November 2026, half past nine in the morning. */
export const NOW = Date.UTC(2026, 10, 24, 9, 30)
export const at = (text: string) => ({ seconds: BigInt(Date.parse(text) / 1000), nanos: 0 })

export const receiptId = (number: number, context = 'courts') =>
  tokens.receiptId(context, `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)

/** An event of a line, of any type, saying whatever it is given. */
export const item = <T extends EventType>(
  number: number,
  type: T,
  data: DeepPartial<EventMessages[T]>,
  over: Partial<LineItem> = {},
): LineItem =>
  LineItem.fromPartial({
    eventId: `e${number}`,
    type,
    personId: 'p1',
    occurredAt: at('2026-11-20T09:30:00Z'),
    recordedAt: at('2026-11-20T09:31:00Z'),
    channel: 'common-platform',
    receiptId: receiptId(number),
    current: true,
    value: codec.encode(type, eventOf(type, data).data as never),
    ...over,
  })

/** What the hub behind the pages holds. */
export interface World {
  people: Person[]
  lines: Record<string, LineItem[]>
  receipts: Record<string, Receipt>
  counts: IntakeCount[]
  problems: string[]
  lanes: HeldLane[]
  messages: HeldMessage[]
  unmapped: UnmappedResult[]
  promises: PromiseStanding[]
  custodies: PrisonerCustody[]
  handovers: UpcomingHandover[]
  overdueHandovers: UpcomingHandover[]
  releases: UpcomingRelease[]
  overdueReleases: UpcomingRelease[]
  unmappedMovements: UnmappedMovement[]
  explained: Record<string, ExplainPersonResponse>
  reviews: MatchReview[]
  /** Contexts that do not answer, and those that fail. */
  away: Set<string>
  failing: Set<string>
  /** What operators asked for. */
  asked: object[]
  logged: string[]
}

export const emptyWorld = (): World => ({
  people: [],
  lines: {},
  receipts: {},
  counts: [],
  problems: [],
  lanes: [],
  messages: [],
  unmapped: [],
  promises: [],
  custodies: [],
  handovers: [],
  overdueHandovers: [],
  releases: [],
  overdueReleases: [],
  unmappedMovements: [],
  explained: {},
  reviews: [],
  away: new Set(),
  failing: new Set(),
  asked: [],
  logged: [],
})

export interface Browser {
  readonly url: string
  get(path: string, headers?: Record<string, string>): Promise<Page>
  /** As a form on our own page does. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Page>
  readonly console: Console
}

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What a reader sees, tags and spaces collapsed. */
  readonly text: string
}

/** A console over a world, and somebody who looks at it. */
export async function open(world: World): Promise<Browser> {
  const console = createConsole({ port: 0 }, portsOf(world))
  const url = `http://127.0.0.1:${await console.start()}`
  const page = async (response: Response): Promise<Page> => {
    const html = await response.text()
    return { status: response.status, headers: response.headers, html, text: textOf(html) }
  }
  return {
    url,
    console,
    get: async (path, headers = {}) => page(await fetch(`${url}${path}`, { headers, redirect: 'manual' })),
    post: async (path, form, headers = { 'sec-fetch-site': 'same-origin' }) =>
      page(
        await fetch(`${url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' }),
      ),
  }
}

const textOf = (html: string): string =>
  html
    .replace(/<(title|style)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

function portsOf(world: World): ConsolePorts {
  /** A client that is away, or fails, as the world says at the moment of the call. */
  const client = <D extends Definition>(
    context: string,
    definition: D,
    implementation: Implementation<D>,
  ): Client<D> => {
    const honest = inProcessClient(definition, implementation) as Record<string, (request: object) => Promise<unknown>>
    const around = (call: (request: object) => Promise<unknown>) => async (request: object) => {
      if (world.away.has(context)) throw new HubError('unavailable', 'HUB_SERVICE_UNAVAILABLE', 'nobody there')
      if (world.failing.has(context)) throw new TypeError('Ann Person, A1234BC')
      return call(request)
    }
    return Object.fromEntries(Object.entries(honest).map(([name, call]) => [name, around(call)])) as never
  }
  const notThere = () => new HubError('not-found', 'HUB_PERSON_UNKNOWN', 'no person has this id')
  const journeys = client('journeys', JourneyServiceDefinition, {
    findPeople: async ({ identifier, name, limit }) => ({
      people: world.people
        .filter(person =>
          identifier
            ? person.identifiers.some(({ type, value }) => type === identifier.type && value === identifier.value)
            : person.names.some(({ first, last }) => `${first} ${last}`.toLowerCase().includes(name.toLowerCase())),
        )
        .slice(0, limit),
    }),
    getPerson: async ({ personId }) => {
      const person = world.people.find(each => each.personId === personId || each.absorbed.includes(personId))
      if (!person) throw notThere()
      return { person }
    },
    getLine: async ({ personId, after, limit }) => {
      const line = world.lines[personId]
      if (!line) throw notThere()
      const start = Number(after || 0)
      const next = start + limit < line.length ? String(start + limit) : ''
      return { personId, items: line.slice(start, start + limit), next }
    },
  })
  const promises = client('obligations', ObligationServiceDefinition, {
    listPromises: async ({ personId }) => ({ personId, promises: world.promises }),
  })
  const custody = client('prisons', CustodyServiceDefinition, {
    getCustody: async ({ nomsNumbers }) => ({
      custodies: world.custodies.filter(({ nomsNumber }) => nomsNumbers.includes(nomsNumber)),
    }),
    listHandovers: async ({ prisonId, from, limit }) => {
      world.asked.push({ context: 'prisons', handovers: { prisonId, from, limit } })
      return { handovers: world.handovers, overdue: world.overdueHandovers }
    },
    listReleases: async ({ prisonId, weeks, limit }) => {
      world.asked.push({ context: 'prisons', releases: { prisonId, weeks, limit } })
      return { releases: world.releases, overdue: world.overdueReleases }
    },
    listUnmappedMovements: async () => ({ movements: world.unmappedMovements }),
  })
  const matches = client('people', MatchServiceDefinition, {
    explainPerson: async ({ personId }) => {
      const explained = world.explained[personId]
      if (!explained) throw notThere()
      return explained
    },
    listMatchReviews: async ({ reviewId, limit, skip }) => {
      const open = world.reviews.filter(review => review.outcome === 'REVIEW_OUTCOME_UNSPECIFIED')
      if (reviewId) return { reviews: world.reviews.filter(review => review.reviewId === reviewId), more: false }
      return { reviews: open.slice(skip, skip + limit), more: open.length > skip + limit }
    },
    decideMatchReview: async ({ commandId: _, ...decided }) => {
      world.asked.push({ context: 'people', decided })
      return { personId: 'p1' }
    },
    takeBackLink: async ({ commandId: _, ...taken }) => {
      world.asked.push({ context: 'people', taken })
      return { personIds: ['p1', 'p2'] }
    },
  })
  const receipts = (context: string) =>
    client(context, ReceiptServiceDefinition, {
      getReceipts: async ({ receiptIds }) => ({
        receipts: receiptIds.map(
          id => world.receipts[id] ?? Receipt.fromPartial({ receiptId: id, state: 'RECEIPT_STATE_ACCEPTED' as never }),
        ),
      }),
    })
  const operations = (context: string) => {
    const laneOf = (lane: string) => {
      const found = lanesOf(world, context).find(each => each.lane === lane)
      if (!found) throw new HubError('not-found', 'HUB_LANE_UNKNOWN', 'that lane is not held (any more)')
      return found
    }
    return client(context, OperationsServiceDefinition, {
      getStatus: async () => ({ status: statusOf(world, context) }),
      countIntake: async ({ fromDay, toDay }) => ({
        counts: context === 'courts' ? world.counts.filter(({ day }) => day >= fromDay && day <= toDay) : [],
      }),
      listHeldLanes: async ({ limit }) => {
        const lanes = lanesOf(world, context)
        return { lanes: lanes.slice(0, limit), total: BigInt(lanes.length) }
      },
      listHeldMessages: async ({ lane }) => ({
        messages: laneOf(lane) && world.messages,
      }),
      retryHeldLanes: async ({ group, lane, reason }) => {
        if (lane !== '') laneOf(lane)
        world.asked.push({ context, retry: { group, lane, reason } })
        const those = lanesOf(world, context).filter(each =>
          lane === '' ? each.reason === reason : each.lane === lane,
        )
        return { lanes: BigInt(those.length) }
      },
      skipHeldMessage: async ({ group, lane, by, why }) => {
        laneOf(lane)
        world.asked.push({ context, skip: { group, lane, by, why } })
        return {}
      },
      moveClock: async () => ({ now: undefined, settled: true }),
    })
  }
  const logged = (message: string, error?: unknown) => world.logged.push(`${message} ${error instanceof Error}`)
  const logger: Logger = { info: logged, warn: logged, error: logged }
  return {
    clock: virtualClock(1, NOW),
    logger,
    tokens,
    codec,
    journeys,
    courts: inProcessClient(CourtServiceDefinition, {
      listUnmappedResults: async () => ({ results: world.unmapped }),
    }),
    matches,
    promises,
    custody,
    receipts: { courts: receipts('courts'), prisons: receipts('prisons') },
    operations: {
      courts: operations('courts'),
      prisons: operations('prisons'),
      journeys: operations('journeys'),
    },
  }
}

const lanesOf = (world: World, context: string) => world.lanes.filter(({ group }) => group === `hub.${context}`)

const statusOf = (world: World, context: string): ContextStatus => {
  const lanes = lanesOf(world, context)
  const messages = lanes.reduce((sum, { length }) => sum + length, 0n)
  return ContextStatus.fromPartial({
    context,
    consumers: [{ group: `hub.${context}`, lag: 3n, partitions: 48 }],
    recordedPosition: 1204n,
    publishedPosition: 1204n,
    heldLanes: BigInt(lanes.length),
    heldMessages: messages,
    ...(lanes[0]?.since ? { oldestHeldSince: lanes[0].since } : {}),
    ...(context === 'journeys'
      ? {}
      : { conservation: { arrived: 45n, receipts: 43n, repeats: 1n, conflicts: 1n, waiting: 0n } }),
    problems: context === 'courts' ? world.problems : [],
  })
}

export {
  ContextStatus,
  ExplainPersonResponse,
  HeldLane,
  HeldMessage,
  IntakeCount,
  MatchReview,
  Person,
  PrisonerCustody,
  PromiseStanding,
  Receipt,
  UpcomingHandover,
  UpcomingRelease,
}
