import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { instantText } from './london'

/** A result that no definition knows, as the page shows it. */
export interface UnmappedResultRow {
  readonly label: string
  readonly definitionId: string
  readonly cjsCode: string
  readonly seen: bigint
  readonly firstSeen: string
  readonly lastSeen: string
}

export async function readUnmappedResults({ courts }: ConsolePorts): Promise<readonly UnmappedResultRow[]> {
  const { results } = await askOne('courts', () => courts.listUnmappedResults({}))
  return results.map(({ firstSeen, lastSeen, ...result }) => ({
    ...result,
    firstSeen: firstSeen ? instantText(firstSeen) : '',
    lastSeen: lastSeen ? instantText(lastSeen) : '',
  }))
}
