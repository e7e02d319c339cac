import type { Cursor } from '@hub/messaging'
import type { CursorMove } from './engine'
import type { Call, Unit } from './entry'

/** One call's part of a group's cursor moves. */
export interface Step {
  readonly call: Call
  readonly moves: readonly CursorMove[]
}

/**
 * The cursor moves of one group: each slice goes as far as the call's works go. What is not committed after this group
 * starts again, after a crash, at the first record left.
 */
export function stepsOf(units: readonly Unit[]): Step[] {
  const here = new Set(units)
  const steps: Step[] = []
  for (const call of new Set(units.map(unit => unit.call))) {
    const { move } = call
    if (!move) continue
    const left = call.units.filter(unit => !unit.committed && !here.has(unit))
    const moves = move.slices.map((slice, at): CursorMove => {
      const from = call.reached?.[at] ?? slice.from
      return slice.from.next === slice.to.next
        ? { group: move.group, from, to: from, check: 'owner' }
        : { group: move.group, from, to: reach(from, slice.to, call, left), check: 'position' }
    })
    steps.push({ call, moves })
  }
  return steps
}

function reach(from: Cursor, to: Cursor, call: Call, left: readonly Unit[]): Cursor {
  const belongs = (unit: Unit) => {
    const message = unit.entries[0]?.work.message
    return unit.entries[0]?.work.resumes === undefined &&
      message?.topic === to.topic &&
      message.partition === to.partition
      ? message
      : undefined
  }
  let next: bigint | undefined
  for (const unit of left) {
    const offset = belongs(unit)?.offset
    if (offset !== undefined && (next === undefined || offset < next)) next = offset
  }
  if (next === undefined) return to
  const seen: Record<string, bigint> = { ...from.seen }
  for (const unit of call.units) {
    const message = belongs(unit)
    if (!message || message.offset >= next || message.position === undefined) continue
    const before = seen[message.source]
    if (before === undefined || before < message.position) seen[message.source] = message.position
  }
  return { ...from, next: next > from.next ? next : from.next, seen }
}
