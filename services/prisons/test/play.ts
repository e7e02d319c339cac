import { type Instant, parseInstant } from '@hub/calendar'
import { createEventCodec, type HubEvent } from '@hub/contracts'
import { type Decision, isNothing, type PastEvent } from '@hub/decider'
import { createTokens, createTools } from '@hub/service'
import type { SampleMessage } from '@hub/simulator'
import { parseBody, type SourceAnswer, type Translate, type Translation, unwrap } from '@hub/translation'
import { type CustodyCommand, custodyDecider, daysPassed } from '../src/domain/custody'
import type { CustodyState } from '../src/domain/state'
import { translateAllocationManager } from '../src/translate/allocation-manager'
import { understand } from '../src/translate/answers'
import { type Ask, canBeAsked, withBooking } from '../src/translate/asks'
import { translateDomainEvent } from '../src/translate/domain-events'
import { translateNomisEvent } from '../src/translate/nomis-events'
import { translateResettlementPassport } from '../src/translate/resettlement-passport'

export const tools = createTools(createTokens(Buffer.from('a key for tests')), createEventCodec())

const TRANSLATORS: Readonly<Record<string, Translate<CustodyCommand>>> = {
  'hmpps-domain-events': translateDomainEvent,
  'nomis-events': translateNomisEvent,
  'resettlement-passport': translateResettlementPassport,
  'allocation-manager': translateAllocationManager,
}

/** When every message of a test comes. */
export const RECEIVED = { seconds: 1_780_000_000n, nanos: 0 }

export function translate(channel: string, body: unknown, attributes: Record<string, string> = {}, at = RECEIVED) {
  return TRANSLATORS[channel]!({ channel, body, attributes, receivedAt: at }, tools)
}

/** As the pipeline reads it: out of its envelope, parsed, translated. */
export function read({ channel, body }: Pick<SampleMessage, 'channel' | 'body'>): Translation<CustodyCommand> {
  const { parsed, envelope } = unwrap(parseBody(body))
  if (parsed.is === 'not-json') return { is: 'rejected', reason: parsed.reason, warnings: [] }
  const translation = translate(channel, parsed.value, envelope?.attributes)
  return { ...translation, warnings: [...parsed.warnings, ...translation.warnings] }
}

export interface Became {
  readonly state: 'translated' | 'ignored' | 'rejected'
  readonly reason: string
  readonly subject?: string
  readonly events: readonly PastEvent<HubEvent>[]
}

/** A hub in memory: one stream for each person, folded without `personal`, as after an erasure. */
export function createHub() {
  const states = new Map<string, CustodyState>()
  const recorded: PastEvent<HubEvent>[] = []
  let now: Instant = RECEIVED
  /** What sources answer, by path; absent: no source is configured. */
  let answers: Readonly<Record<string, SourceAnswer>> | undefined
  const said = (ask: Ask) => {
    const understood = understand(ask, answers![ask.path] ?? { is: 'not-found', body: undefined }, now, tools)
    if (understood.is === 'asked-again') throw new Error(understood.because)
    return understood
  }
  const readingsFor = ({ asks = [] }: CustodyCommand) => {
    if (!answers) return []
    const first = asks.filter(canBeAsked).map(said)
    const booking = first.flatMap(each => each.booking ?? [])[0]
    const later = booking ? asks.filter(ask => !canBeAsked(ask)).map(ask => said(withBooking(ask, booking))) : []
    return [...first, ...later].flatMap(({ readings }) => readings)
  }
  const record = (subject: string, decided: readonly Decision<HubEvent>[]): readonly PastEvent<HubEvent>[] => {
    const events = decided.map(
      (decision, index): PastEvent<HubEvent> => ({
        ...decision,
        id: `event-${recorded.length + index + 1}`,
        recordedAt: now,
      }),
    )
    recorded.push(...events)
    states.set(subject, events.map(withoutPersonal).reduce(custodyDecider.evolve, stateOf(subject)))
    return events
  }
  const stateOf = (subject: string) => states.get(subject) ?? custodyDecider.initialState
  const pass = (subject: string) => record(subject, daysPassed({ now, hashOf: tools.hashOf }, stateOf(subject)).all)
  const decide = (subject: string, command: CustodyCommand): Became => {
    const readings = readingsFor(command)
    pass(subject)
    const told = { command: { ...command, readings }, now, hashOf: tools.hashOf }
    const decided = custodyDecider.decide(told, stateOf(subject))
    if (isNothing(decided)) return { state: 'ignored', reason: decided.nothing, subject, events: [] }
    if (decided.length === 0) return { state: 'ignored', reason: 'no change', subject, events: [] }
    return { state: 'translated', reason: '', subject, events: record(subject, decided) }
  }
  const take = (translation: Translation<CustodyCommand>): readonly Became[] => {
    if (translation.is !== 'parts') return [{ state: translation.is, reason: translation.reason, events: [] }]
    return translation.parts.map(part =>
      part.is === 'command'
        ? decide(part.subject, part.command)
        : { state: part.is, reason: part.reason, subject: part.subject, events: [] },
    )
  }
  return {
    take,
    say: (channel: string, body: unknown, attributes?: Record<string, string>) =>
      take(translate(channel, body, attributes, now)),
    /** The day has come; whoever has to be looked at is looked at. */
    onDay: (day: string, number: string): Became => {
      now = parseInstant(`${day}T00:30:00Z`)!
      const events = pass(`NOMS:${number}`)
      return { state: events.length > 0 ? 'translated' : 'ignored', reason: '', events }
    },
    /** From now on this moment, and these answers. */
    at: (moment: string, given?: Readonly<Record<string, SourceAnswer>>) => {
      now = parseInstant(moment)!
      answers = given ?? answers
    },
    /** Everything that was recorded, of messages and of days. */
    recorded: recorded as readonly PastEvent<HubEvent>[],
    stateOf: (number: string) => stateOf(`NOMS:${number}`),
  }
}

const withoutPersonal = (past: PastEvent<HubEvent>): PastEvent<HubEvent> =>
  ({ ...past, event: { ...past.event, data: { ...past.event.data, personal: undefined } } }) as PastEvent<HubEvent>

/** The whole is translated if any part is, else rejected, else ignored. */
export function wholeOf(parts: readonly Became[]): Pick<Became, 'state' | 'reason'> {
  const state = (['translated', 'rejected', 'ignored'] as const).find(each => parts.some(part => part.state === each))!
  return { state, reason: parts.find(part => part.state === state)!.reason }
}
