import { eventOf, type HubEvent } from '@hub/contracts'
import type { ResponsibilityOverride } from '@hub/contracts/custody'
import type { Decision, Moment } from '@hub/decider'
import { isChangedSince, nextWord } from '../facts'
import type { CustodyState } from '../state'
import { overrideNow } from '../stay'

export const OVERRIDE_KEY = 'responsibility-override'

/** What is news in what a prison manager decided on who is responsible: the last word counts, also that there is none. */
export function decideOverride(
  after: ResponsibilityOverride | undefined,
  state: CustodyState,
  { now, hashOf }: { readonly now: Moment; readonly hashOf: (event: HubEvent) => string },
  updatedAt?: Moment,
): readonly Decision<HubEvent>[] {
  const { facts } = state
  const override = overrideNow(state)
  const before = override && { value: override.value, reason: override.reason }
  const isSame = before?.value === after?.value && before?.reason === after?.reason
  if (isSame && !isChangedSince(facts.get(OVERRIDE_KEY), updatedAt)) return []
  const event = eventOf('hub.custody.v1.ResponsibilityOverrideChanged', {
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    personal: {},
  })
  return [nextWord({ key: OVERRIDE_KEY, event, hash: hashOf(event), occurredAt: updatedAt ?? now }, facts)]
}
