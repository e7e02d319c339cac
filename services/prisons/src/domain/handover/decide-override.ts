import { eventOf, type HubEvent } from '@hub/contracts'
import type { ResponsibilityOverride } from '@hub/contracts/custody'
import type { Decision } from '@hub/decider'
import { isChangedSince, momentOf, nextWord, type Row } from '../facts'
import type { CustodyState } from '../state'
import { decided, isDecidedInStay, overrideNow } from '../stay'

export const OVERRIDE_KEY = 'responsibility-override'

/** What is news in what a prison manager decided on who is responsible: the last word counts, also that there is none. */
export function decideOverride(
  after: ResponsibilityOverride | undefined,
  state: CustodyState,
  { hashOf }: { readonly hashOf: (event: HubEvent) => string },
  row: Row,
): readonly Decision<HubEvent>[] {
  const { facts, override: last } = state
  const past = !isDecidedInStay(state, momentOf(row))
  const before = past ? last && decided(last) : overrideNow(state)
  const isSame = before?.value === after?.value && before?.reason === after?.reason
  if (isSame && !isChangedSince(last?.changedAt, row.updatedAt)) return []
  const event = eventOf('hub.custody.v1.ResponsibilityOverrideChanged', {
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    past,
    personal: {},
  })
  return [nextWord({ key: OVERRIDE_KEY, event, hash: hashOf(event), occurredAt: momentOf(row) }, facts)]
}
