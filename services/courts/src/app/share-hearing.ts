import { compareInstantTexts, formatInstant } from '@hub/calendar'
import { type DecideContext, type Decided, decideOn, NEWER_IS_KNOWN, type RecordedOf } from '@hub/service'
import type { Tx } from '@hub/store'
import { type HearingCommand, type HearingState, leaving, stillCounts } from '../domain/hearing'
import type { HearingMessage } from '../translate/hearing'
import { COLLECTION, type KnownHearing, knownHearing, newerShares, tokenOfStream } from './known-hearing'
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
    const time = message.sharedAt && formatInstant(message.sharedAt)
    const decided: Decided[] = []
    const share = stillCounts(message, newerShares(known, about.stream, message.hearingDay, time))
    if (share) decided.push(await decideOn(tx, context, share, about))
    for (const [stream, { personId, identity }] of Object.entries(known.people)) {
      const token = tokenOfStream(stream)
      if (!message.roll || stream === about.stream || message.roll.present.includes(token)) continue
      const command = leaving(message, message.roll.unlisted, newerShares(known, stream, message.hearingDay, time))
      const whom = { intake: about.intake, stream, personId, identity, token }
      if (command) decided.push(await decideOn(tx, context, command, whom))
    }
    remember(tx, known, message, time, about)
    const recorded = decided.flatMap(each => (each.is === 'recorded' ? [each] : []))
    const decisions = recorded.flatMap(each => each.decisions)
    await noteUnmapped(tx, decisions, message.at)
    if (recorded.length > 0)
      return { is: 'recorded', eventIds: recorded.flatMap(({ eventIds }) => eventIds), decisions }
    const [own] = share ? decided : []
    return own ?? { is: 'nothing', reason: NEWER_IS_KNOWN }
  },
})

/** Keeps who is in the hearing and how new its shares are; a message that tells neither anew writes nothing. */
function remember(
  tx: Tx,
  { people, latest }: KnownHearing,
  { hearingId, hearingDay: day, roll }: HearingMessage,
  time: string | undefined,
  { stream, personId, identity }: RecordedOf,
): void {
  const isNewer = (than: string | undefined): boolean =>
    time !== undefined && (than === undefined || compareInstantTexts(time, than) > 0)
  const person = people[stream] ?? { personId, identity, told: {} }
  const toldAnew = isNewer(person.told[day])
  const sharedAnew = roll !== undefined && isNewer(latest[day]?.at)
  if (people[stream] && !toldAnew && !sharedAnew) return
  tx.put<KnownHearing>(COLLECTION, hearingId, {
    people: { ...people, [stream]: toldAnew ? { ...person, told: { ...person.told, [day]: time! } } : person },
    latest: sharedAnew ? { ...latest, [day]: { at: time!, untold: roll.untold } } : latest,
  })
}
