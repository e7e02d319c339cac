import type { Clock } from '@hub/clock'
import { StoreError } from '../errors'
import type { Collections, Json, Outcome, Settled } from '../port'
import type { KeptMark, LaneChange } from './engine'
import { type Entry, groupOf, markKeyOf, markOf } from './entry'
import { copyJson } from './json'
import { type Key, markKey, timerKey } from './keys'
import { changedLane, lanesOver } from './lanes'
import { addressOf, arrivedAgain, arrivedChanged, isHeld, newMark } from './marks'
import { createTransaction, type Effects, NO_EFFECTS } from './transaction'
import { type Layer, laneName, type ValueOf, type View } from './view'

/** What one work read and wants to write, on the state it saw. */
export interface Attempt {
  readonly entry: Entry
  readonly settled: Settled
  readonly reads: ReadonlySet<Key>
  readonly effects: Effects
  readonly mark?: KeptMark
  readonly lanes: readonly LaneChange[]
  /** The timer that ends with it. */
  readonly ends?: Key
}

/** It expected another version than what it saw. */
export interface Stale {
  readonly entry: Entry
  readonly moved: readonly Key[]
}

export interface Surroundings {
  readonly service: string
  readonly collections: Collections
  readonly clock: Clock
}

const LANE_HELD = { is: 'park', reason: 'HUB_STORE_LANE_HELD' } as const satisfies Outcome
const ENTRY_GONE: Outcome = { is: 'ignored', reason: 'HUB_STORE_ENTRY_GONE' }
const TIMER_GONE: Outcome = { is: 'ignored', reason: 'HUB_STORE_TIMER_GONE' }

/** Only the code or the name: a message may quote what must not be kept. */
const reasonOf = (error: Error): string => {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : error.name
}

/** Makes the attempt's effects visible to whoever reads the layer. */
export function applyTo(layer: Layer, attempt: Attempt): void {
  if (attempt.ends) layer.values.set(attempt.ends, { is: 'timer', at: undefined })
  for (const [key, value] of attempt.effects.values) layer.values.set(key, value)
  const { mark } = attempt
  if (mark) layer.values.set(markKey(mark.id, mark.part ?? ''), { is: 'mark', version: 0, mark })
  for (const change of attempt.lanes)
    layer.lanes.set(laneName(change.group, change.lane), changedLane(layer.lane(change.group, change.lane), change))
}

