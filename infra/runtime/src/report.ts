import { compareInstantTexts } from '@hub/calendar'
import type { Played } from './play-samples'

/** True when the message came for the first time at or after `start` (RFC 3339). */
export const isFresh = (played: Played, start: string): boolean => compareInstantTexts(played.receivedAt, start) >= 0

/** What a user reads after the samples were played, from `start` (RFC 3339) on. */
export function reportOf(played: readonly Played[], start: string): string {
  const fresh = played.filter(each => isFresh(each, start))
  const events = new Set(fresh.flatMap(({ eventIds }) => eventIds))
  const people = new Set(played.flatMap(each => each.people))
  const lines = [
    events.size === 0
      ? `${played.length} messages: nothing new, what they say is known already.`
      : `${played.length} messages became ${events.size} events about ${people.size} people.`,
    '',
  ]
  for (const state of ['ignored', 'rejected', 'held', 'accepted']) {
    const those = played.filter(each => each.state === state)
    if (those.length === 0) continue
    lines.push(`${those.length} ${state === 'accepted' ? 'still waiting' : state}:`)
    for (const { name, reason } of those) lines.push(`  ${name.padEnd(58)} ${reason ?? ''}`)
  }
  const parts = played.flatMap(({ name, state, parts }) =>
    state === 'translated' ? parts.filter(part => part.state !== 'translated').map(part => ({ name, ...part })) : [],
  )
  if (parts.length > 0) {
    lines.push('parts of translated messages that became no event:')
    for (const { name, state, reason } of parts) lines.push(`  ${name.padEnd(58)} ${state}: ${reason}`)
  }
  return lines.join('\n')
}
