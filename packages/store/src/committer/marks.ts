import { type Instant, millisOf } from '@hub/calendar'
import type { Incoming } from '@hub/messaging'
import type { Json, Mark, Outcome } from '../port'
import type { Address, KeptMark } from './engine'

export const addressOf = ({ topic, partition, offset }: Incoming): Address => ({ topic, partition, offset })

/** Held marks are the only ones that may still change their outcome. */
export const isHeld = ({ outcome }: KeptMark): boolean => outcome.is === 'park' || outcome.is === 'retry'

/** The mark with its (new) outcome; of an earlier arrival everything else is kept. */
export const newMark = (
  mark: Mark,
  outcome: Outcome,
  answer: Json | undefined,
  message: Address | undefined,
  now: Instant,
  before: KeptMark | undefined,
): KeptMark => ({
  id: mark.id,
  part: mark.part,
  hash: mark.hash,
  at: before?.at ?? mark.at,
  // What is said of a message that was held before it could be read is only known now.
  about: mark.about ?? before?.about,
  outcome,
  answer,
  since: now,
  repeats: before?.repeats ?? 0,
  conflicts: before?.conflicts ?? [],
  version: before?.version ?? 0,
  message: before?.message ?? message,
})

const sameAddress = (one: Address, other: Address): boolean =>
  one.offset === other.offset && one.partition === other.partition && one.topic === other.topic

/** The same content at another place in the log counts as a repeat; the same record handed over again does not. */
export const arrivedAgain = (kept: KeptMark, message: Address | undefined): KeptMark | undefined =>
  message && !(kept.message && sameAddress(kept.message, message)) ? { ...kept, repeats: kept.repeats + 1 } : undefined

/** Other content under the same id is kept visible, once per arrival. */
export const arrivedChanged = (kept: KeptMark, mark: Mark, now: Instant): KeptMark | undefined => {
  const at = mark.at ?? isoOf(now)
  if (kept.conflicts.some(conflict => conflict.at === at && conflict.hash === mark.hash)) return undefined
  return { ...kept, conflicts: [...kept.conflicts, { at, hash: mark.hash }] }
}

// Swedish writes dates as ISO 8601 does, but for the letter T.
const written = new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' })
const isoOf = (instant: Instant): string => `${written.format(millisOf(instant)).replace(' ', 'T')}Z`
