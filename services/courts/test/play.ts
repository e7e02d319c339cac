import { createEventCodec, type HubEvent } from '@hub/contracts'
import { type Decider, type Fact, isNothing, type KnownFacts, type PastEvent } from '@hub/decider'
import { createTokens, createTools } from '@hub/service'
import type { SampleMessage } from '@hub/simulator'
import { parseBody, type Translate, type Translation, unwrap } from '@hub/translation'
import { type HearingCommand, type HearingState, hearingDecider } from '../src/domain/hearing'
import { type ReportCommand, reportDecider } from '../src/domain/report'
import { translateCommonPlatform } from '../src/translate/common-platform'
import { translateLibra } from '../src/translate/libra'
import { translateReportEvent } from '../src/translate/report-events'

type Command = HearingCommand | ReportCommand

export const tools = createTools(createTokens(Buffer.from('a key for tests')), createEventCodec())

const TRANSLATORS: Readonly<Record<string, Translate<Command>>> = {
  'common-platform': translateCommonPlatform,
  libra: translateLibra,
  'hmpps-domain-events': translateReportEvent,
}

/** When every message of a test comes. */
export const RECEIVED = { seconds: 1_750_000_000n, nanos: 0 }

export const translate = (
  channel: string,
  body: unknown,
  over: Partial<Parameters<Translate<Command>>[0]> = {},
): Translation<Command> =>
  TRANSLATORS[channel]!({ channel, body, attributes: {}, receivedAt: RECEIVED, ...over }, tools)

/** As the pipeline reads it: out of its envelope, parsed, translated. */
export function read({ channel, body }: Pick<SampleMessage, 'channel' | 'body'>): Translation<Command> {
  const { parsed, envelope } = unwrap(parseBody(body))
  if (parsed.is === 'not-json') return { is: 'rejected', reason: parsed.reason, warnings: [] }
  const translation = translate(channel, parsed.value, { attributes: envelope?.attributes ?? {} })
  return { ...translation, warnings: [...parsed.warnings, ...translation.warnings] }
}

/** The facts of each part, by subject. */
export const factsOf = (translation: Translation<Command>): ReadonlyMap<string, readonly Fact<HubEvent>[]> =>
  new Map(
    (translation.is === 'parts' ? translation.parts : []).flatMap(part =>
      part.is === 'command' && part.command.is === 'share' ? [[part.subject, part.command.facts]] : [],
    ),
  )

export interface Became {
  readonly state: 'translated' | 'ignored' | 'rejected'
  readonly reason: string
  readonly subject?: string
  readonly events: readonly PastEvent<HubEvent>[]
}

/** A hub in memory: one stream for each person's part in a hearing, folded without `personal`, as after an erasure. */
export function createHub() {
  const states = new Map<string, unknown>()
  let recorded = 0
  function decide<S, C extends Command>(
    decider: Decider<S, C, HubEvent>,
    stream: string,
    command: C,
    subject: string,
  ): Became {
    const state = (states.get(stream) as S | undefined) ?? decider.initialState
    const decided = decider.decide(command, state)
    if (isNothing(decided)) return { state: 'ignored', reason: decided.nothing, subject, events: [] }
    if (decided.length === 0) return { state: 'ignored', reason: 'no change', subject, events: [] }
    const events = decided.map(
      (decision): PastEvent<HubEvent> => ({ ...decision, id: `event-${++recorded}`, recordedAt: RECEIVED }),
    )
    states.set(stream, events.map(withoutPersonal).reduce(decider.evolve, state))
    return { state: 'translated', reason: '', subject, events }
  }
  const perform = (subject: string, command: Command): Became =>
    command.is === 'report'
      ? decide(reportDecider, `report/${command.reportId}`, command, subject)
      : decide(hearingDecider, `hearing/${command.hearingId}/${subject}`, command, subject)
  const take = (translation: Translation<Command>): readonly Became[] => {
    if (translation.is !== 'parts') return [{ state: translation.is, reason: translation.reason, events: [] }]
    return translation.parts.map(part =>
      part.is === 'command'
        ? perform(part.subject, part.command)
        : { state: part.is, reason: part.reason, subject: part.subject, events: [] },
    )
  }
  return {
    take,
    say: (channel: string, body: unknown) => take(translate(channel, body)),
    factsKnown: (stream: string): KnownFacts =>
      (states.get(stream) as HearingState | undefined)?.facts ?? (new Map() as KnownFacts),
  }
}

const withoutPersonal = (past: PastEvent<HubEvent>): PastEvent<HubEvent> =>
  ({ ...past, event: { ...past.event, data: { ...past.event.data, personal: undefined } } }) as PastEvent<HubEvent>

/** The whole is translated if any part is, else rejected, else ignored. */
export function wholeOf(parts: readonly Became[]): Pick<Became, 'state' | 'reason'> {
  const state = (['translated', 'rejected', 'ignored'] as const).find(each => parts.some(part => part.state === each))!
  return { state, reason: parts.find(part => part.state === state)!.reason }
}
