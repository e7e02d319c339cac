import type { ContextStatus } from '@hub/contracts/operations'
import type { Answered } from './contexts'
import { instantText } from './london'

/** How a context is doing, in words. */
export interface Condition {
  readonly context: string
  readonly is: 'well' | 'holding' | 'troubled' | 'away'
  /** What is not as it should be, each a sentence. */
  readonly troubles: readonly string[]
  readonly figures?: {
    /** Records it has not come to yet. */
    readonly behind: bigint
    readonly heldLanes: bigint
    readonly heldMessages: bigint
    readonly heldSince?: string
    readonly recorded: bigint
    readonly published: bigint
    readonly takesMessages: boolean
    /** Messages that it read, repeats and conflicts too. */
    readonly arrived: bigint
  }
}

export function conditionOf(answered: Answered<ContextStatus>): Condition {
  const { context } = answered
  if (!answered.answered) return { context, is: 'away', troubles: [] }
  const status = answered.answer
  const { conservation, oldestHeldSince, problems } = status
  return {
    context,
    is: problems.length > 0 ? 'troubled' : status.heldLanes > 0n ? 'holding' : 'well',
    troubles: problems,
    figures: {
      behind: status.consumers.reduce((sum, { lag }) => sum + lag, 0n),
      heldLanes: status.heldLanes,
      heldMessages: status.heldMessages,
      ...(oldestHeldSince ? { heldSince: instantText(oldestHeldSince) } : {}),
      recorded: status.recordedPosition,
      published: status.publishedPosition,
      takesMessages: conservation !== undefined,
      arrived: conservation?.arrived ?? 0n,
    },
  }
}
