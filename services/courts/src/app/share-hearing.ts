import { compareInstantTexts, formatInstant } from '@hub/calendar'
import {
  type Changed,
  type DecideContext,
  type Decided,
  decideOn,
  type IntakePart,
  NEWER_IS_KNOWN,
  type PartAnswer,
  type Performance,
  type RecordedOf,
} from '@hub/service'
import type { Tx } from '@hub/store'
import { type HearingCommand, type HearingState, leaving, stillCounts } from '../domain/hearing'
import type { CallRoll, HearingMessage, Roll } from '../translate/hearing'
import { COLLECTION, changedLine, type KnownHearing, knownHearing, newerShares, tokenOfStream } from './known-hearing'
import { noteUnmapped } from './unmapped-results'

type Context = DecideContext<HearingState, HearingCommand>

/**
 * Performs what a message says of one person in a hearing, and on one part of each message what it says by not naming
 * somebody. That part stands in the hearing's own lane, so that nothing of the hearing runs beside it.
 */
export const shareHearing = (context: Context) => ({
  lane: ({ roll }: HearingMessage, token: string): string => (roll ? '' : token),
  gets: ({ hearingId }: HearingMessage) => [{ collection: COLLECTION, id: hearingId }],
  decide: async (tx: Tx, message: HearingMessage, about: RecordedOf): Promise<Decided> => {
    const known = await knownHearing(tx, message.hearingId)
    const share = stillCounts(message, newerShares(known, about.stream, message.hearingDay, timeOf(message)))
    const own: Decided = share ? await decideOn(tx, context, share, about) : { is: 'nothing', reason: NEWER_IS_KNOWN }
    const others = await goneFrom(tx, context, known, message, about.intake)
    remember(tx, known, message, about)
    if (own.is === 'recorded') await noteUnmapped(tx, own.decisions, message.at)
    if (others.length === 0) return own
    return own.is === 'recorded'
      ? { ...own, others }
      : { is: 'recorded', eventIds: [], decisions: [], others, own: { is: 'ignored', reason: own.reason } }
  },
})

/** Performs a message that holds nobody of whom a fact can be recorded: who was in the hearing may be gone from it. */
export const callRoll =
  (context: Context) =>
  async (parts: readonly IntakePart<CallRoll>[]): Promise<readonly Performance[]> =>
    parts.map(intake => ({
      lane: '',
      gets: [{ collection: COLLECTION, id: intake.part.command.hearingId }],
      run: async tx => {
        const { command } = intake.part
        const known = await knownHearing(tx, command.hearingId)
        const others = await goneFrom(tx, context, known, command, intake)
        remember(tx, known, command)
        if (others.length === 0) return { outcome: command.own }
        const answer: PartAnswer = { eventIds: [], others, own: command.own }
        return { outcome: { is: 'done' }, answer }
      },
    }))

/** What a message says of people of the hearing whom it does not name, or not as people of the hub. */
async function goneFrom(
  tx: Tx,
  context: Context,
  known: KnownHearing,
  message: HearingMessage | CallRoll,
  intake: RecordedOf['intake'],
): Promise<readonly Changed[]> {
  const { roll, hearingDay } = message
  const changed: Changed[] = []
  for (const [stream, { personId, identity }] of Object.entries(known.people)) {
    const token = tokenOfStream(stream)
    if (!roll || !isGone(roll, token)) continue
    const command = leaving(message, roll.unlisted, newerShares(known, stream, hearingDay, timeOf(message)))
    if (!command) continue
    const decided = await decideOn(tx, context, command, { intake, stream, personId, identity, token })
    if (decided.is === 'recorded') changed.push(changedLine(identity, personId, decided.eventIds))
  }
  return changed
}

const isGone = ({ whole, present, outside }: Roll, token: string): boolean =>
  outside.includes(token) || (whole && !present.includes(token))

/** When the share was made (RFC 3339). */
const timeOf = ({ sharedAt }: HearingMessage | CallRoll): string | undefined => sharedAt && formatInstant(sharedAt)

/** Keeps who is in the hearing and how new its shares are; a message that tells neither anew writes nothing. */
function remember(tx: Tx, known: KnownHearing, message: HearingMessage | CallRoll, about?: RecordedOf): void {
  const { hearingId, hearingDay: day, roll } = message
  const { people, latest } = known
  const time = timeOf(message)
  const isNewer = (than: string | undefined): boolean =>
    time !== undefined && (than === undefined || compareInstantTexts(time, than) > 0)
  const sharedAnew = roll?.whole === true && isNewer(latest[day]?.at)
  const person = about && (people[about.stream] ?? { personId: about.personId, identity: about.identity, told: {} })
  const how = message.is === 'share' && !message.whole ? 'toldPartly' : 'told'
  const toldAnew = person && isNewer(person[how]?.[day])
  const isKnown = !about || people[about.stream] !== undefined
  if (isKnown && !toldAnew && !sharedAnew) return
  const told = toldAnew ? { ...person, [how]: { ...person[how], [day]: time! } } : person
  tx.put<KnownHearing>(COLLECTION, hearingId, {
    ...known,
    ...(about && told ? { people: { ...people, [about.stream]: told } } : {}),
    ...(sharedAnew ? { latest: { ...latest, [day]: { at: time!, untold: roll.untold } } } : {}),
  })
}
