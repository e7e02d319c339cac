import { formatInstant, parseInstant } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import { CourtServiceDefinition, RequirementKind, type ResultLine } from '@hub/contracts/court'
import type { Decision, Moment } from '@hub/decider'
import { type Served, serve, uuidFrom } from '@hub/service'
import type { Store, Tx } from '@hub/store'

/** A result that the table of definitions does not have, as it was seen. */
export interface UnmappedResult {
  readonly definitionId: string
  readonly cjsCode: string
  readonly label: string
  /** In how many facts it stood, corrections included. */
  readonly seen: number
  /** RFC 3339, of the sharing. */
  readonly firstSeen: string
  readonly lastSeen: string
}

export const UNMAPPED = 'unmappedResults'

/** Keeps what a decision says that no definition knows, so that somebody maps it. */
export async function noteUnmapped(tx: Tx, decisions: readonly Decision<HubEvent>[], at: Moment): Promise<void> {
  const time = formatInstant(at)
  for (const { event, retracts } of decisions) {
    if (retracts) continue
    for (const line of unmappedLines(event)) {
      const id = rowOf(line)
      const known = await tx.get<UnmappedResult>(UNMAPPED, id)
      tx.put<UnmappedResult>(UNMAPPED, id, {
        definitionId: line.definitionId,
        cjsCode: line.cjsCode,
        label: line.label,
        seen: (known?.seen ?? 0) + 1,
        firstSeen: known && known.firstSeen < time ? known.firstSeen : time,
        lastSeen: known && known.lastSeen > time ? known.lastSeen : time,
      })
    }
  }
}

/** Its definition and national code; without either, its label is all that tells it from others. */
const rowOf = ({ definitionId, cjsCode, label }: ResultLine): string =>
  definitionId === '' && cjsCode === '' ? `-/-/${uuidFrom(label)}` : `${definitionId || '-'}/${cjsCode || '-'}`

function unmappedLines(event: HubEvent): readonly ResultLine[] {
  if (event.type === 'hub.court.v1.ResultRecorded')
    return !event.data.known && event.data.result ? [event.data.result] : []
  if (event.type !== 'hub.court.v1.SentencePassed') return []
  return event.data.requirements.flatMap(({ kind, result }) =>
    kind === RequirementKind.REQUIREMENT_KIND_UNSPECIFIED && result ? [result] : [],
  )
}

const MOST = 1_000

/** Which results no definition has, those seen last first; at most 1,000. */
export const courtService = (store: Pick<Store, 'find'>): Served =>
  serve(CourtServiceDefinition, {
    listUnmappedResults: async () => ({
      results: (await unmappedResults(store)).map(({ seen, firstSeen, lastSeen, ...result }) => ({
        ...result,
        seen: BigInt(seen),
        firstSeen: parseInstant(firstSeen),
        lastSeen: parseInstant(lastSeen),
      })),
    }),
  })

/** How many results wait to be mapped, at most 1,000. */
export const countUnmapped = async (store: Pick<Store, 'find'>): Promise<number> =>
  (await unmappedResults(store)).length

const unmappedResults = (store: Pick<Store, 'find'>): Promise<readonly UnmappedResult[]> =>
  store.find<UnmappedResult>(UNMAPPED, { where: {}, order: [{ field: 'lastSeen', descending: true }] }, { limit: MOST })
