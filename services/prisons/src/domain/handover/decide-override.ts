import { eventOf, type HubEvent } from '@hub/contracts'
import type { ResponsibilityOverride } from '@hub/contracts/custody'
import type { Decision } from '@hub/decider'
import { isChangedSince, momentOf, nextWord, type Row } from '../facts'
import type { CustodyState } from '../state'
import { overrideNow } from '../stay'

export const OVERRIDE_KEY = 'responsibility-override'

/** What is news in what a prison manager decided on who is responsible: the last word counts, also that there is none. */
export function decideOverride(
  after: ResponsibilityOverride | undefined,
  state: CustodyState,
  { hashOf }: { readonly hashOf: (event: HubEvent) => string },
  row: Row,
): readonly Decision<HubEvent>[] {
  const { facts } = state
  const override = overrideNow(state)
  const before = override && { value: override.value, reason: override.reason }
  const isSame = before?.value === after?.value && before?.reason === after?.reason
  if (isSame && !isChangedSince(facts.get(OVERRIDE_KEY), row.updatedAt)) return []
  const event = eventOf('hub.custody.v1.ResponsibilityOverrideChanged', {
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    personal: {},
  })
  return [nextWord({ key: OVERRIDE_KEY, event, hash: hashOf(event), occurredAt: momentOf(row) }, facts)]
}
