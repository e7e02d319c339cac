import { type Instant, parseInstant } from '@hub/calendar'
import type { Incoming } from '@hub/messaging'
import type { Blobs, Mark, Marked, Outcome, Store, Work } from '@hub/store'
import {
  noContextTakes,
  type Part,
  type PartnerMessage,
  parseBody,
  type Tools,
  type Translate,
  type Translation,
  unwrap,
} from '@hub/translation'
import type { Consumption } from './consumption'
import { INTAKE, intakeTopic } from './headers'

/** What is known of a receipt beside its content; kept with its marks. */
export type ReceiptAbout = {
  readonly channel: string
  readonly sender: string
  /** How many parts the message has; a part's mark says it, so that a reader knows when all are there. */
  readonly parts: number
  readonly warnings: readonly string[]
  /** The field that a rejection is about. */
  readonly field?: string
  /** Whom the only part is about: such a message has one mark, of the whole. */
  readonly subject?: string
}

/** Whom a mark is about; empty for a message that is about nobody, or could not be read. */
export const subjectOf = ({ part, about }: Pick<Mark, 'part' | 'about'>): string =>
  part ?? (about as ReceiptAbout | undefined)?.subject ?? ''

/** What became of one part, beside its outcome. */
export type PartAnswer = {
  readonly eventIds: readonly string[]
  readonly personId?: string
  /** Whose line it changed besides: a message may also tell of those whom it does not name. */
  readonly others?: readonly Changed[]
  /** What of the answers that it led to could not be read, beside the warnings of the message itself. */
  readonly warnings?: readonly string[]
  /** What it came to for the one whom it is about, where it changed the lines of others alone. */
  readonly own?: OwnOutcome
}

/** Somebody whose line a message changed, as the partner would name them. */
export type Changed = { readonly subject: string; readonly personId: string; readonly eventIds: readonly string[] }

export type OwnOutcome = { readonly is: 'ignored' | 'rejected'; readonly reason: string }

/** What a part came to for the one whom it is about. */
export const ownOutcome = ({ outcome, answer }: Pick<Marked, 'outcome' | 'answer'>): Outcome =>
  (answer as PartAnswer | undefined)?.own ?? outcome

/** Every event that came of a part, also those about others. */
export const eventsOf = (answer: PartAnswer | undefined): readonly string[] =>
  answer === undefined ? [] : [...answer.eventIds, ...(answer.others ?? []).flatMap(({ eventIds }) => eventIds)]

/** A message's part about one person, ready to be performed. */
export interface IntakePart<Command> {
  readonly receiptId: string
  readonly channel: string
  readonly receivedAt: Instant
  readonly part: Extract<Part<Command>, { is: 'command' }>
}

/** How a part takes effect. `run` may run again; it has no effect outside `tx`. */
export type Performance = Pick<Work<PartAnswer>, 'reads' | 'gets' | 'run'> & {
  /** Orders the parts of one person below the message's own lane; empty: the message's own lane. */
  readonly lane: string
}

/**
 * Performs each part by the performer that `kindOf` names, asking each performer once for all of its parts.
 */
export async function performBy<Command, Kind extends string>(
  parts: readonly IntakePart<Command>[],
  kindOf: (command: Command) => Kind,
  performers: Readonly<Record<Kind, (parts: readonly IntakePart<never>[]) => Promise<readonly Performance[]>>>,
): Promise<readonly Performance[]> {
  const performed = new Map<IntakePart<Command>, Performance>()
  for (const kind of new Set(parts.map(({ part }) => kindOf(part.command)))) {
    const mine = parts.filter(({ part }) => kindOf(part.command) === kind)
    const performances = await performers[kind](mine as unknown as readonly IntakePart<never>[])
    for (const [index, part] of mine.entries()) performed.set(part, performances[index]!)
  }
  return parts.map(part => performed.get(part)!)
}

export interface IntakeContext<Command> {
  readonly name: string
  /** The translator of each channel. */
  readonly translators: Readonly<Record<string, Translate<Command>>>
  readonly tools: Tools
  readonly blobs: Blobs
  readonly store: Pick<Store, 'marks'>
  /** Everything of a batch that needs others (whose person is this?) is asked here, once for all parts. */
  perform(parts: readonly IntakePart<Command>[]): Promise<readonly Performance[]>
}