/** Runs one work on the view: marks first, then held lanes, then the work itself. */
export async function attemptOn(entry: Entry, view: View, around: Surroundings): Promise<Attempt | Stale> {
  const { work } = entry
  const { clock } = around
  const reads = new Set<Key>()
  const group = groupOf(entry, around.service)
  const holds = entry.call.move && work.message ? { group: entry.call.move.group, message: work.message } : undefined
  const mark = markOf(work)
  const at = mark && markKeyOf(mark)
  const kept = at && ((await view.read(markKey(at.id, at.part))) as ValueOf<'mark'>).mark
  if (at) reads.add(markKey(at.id, at.part))

  const marked = (outcome: Outcome, answer?: Json): KeptMark | undefined =>
    mark && newMark(mark, outcome, answer, work.message && addressOf(work.message), clock.now(), kept)
  const settle = (settled: Settled, lanes: readonly LaneChange[] = [], keptMark?: KeptMark): Attempt => ({
    entry,
    settled,
    reads,
    effects: NO_EFFECTS,
    lanes,
    mark: keptMark,
  })

  // The queue whose head this work tries again: its own lane's, or that of a lane above it.
  const trial = findTrial(entry, view)
  if (trial && 'settled' in trial) return settle(kept && !isHeld(kept) ? repeated(kept) : trial.settled)
  const endTrial = (): LaneChange[] => {
    if (!trial || !entry.last) return []
    const { staying, key, sequence } = trial
    return staying ? [] : [{ ...key, change: 'ended', sequence, tryAgain: clock.machine() }]
  }
  const queueIn = (lane: string, reason: string, tryAgain?: number): LaneChange[] =>
    holds
      ? [
          {
            group: holds.group,
            lane,
            change: 'queued',
            message: addressOf(holds.message),
            part: mark?.part,
            reason,
            since: clock.now(),
            tryAgain,
            continues: trial?.sequence,
          },
        ]
      : []

  if (mark && kept && kept.hash !== mark.hash)
    return settle(conflicting(mark.id), endTrial(), arrivedChanged(kept, mark, clock.now()))
  if (mark && kept && !(trial && isHeld(kept))) {
    const again = arrivedAgain(kept, work.message && addressOf(work.message))
    return settle(repeated(kept), endTrial(), again)
  }
  if (work.fires) {
    const { timer, at: due } = work.fires
    reads.add(timerKey(timer))
    const now = (await view.read(timerKey(timer))) as ValueOf<'timer'>
    if (now.at?.seconds !== due.seconds || now.at.nanos !== due.nanos)
      return settle({ outcome: TIMER_GONE, repeat: false })
  }

  // Behind a held message: above all others the topmost, for what waits there came after what waits below it.
  const over = lanesOver(work.lane).filter(lane => !trial || lane.length > trial.key.lane.length)
  const behind = group === undefined ? undefined : over.find(lane => view.lane(group, lane))
  if (behind !== undefined && (holds || work.fires))
    return settle(
      { outcome: LANE_HELD, repeat: false },
      [...queueIn(behind, LANE_HELD.reason), ...endTrial()],
      holds && marked(LANE_HELD),
    )

  const failed = (outcome: Outcome, error?: Error): Attempt => {
    const settled: Settled = error ? { outcome, repeat: false, error } : { outcome, repeat: false }
    if (!holds || (outcome.is !== 'retry' && outcome.is !== 'park')) return settle(settled)
    const tryAgain = outcome.is === 'retry' ? clock.machine() + outcome.after : undefined
    const held = marked(outcome)
    // A part that fails holds its own part of the lane, and lets the rest of the entry's lane go on.
    if (!trial || work.lane !== trial.key.lane)
      return settle(settled, [...queueIn(work.lane, outcome.reason, tryAgain), ...endTrial()], held)
    if (trial.staying) return settle(settled, [], held)
    const { key, sequence } = trial
    return settle(settled, [{ ...key, change: 'failed', sequence, reason: outcome.reason, tryAgain }], held)
  }
  const threw = (error: Error): Attempt =>
    failed(holds ? { is: 'park', reason: reasonOf(error) } : { is: 'rejected', reason: reasonOf(error) }, error)

  if (entry.poison) return threw(entry.poison)
  const transaction = createTransaction(view, around.collections)
  const withReads = (attempt: Attempt): Attempt => ({ ...attempt, reads: new Set([...reads, ...transaction.reads]) })
  let result: { readonly outcome: Outcome; readonly answer?: Json }
  let effects: Awaited<ReturnType<typeof transaction.effects>> = NO_EFFECTS
  try {
    result = await work.run(transaction.tx)
    if (result.answer !== undefined) result = { ...result, answer: copyJson(result.answer) }
    if (result.outcome.is !== 'retry' && result.outcome.is !== 'park') effects = await transaction.effects()
  } catch (error) {
    return withReads(threw(error instanceof Error ? error : new Error('a work threw what is not an error')))
  }
  const { outcome, answer } = result
  if (outcome.is === 'retry' || outcome.is === 'park') return withReads(failed(outcome))
  if ('moved' in effects) return { entry, moved: effects.moved }
  return withReads({
    entry,
    settled: answer === undefined ? { outcome, repeat: false } : { outcome, answer, repeat: false },
    reads,
    effects,
    lanes: endTrial(),
    mark: marked(outcome, answer),
    ends: work.fires && timerKey(work.fires.timer),
  })
}

const repeated = (kept: KeptMark): Settled => ({
  outcome: kept.outcome,
  ...(kept.answer === undefined ? {} : { answer: kept.answer }),
  repeat: true,
})

const conflicting = (id: string): Settled => ({
  outcome: { is: 'rejected', reason: 'HUB_STORE_MARK_CONFLICT' },
  repeat: false,
  conflict: true,
  error: new StoreError('HUB_STORE_MARK_CONFLICT', `${id} is known with other content`),
})

interface Trial {
  readonly key: { readonly group: string; readonly lane: string }
  readonly sequence: bigint
  /** A work of this trial failed already. */
  readonly staying: boolean
}

/** Where the entry that the work resumes stands; or why it may not be tried now. */
function findTrial(entry: Entry, view: View): Trial | { readonly settled: Settled } | undefined {
  const { work, call } = entry
  const { resumes: sequence } = work
  if (sequence === undefined) return undefined
  const { move } = call
  const refusal: Settled = {
    outcome: { is: 'park', reason: 'HUB_STORE_NOT_OWNER' },
    repeat: false,
    error: new StoreError('HUB_STORE_NOT_OWNER', `the lane ${work.lane} belongs to a partition of someone else`),
  }
  if (!move) return { settled: refusal }
  let held = false
  for (const lane of lanesOver(work.lane)) {
    const state = view.lane(move.group, lane)
    if (!state) continue
    held = true
    if (!move.slices.some(({ from }) => from.topic === state.topic && from.partition === state.partition))
      return { settled: refusal }
    if (state.heads[0] === sequence)
      return { key: { group: move.group, lane }, sequence, staying: state.staying === sequence && !entry.first }
  }
  return { settled: { outcome: held ? LANE_HELD : ENTRY_GONE, repeat: false } }
}
