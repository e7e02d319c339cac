import type { Cursor } from '@hub/messaging'
import type { Mark, Move, Settled, Work } from '../port'
import type { MarkKey } from './engine'

/** One `run` that is not settled yet. */
export interface Call {
  readonly move: Move | undefined
  readonly units: readonly Unit[]
  /** What became of each work, by its place in the call. */
  readonly settled: Settled[]
  /** Units that are not committed yet. */
  open: number
  /** How far its cursors have come by the groups committed so far, in the order of its slices. */
  reached: readonly Cursor[] | undefined
  /** True once it is resolved or rejected: nothing of it may run any more. */
  over: boolean
  readonly resolve: (result: readonly Settled[] | 'fenced') => void
  readonly reject: (error: unknown) => void
}

/**
 * Works that commit together because they come from one record (or one held entry): the cursor cannot stop between
 * them. Every other work is a unit of its own; a call that only moves cursors has one empty unit.
 */
export interface Unit {
  readonly call: Call
  readonly entries: readonly Entry[]
  readonly bytes: number
  committed: boolean
}

export interface Entry {
  readonly call: Call
  readonly work: Work
  readonly index: number
  /** The first and the last work of its unit: the last one decides whether a held entry ends. */
  readonly first: boolean
  readonly last: boolean
  /** How often it ran on state that had moved. */
  conflicts: number
  /** Set when it may not run any more: this is what became of it. */
  poison?: Error
}

/** The held lanes that concern a work, if any do: those of its consumer group, or of its service for a timer. */
export const groupOf = ({ work, call }: Entry, service: string): string | undefined =>
  call.move?.group ?? (work.fires ? `hub.${service}` : undefined)

/** A firing is marked by timer and due time, so that two firings have one effect. */
export const markOf = (work: Work): Mark | undefined =>
  work.mark ??
  (work.fires && {
    id: work.fires.timer,
    part: `${work.fires.at.seconds}.${String(work.fires.at.nanos).padStart(9, '0')}`,
    hash: '',
  })

export const markKeyOf = (mark: Mark): MarkKey => ({ id: mark.id, part: mark.part ?? '' })

// A command or a timer carries no record; what its handler writes is of this order.
const BYTES_WITHOUT_RECORD = 1024

/** Cuts a call's works into units, in their order. */
export function unitsOf(call: Call, works: readonly Work[]): Unit[] {
  const groups: { index: number; work: Work }[][] = []
  works.forEach((work, index) => {
    const before = groups.at(-1)
    const last = before?.at(-1)?.work
    if (before && last && call.move && belongTogether(last, work)) before.push({ index, work })
    else groups.push([{ index, work }])
  })
  if (groups.length === 0) groups.push([])
  return groups.map(group => ({
    call,
    entries: group.map(({ index, work }, at) => ({
      call,
      work,
      index,
      first: at === 0,
      last: at === group.length - 1,
      conflicts: 0,
    })),
    bytes: group.reduce((sum, { work }, at) => sum + (at === 0 ? bytesOf(work) : BYTES_WITHOUT_RECORD), 0),
    committed: false,
  }))
}

const bytesOf = (work: Work): number => BYTES_WITHOUT_RECORD + (work.message?.value.length ?? 0)

const belongTogether = (one: Work, other: Work): boolean =>
  one.resumes !== undefined || other.resumes !== undefined
    ? one.resumes === other.resumes
    : one.message !== undefined &&
      one.message.offset === other.message?.offset &&
      one.message.partition === other.message.partition &&
      one.message.topic === other.message.topic

/** How many places of a group it takes: a call that only moves cursors takes one. */
export const sizeOf = (unit: Unit): number => Math.max(1, unit.entries.length)
