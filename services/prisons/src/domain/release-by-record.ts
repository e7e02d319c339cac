import { formatInstant } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import { ReleaseKind } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { nextWord, retraction } from './facts'
import { type CustodyState, heldNow } from './state'
import { stayOf } from './stay'

const KEY = 'release-by-record/'

/** A release of which the record alone tells is told like any other, and withdrawn when it turns out that there was none. */
export function decideReleaseByRecord(
  state: CustodyState,
  { hashOf }: { readonly hashOf: (event: HubEvent) => string },
): readonly Decision<HubEvent>[] {
  const { facts } = state
  const releases = new Map(stayOf(state).byRecord.map(since => [`${KEY}${formatInstant(since)}`, since]))
  const isTold = (key: string) => facts.get(key)?.retracted === false
  const undone = [...facts].flatMap(([key, known]) => {
    if (!key.startsWith(KEY) || !isTold(key) || releases.has(key)) return []
    const none = retraction(key, known, known.occurredAt, 'no release lies between the movements')
    return [{ ...nextWord(none, facts), retracts: known.id }]
  })
  const told = [...releases].flatMap(([key, since]) => (isTold(key) ? [] : [releaseOf(state, key, since, hashOf)]))
  return [...undone, ...told]
}

function releaseOf(
  state: CustodyState,
  key: string,
  occurredAt: Moment,
  hashOf: (event: HubEvent) => string,
): Decision<HubEvent> {
  const event = eventOf('hub.custody.v1.ReleasedFromPrison', {
    prisonId: heldNow(state)?.prisonId ?? '',
    kind: ReleaseKind.RELEASE_KIND_NOT_KNOWN,
    sourceReason: 'INACTIVE OUT',
    personal: {},
  })
  return nextWord({ key, event, hash: hashOf(event), occurredAt }, state.facts)
}
