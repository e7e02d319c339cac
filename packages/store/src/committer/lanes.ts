import type { KeptLane, LaneChange } from './engine'

/** `a/b/c` → `a`, `a/b`, `a/b/c`: every lane that holds it, topmost first. */
export function lanesOver(lane: string): string[] {
  const lanes: string[] = []
  for (let at = lane.indexOf('/'); at >= 0; at = lane.indexOf('/', at + 1)) lanes.push(lane.slice(0, at))
  lanes.push(lane)
  return lanes
}

/** A held lane as the works of one group see it, with what earlier works of the group did to it. */
export interface LaneState {
  readonly topic: string
  readonly partition: number
  readonly length: number
  readonly heads: readonly bigint[]
  /** The head, once a work of its trial failed: the trial's other works must not end it. */
  readonly staying?: bigint
}

export const laneStateOf = (kept: KeptLane): LaneState => ({
  topic: kept.topic,
  partition: kept.partition,
  length: kept.length,
  heads: kept.heads,
})

/** The lane after the change; undefined when it is open again. */
export function changedLane(state: LaneState | undefined, change: LaneChange): LaneState | undefined {
  switch (change.change) {
    case 'queued':
      return state
        ? { ...state, length: state.length + 1 }
        : { topic: change.message.topic, partition: change.message.partition, length: 1, heads: [] }
    case 'failed':
      return state && { ...state, staying: change.sequence }
    case 'ended':
      if (!state || state.length <= 1) return undefined
      return {
        ...state,
        length: state.length - 1,
        heads: state.heads.filter(sequence => sequence !== change.sequence),
        staying: undefined,
      }
  }
}
