import { expect, it } from '@jest/globals'
import { createHub } from './play'
import { type Message, send, told, warningsOf } from './shares'

export const NO_CHANGE = 'no change'
export const OLDER = 'no change: something newer is known'
export const GONE = 'no longer among the results that the court shared'
export const LEFT = 'corrected HearingCancelled: no longer among the people of the hearing'

export interface Scenario {
  readonly given: readonly Message[]
  readonly when: Message
  readonly outcome: readonly string[]
  /** Something that the receipt warns of. */
  readonly warns?: string
}

/** Given what was shared before, when this comes, then this is recorded; or nothing, for a reason. */
export const scenario = (name: string, { given, when, outcome, warns }: Scenario): void => {
  it(name, async () => {
    const hub = createHub()
    for (const message of given) await send(hub, message)
    const became = await send(hub, when)
    const events = told(became)
    expect(events.length > 0 ? events : became.map(({ reason }) => reason)).toEqual(outcome)
    if (warns !== undefined) expect(warningsOf(when)).toContainEqual(expect.stringContaining(warns))
  })
}
