import { isUnavailable } from '@hub/service'
import type { ConsolePorts } from '../ports'
import { instantText } from './london'

/** A reason of movements that no row of the table has, as the page shows it. */
export interface UnmappedMovementRow {
  readonly sourceReason: string
  readonly reasonCode: string
  readonly direction: string
  readonly seen: bigint
  readonly firstSeen: string
  readonly lastSeen: string
}

/** Undefined when prisons does not answer: the results beside them are shown all the same. */
export async function readUnmappedMovements({
  custody,
  logger,
}: ConsolePorts): Promise<readonly UnmappedMovementRow[] | undefined> {
  try {
    const { movements } = await custody.listUnmappedMovements({})
    return movements.map(({ firstSeen, lastSeen, ...movement }) => ({
      ...movement,
      firstSeen: firstSeen ? instantText(firstSeen) : '',
      lastSeen: lastSeen ? instantText(lastSeen) : '',
    }))
  } catch (error) {
    if (!isUnavailable(error)) logger.error('prisons could not answer the console', error)
    return undefined
  }
}