type Read<Command> =
  | { readonly is: 'read'; readonly translation: Translation<Command>; readonly receivedAt: Instant }
  | { readonly is: 'failed'; readonly error: unknown }

/**
 * Raw messages → marks, events and documents: take out of the envelope, parse, translate, find the people of the whole
 * batch, then one work for each part. A message about nobody is one work that only leaves its mark.
 */
export function intakePipeline<Command>(
  context: IntakeContext<Command>,
): Pick<Consumption, 'group' | 'topics' | 'step' | 'works'> {
  const read = async (message: Incoming): Promise<Read<Command>> => {
    try {
      return { is: 'read', ...(await translateOne(context, message)) }
    } catch (error) {
      return { is: 'failed', error }
    }
  }
  return {
    group: `hub.${context.name}`,
    topics: [intakeTopic(context.name)],
    step: 'translation',
    works: async messages => {
      const [known, all] = await Promise.all([
        knownContents(context.store, messages),
        Promise.all(messages.map(message => read(message))),
      ])
      const conflicts = messages.map(message => isConflict(message, known))
      // Of a conflicting message nothing may come about, not even a person: what was read of it is dropped.
      const reads = all.map((one, index) => (conflicts[index] ? undefined : one))
      const parts = reads.flatMap((result, index) =>
        result?.is === 'read' && result.translation.is === 'parts'
          ? result.translation.parts.flatMap(part =>
              part.is === 'command'
                ? [
                    {
                      receiptId: messages[index]!.id,
                      channel: header(messages[index]!, INTAKE.channel),
                      receivedAt: result.receivedAt,
                      part,
                    },
                  ]
                : [],
            )
          : [],
      )
      const performances = parts.length === 0 ? [] : await context.perform(parts)
      let next = 0
      return reads.map((result, index) => {
        const message = messages[index]!
        const first = known.get(message.id)
        if (!result) return conflictingWorks(message, first?.marks ?? [])
        const works = worksOf(message, result, () => performances[next++]!)
        if (first?.marks.length === 0) first.marks.push(...works.map(({ lane, mark }) => ({ lane, part: mark?.part })))
        return works
      })
    },
  }
}

/** The content under which a message id came first. */
interface KnownContent {
  readonly hash: string
  /** Its marks, and the lanes in which they are written. Empty for a message of this batch until its works are known. */
  readonly marks: { readonly lane?: string; readonly part: string | undefined }[]
}

/** True for a receipt made from the partner's own message id: only such a one can come again. See UUID version 5. */
const saysWhoItIs = (receiptId: string): boolean => /-[0-9a-f]{8}-[0-9a-f]{4}-5/.test(receiptId)

/** What is known of messages that came before. Other content may speak of other people: the message is compared whole. */
async function knownContents(
  store: Pick<Store, 'marks'>,
  messages: readonly Incoming[],
): Promise<Map<string, KnownContent>> {
  const ids = messages.map(({ id }) => id).filter(saysWhoItIs)
  const marks = ids.length === 0 ? new Map<string, never>() : await store.marks([...new Set(ids)])
  return new Map(
    [...marks].map(([id, [first, ...others]]) => [
      id,
      { hash: first!.hash, marks: [first!, ...others].map(({ part }) => ({ part })) },
    ]),
  )
}

/** True when the id is known with other content; the first content of an id is noted. */
function isConflict(message: Incoming, known: Map<string, KnownContent>): boolean {
  if (!saysWhoItIs(message.id)) return false
  const hash = header(message, INTAKE.hash)
  const first = known.get(message.id)
  if (!first) known.set(message.id, { hash, marks: [] })
  return first !== undefined && first.hash !== hash
}

/** The same message id with other content: nothing runs, and the arrival is recorded on every mark of the first. */
const conflictingWorks = (message: Incoming, marks: KnownContent['marks']): Work<PartAnswer>[] =>
  marks.map(({ lane, part }) => ({
    // Behind the first, when both came in one batch.
    lane: lane ?? message.lane,
    message,
    mark: markOf(message, aboutOf(message, 1, []), part),
    run: () => Promise.reject(new Error('a conflicting message must not run')),
  }))

