import { formatInstant, type Instant, londonDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { createEventCodec, eventOf, promiseRows } from '@hub/contracts'
import type { Incoming } from '@hub/messaging'
import { fireDue, followEvents, obligations } from '@hub/obligations'
import { createTokens, EVENT, EVENTS_TOPIC } from '@hub/service'
import type { Figure } from '../figure'
import type { Ground } from '../ground'
import { uuidOf } from '../load/numbers'
import { passingDays } from './passing-days'

const REQUESTED = 'hub.court.v1.ReportRequested'
const codec = createEventCodec()
const tokens = createTokens(Buffer.from('bench'))

/** Courts asked for reports by the day of the next hearing; nothing more comes in, and each promise is missed. */
export const promises = (ground: Ground): Promise<readonly Figure[]> =>
  passingDays(ground, {
    name: 'promises',
    collections: obligations.collections,
    open: ground.extent.smoke ? 2_000 : 1_000_000,
    due: ground.extent.smoke ? 200 : 4_000,
    make: async (clock, from, to, due) => {
      const messages = Array.from({ length: to - from }, (_, at) => requestOf(from + at, clock.now(), due))
      return (await followEvents({ rows: promiseRows, clock, codec, tokens }).works(messages)).flat()
    },
    fire: (clock: Clock) => fireDue({ rows: promiseRows, clock, codec, tokens }),
    documentOf: number => ({ collection: 'people', id: personOf(number) }),
  })

const personOf = (number: number): string => uuidOf('promise', number)

function requestOf(number: number, now: Instant, due: Instant): Incoming {
  const personId = personOf(number)
  const moment = formatInstant(now)
  const { data } = eventOf(REQUESTED, {
    personId,
    identity: { type: 'IDENTITY_TYPE_CP_DEFENDANT' as never, token: personId },
    hearingId: `hearing ${number}`,
    hearingDay: londonDate(now),
    requestedOn: londonDate(now),
    caseReference: `case ${number}`,
    court: { code: 'B01LY', name: 'Lavender Hill Magistrates’ Court' },
    due: londonDate(due),
  })
  return {
    topic: EVENTS_TOPIC,
    partition: 0,
    offset: BigInt(number),
    id: `request ${number}`,
    type: REQUESTED,
    lane: personId,
    source: 'courts',
    position: BigInt(number + 1),
    headers: { [EVENT.time]: moment, [EVENT.recorded]: moment, [EVENT.channel]: 'common-platform' },
    value: codec.encode(REQUESTED, data as never),
  } as Incoming
}
