import { type Instant, isSameDate, londonDate, startOfLondonDay } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { isNothing } from '@hub/decider'
import { type Decided, factEvent, type RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import type { Tools } from '@hub/translation'
import { type CustodyCommand, custodyDecider } from '../domain/custody'
import { nextLook } from '../domain/standing'
import { after, type CustodyState } from '../domain/state'
import { noteHandover } from './handovers'
import type { PrisonNumber } from './prison-numbers'
import { noteRelease } from './releases'
import { noteUnmapped } from './unmapped-movements'

export interface RecordPorts {
  readonly clock: Clock
  readonly codec: EventCodec
  readonly tools: Tools
}

/**
 * Decides a command on a prison number and records what was decided; then sees to it that the hub looks again on the next
 * day on which the answer can be another.
 */
export async function decideCustody(
  tx: Tx,
  { clock, codec, tools }: RecordPorts,
  command: CustodyCommand,
  { state, version }: PrisonNumber,
  about: RecordedOf,
): Promise<Decided> {
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
function lookAgain(tx: Tx, { before, after: then, command, now }: Step, { stream, personId }: RecordedOf) {
  const today = londonDate(now)
  const next = nextLook(then, today)
  if (command.is !== 'day-passed' && isSameDate(nextLook(before, today), next)) return
  if (next) tx.schedule(stream, startOfLondonDay(next), personId, NO_COMMAND)
  else tx.cancel(stream)
}

/** The timer's name says all: whose number it is stands on the stream. */
const NO_COMMAND = new Uint8Array()