const header = (message: Incoming, name: string): string => message.headers[name] ?? ''

export async function translateOne<Command>(context: IntakeContext<Command>, message: Incoming) {
  const channel = header(message, INTAKE.channel)
  const receivedAt = parseInstant(header(message, INTAKE.received)) ?? { seconds: 0n, nanos: 0 }
  const translate = context.translators[channel]
  const blob = message.headers[INTAKE.blob]
  const bytes = blob ? await context.blobs.get(blob) : message.value
  if (!bytes) throw new Error('the body is gone from the blob store')
  const kind = message.headers[INTAKE.kind]
  // A deletion has no body: its kind and the id in its path say everything.
  const { parsed, envelope } =
    bytes.length === 0 && kind ? unwrap({ is: 'json', value: {}, warnings: [] }) : unwrap(parseBody(bytes))
  if (parsed.is === 'not-json')
    return { receivedAt, translation: { is: 'rejected', reason: parsed.reason, warnings: [] } as const }
  if (!translate)
    return {
      receivedAt,
      translation: { is: 'ignored', reason: noContextTakes(channel), warnings: [] } as const,
    }
  const partner: PartnerMessage = {
    channel,
    body: parsed.value,
    attributes: envelope?.attributes ?? {},
    receivedAt,
    ...(kind ? { kind } : {}),
    ...(message.headers[INTAKE.pathId] ? { pathId: message.headers[INTAKE.pathId]! } : {}),
  }
  const translation = translate(partner, context.tools)
  return { receivedAt, translation: { ...translation, warnings: [...parsed.warnings, ...translation.warnings] } }
}

/** Warnings beyond this many help nobody and would grow a mark without limit. */
const MOST_WARNINGS = 50

const aboutOf = (message: Incoming, parts: number, warnings: readonly string[], field?: string): ReceiptAbout => ({
  channel: header(message, INTAKE.channel),
  sender: header(message, INTAKE.sender),
  parts,
  warnings:
    warnings.length > MOST_WARNINGS
      ? [...warnings.slice(0, MOST_WARNINGS), `${warnings.length - MOST_WARNINGS} more`]
      : warnings,
  ...(field ? { field } : {}),
})

const markOf = (message: Incoming, about: ReceiptAbout, part?: string): Mark => ({
  id: message.id,
  hash: header(message, INTAKE.hash),
  at: header(message, INTAKE.received),
  about,
  ...(part === undefined ? {} : { part }),
})

function worksOf<Command>(
  message: Incoming,
  result: Read<Command>,
  performance: () => Performance,
): Work<PartAnswer>[] {
  const translation = result.is === 'read' ? result.translation : undefined
  const warnings = translation?.warnings ?? []
  const about = (parts: number, field?: string) => aboutOf(message, parts, warnings, field)
  const mark = (aboutIt: ReceiptAbout, part?: string) => markOf(message, aboutIt, part)
  if (result.is === 'failed')
    return [{ lane: message.lane, message, mark: mark(about(1)), run: () => Promise.reject(result.error) }]
  const { translation: said } = result
  if (said.is !== 'parts')
    return [
      {
        lane: message.lane,
        message,
        mark: mark(about(1, said.is === 'rejected' ? said.field : undefined)),
        run: async () => ({ outcome: { is: said.is, reason: said.reason } }),
      },
    ]
  const count = said.parts.length
  const markOfPart = (subject: string, field?: string): Mark =>
    count === 1 ? mark({ ...about(count, field), subject }) : mark(about(count, field), subject)
  return said.parts.map(part => {
    if (part.is !== 'command')
      return {
        lane: message.lane,
        message,
        mark: markOfPart(part.subject, part.is === 'rejected' ? part.field : undefined),
        run: async () => ({ outcome: { is: part.is, reason: part.reason } }),
      }
    const { lane, ...work } = performance()
    const below = lane === '' || message.lane.endsWith(`/${lane}`) ? message.lane : `${message.lane}/${lane}`
    return { ...work, lane: below, message, mark: markOfPart(part.subject, part.field) }
  })
}
