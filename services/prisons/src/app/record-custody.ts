import { type Instant, isSameDate, londonDate, startOfLondonDay } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { isNothing } from '@hub/decider'
import { type Decided, factEvent, pastOf, type RecordedOf } from '@hub/service'
import type { DueTimer, Tx, Work } from '@hub/store'
import type { Tools } from '@hub/translation'
import { type CustodyCommand, custodyDecider } from '../domain/custody'
import { nextLook } from '../domain/standing'
import { after, type CustodyState, evolve, nothingKnown } from '../domain/state'
import { noteHandover } from './handovers'
import { noteRelease } from './releases'
import { noteUnmapped } from './unmapped-movements'

export interface RecordPorts {
  readonly clock: Clock
  readonly codec: EventCodec
  readonly tools: Tools
}

/** One prison number's stream, by its token; its timer has the same name. */
export const streamOf = (token: string): string => `custody/${token}`

/** What a due timer carries. */
interface Look {
  readonly identity: RecordedOf['identity']
  readonly token: string
}

/**
 * Decides a command on the stream of its prison number and records what was decided; then sees to it that the hub looks
 * again on the next day on which the answer can be another.
 */
export async function recordCustody(
  tx: Tx,
  ports: RecordPorts,
  command: CustodyCommand,
  about: RecordedOf,
): Promise<Decided> {
  const { clock, codec, tools } = ports
  const { version, events } = await tx.load(about.stream)
  const state = events.reduce((folded, event) => evolve(folded, pastOf(event, codec)), nothingKnown)
  const now = clock.now()
  const decided = custodyDecider.decide({ command, now, hashOf: tools.hashOf }, state)
  if (isNothing(decided)) return { is: 'nothing', reason: decided.nothing }
  const recorded = decided.map(decision => factEvent(decision, { ...about, recordedAt: now, codec }))
  if (recorded.length > 0) tx.append(about.stream, version, recorded)
  const then = after(state, decided, now)
  lookAgain(tx, { before: state, after: then, command, now }, about)
  noteHandover(tx, { before: state, after: then }, about)
  noteRelease(tx, { before: state, after: then }, about)
  await noteUnmapped(tx, decided, now)
  if (decided.length === 0) return { is: 'nothing', reason: 'no change' }
  return { is: 'recorded', eventIds: recorded.map(({ id }) => id), decisions: decided }
}

interface Step {
  readonly before: CustodyState
  readonly after: CustodyState
  readonly command: CustodyCommand
  readonly now: Instant
}

/** A timer is written where the day is another than the one it stands at: most messages move none. */
function lookAgain(
  tx: Tx,
  { before, after: then, command, now }: Step,
  { stream, personId, identity, token }: RecordedOf,
) {
  const today = londonDate(now)
  const next = nextLook(then, today)
  if (command.is !== 'day-passed' && isSameDate(nextLook(before, today), next)) return
  if (!next) return tx.cancel(stream)
  const look: Look = { identity, token }
  tx.schedule(stream, startOfLondonDay(next), personId, Buffer.from(JSON.stringify(look)))
}

/** A day came on which the answer can be another: it is decided like anything that was told. */
export const fireLook =
  (ports: RecordPorts) =>
  ({ command }: DueTimer): Pick<Work, 'reads' | 'gets' | 'run'> => {
    const { identity, token } = JSON.parse(Buffer.from(command).toString()) as Look
    const stream = streamOf(token)
    return {
      reads: [stream],
      gets: [{ collection: 'identities', id: token }],
      run: async tx => {
        const copy = await tx.get<{ personId: string }>('identities', token)
        // Whoever has a timer was resolved when it was set, and is told of on the stream after.
        if (!copy) return { outcome: { is: 'retry', after: 5_000, reason: 'whose record it is is not known yet' } }
        const intake = { receiptId: '', channel: '' }
        await recordCustody(
          tx,
          ports,
          { is: 'day-passed' },
          { intake, stream, identity, token, personId: copy.personId },
        )
        return { outcome: { is: 'done' } }
      },
    }
  }
