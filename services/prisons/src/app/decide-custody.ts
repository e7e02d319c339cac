import { type CalendarDate, isSameDate, londonDate, startOfLondonDay } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { EventCodec } from '@hub/contracts'
import { isNothing } from '@hub/decider'
import { type Decided, factEvent, type RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import type { Tools } from '@hub/translation'
import { type CustodyCommand, custodyDecider, daysPassed } from '../domain/custody'
import { nextLook } from '../domain/standing'
import { after } from '../domain/state'
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
 * Records the days that passed, which are of no message, and then what a command comes to; without one nothing was told,
 * but time. Then sees to it that the hub looks again on the next day on which the answer can be another.
 */
export async function decideCustody(
  tx: Tx,
  { clock, codec, tools }: RecordPorts,
  command: CustodyCommand | undefined,
  { state: before, version }: PrisonNumber,
  about: RecordedOf,
): Promise<Decided> {
  const deciding = { now: clock.now(), hashOf: tools.hashOf }
  const passed = daysPassed(deciding, before)
  const answer = command ? custodyDecider.decide({ ...deciding, command }, passed.state) : []
  const decided = isNothing(answer) ? [] : answer
  const recording = { ...about, recordedAt: deciding.now, codec }
  const days = passed.all.map(decision => factEvent(decision, { ...recording, intake: NO_MESSAGE }))
  const told = decided.map(decision => factEvent(decision, recording))
  if (days.length + told.length > 0) tx.append(about.stream, version, [...days, ...told])
  const change = { before, after: after(passed.state, decided, deciding.now) }
  const next = decided.length > 0 ? nextLook(change.after, londonDate(deciding.now)) : passed.next
  // Most messages move no timer.
  if (!command || passed.all.length > 0 || !isSameDate(passed.next, next)) lookOn(tx, next, about)
  noteHandover(tx, change, about)
  noteRelease(tx, change, about)
  await noteUnmapped(tx, decided, deciding.now)
  if (told.length === 0) return { is: 'nothing', reason: isNothing(answer) ? answer.nothing : 'no change' }
  return { is: 'recorded', eventIds: told.map(({ id }) => id), decisions: decided }
}

export const NO_MESSAGE = { receiptId: '', channel: '' }

function lookOn(tx: Tx, day: CalendarDate | undefined, { stream, personId }: RecordedOf): void {
  if (day) tx.schedule(stream, startOfLondonDay(day), personId, NO_COMMAND)
  else tx.cancel(stream)
}

/** The timer's name says all: whose number it is stands on the stream. */
const NO_COMMAND = new Uint8Array()
