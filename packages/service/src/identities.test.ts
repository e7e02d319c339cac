import { createEventCodec, type DeepPartial, type EventMessages, type EventType, eventOf } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import type { Incoming } from '@hub/messaging'
import type { Tx, Work } from '@hub/store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { identityCopies } from './identities'

const codec = createEventCodec()
const type = IdentityType.IDENTITY_TYPE_CRN
const told = <T extends EventType>(position: number, eventType: T, data: DeepPartial<EventMessages[T]>): Incoming => ({
  id: `event ${position}`,
  type: eventType,
  lane: (data as { personId: string }).personId,
  source: 'people',
  position: BigInt(position),
  headers: {},
  value: codec.encode(eventType, eventOf(eventType, data).data as never),
  topic: 'hub.events',
  partition: 0,
  offset: BigInt(position),
})
const tokens = (...all: string[]) => all.map(token => ({ type, token }))

/** b is met, absorbed by a, separated again, and absorbed by c. */
const EVENTS = [
  told(1, 'hub.person.v1.PersonCreated', { personId: 'a', identities: tokens('a1') }),
  told(2, 'hub.person.v1.PersonCreated', { personId: 'b', identities: tokens('b1') }),
  told(3, 'hub.person.v1.IdentifierAdded', { personId: 'b', identity: { type, token: 'b2' } }),
  told(4, 'hub.person.v1.PersonMerged', { personId: 'a', absorbedPersonId: 'b', identities: tokens('b1', 'b2') }),
  told(5, 'hub.person.v1.PersonSplit', { personId: 'a', otherPersonId: 'b', identities: tokens('a1') }),
  told(6, 'hub.person.v1.PersonSplit', { personId: 'b', otherPersonId: 'a', identities: tokens('b1', 'b2') }),
  told(7, 'hub.person.v1.PersonMerged', { personId: 'c', absorbedPersonId: 'b', identities: tokens('b1') }),
]

describe('a copy of who is who', () => {
  it('is the latest word on each identity, in whatever order the partitions are read, and however often', async () => {
    const { accepts, works } = identityCopies('courts', codec)
    const once = fc.shuffledSubarray(EVENTS, { minLength: EVENTS.length })
    await fc.assert(
      fc.asyncProperty(once, fc.subarray(EVENTS), async (order, again) => {
        const kept = new Map<string, { personId: string }>()
        const tx = {
          get: async (_: string, id: string) => kept.get(id),
          put: (_: string, id: string, doc: { personId: string }) => void kept.set(id, doc),
        } as unknown as Tx
        for (const message of [...order, ...again]) {
          expect(accepts!(message.type, message.headers)).toBe(true)
          for (const work of (await works([message])).flat() as Work[]) await work.run(tx)
        }
        expect(Object.fromEntries([...kept].map(([token, { personId }]) => [token, personId]))).toEqual({
          a1: 'a',
          b1: 'c',
          b2: 'b',
        })
      }),
    )
  })
})
