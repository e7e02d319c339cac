import { compareInstantTexts, formatInstant } from '@hub/calendar'
import { type DecideContext, type Decided, decideOn, type RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import { type HearingCommand, type HearingState, type LeaveHearing, OLDER, stillCounts } from '../domain/hearing'
import type { HearingMessage } from '../translate/hearing'
import { COLLECTION, type KnownHearing, knownHearing, tokenOfStream } from './known-hearing'
import { noteUnmapped } from './unmapped-results'

/**
 * Performs what a message says of one person in a hearing, and on one part of each message what it says by not naming
 * somebody. That part stands in the hearing's own lane, so that nothing of the hearing runs beside it.
 */
export const shareHearing = (context: DecideContext<HearingState, HearingCommand>) => ({
  lane: ({ roll }: HearingMessage, token: string): string => (roll ? '' : token),
  gets: ({ hearingId }: HearingMessage) => [{ collection: COLLECTION, id: hearingId }],
  decide: async (tx: Tx, message: HearingMessage, about: RecordedOf): Promise<Decided> => {
    const known = await knownHearing(tx, message.hearingId)
    const newer = newerShares(known, message)
    const share = stillCounts(message, newer)
    if (!share) return { is: 'nothing', reason: OLDER }
    const own = await decideOn(tx, context, share, about)
    const others = newer.ofHearing ? [] : await decideForOthers(tx, context, known, message, about)
    const recorded = [own, ...others].flatMap(decided => (decided.is === 'recorded' ? [decided] : []))
    const decisions = recorded.flatMap(decided => decided.decisions)
    await noteUnmapped(tx, decisions)
    remember(tx, known, message, about)
    if (own.is === 'nothing' && recorded.length === 0) return own
    return { is: 'recorded', eventIds: recorded.flatMap(({ eventIds }) => eventIds), decisions }
  },
})

/** Which newer shares are known: of any day of the hearing, of the same day. Equal times keep their order of arrival. */
function newerShares({ latest }: KnownHearing, { hearingDay, sharedAt }: HearingMessage) {
  if (!sharedAt) return { ofHearing: false, ofDay: false }
  const time = formatInstant(sharedAt)
  const isNewer = (other: string | undefined) => other !== undefined && compareInstantTexts(other, time) > 0
  return { ofHearing: Object.values(latest).some(isNewer), ofDay: isNewer(latest[hearingDay]) }
}

/** People of the hearing whom the message does not name. */
async function decideForOthers(
  tx: Tx,
  context: DecideContext<HearingState, HearingCommand>,
  { people }: KnownHearing,
  { roll, kind, hearingDay, at }: HearingMessage,
  { intake, stream: own }: RecordedOf,
): Promise<readonly Decided[]> {
  if (!roll) return []
  const decided: Decided[] = []
  for (const [stream, { personId, identity }] of Object.entries(people)) {
    const token = tokenOfStream(stream)
    if (stream === own || roll.present.includes(token)) continue
    const command: LeaveHearing = { is: 'leave', kind, hearingDay, at, cancelled: roll.cancelled }
    decided.push(await decideOn(tx, context, command, { intake, stream, personId, identity, token }))
  }
  return decided
}

function remember(
  tx: Tx,
  { people, latest }: KnownHearing,
  { hearingId, hearingDay, sharedAt }: HearingMessage,
  { stream, personId, identity }: RecordedOf,
): void {
  const time = sharedAt && formatInstant(sharedAt)
  const isLatest = time !== undefined && compareInstantTexts(time, latest[hearingDay] ?? '') > 0
  if (Object.hasOwn(people, stream) && !isLatest) return
  tx.put<KnownHearing>(COLLECTION, hearingId, {
    people: { ...people, [stream]: people[stream] ?? { personId, identity } },
    latest: isLatest ? { ...latest, [hearingDay]: time } : latest,
  })
}
