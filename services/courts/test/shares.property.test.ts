import { mutationOf } from '@hub/simulator'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createHub, translate } from './play'
import {
  DAY,
  inError,
  type Letter,
  type Message,
  NEXT_DAY,
  order,
  remand,
  requirement,
  send,
  shared,
  unknown,
} from './shares'

/** How many sequences are tried; CI tries 5,000. */
const SEQUENCES = (globalThis as { HUB_SHARES?: number }).HUB_SHARES ?? 500

/** One result line: a small world, so that shares say much about the same things. */
const result = fc
  .record({
    id: fc.constantFrom('one', 'two', 'three'),
    what: fc.constantFrom('order', 'remand', 'work', 'error', 'new'),
    n: fc.nat(2),
  })
  .map(({ id, what, n }) => {
    const worlds = {
      order: () => order(id, { endDate: `0${n + 1}/03/2027` }),
      remand: () => remand(id, ['4028', '4027', '4560'][n]),
      work: () => requirement(id, '3101', ['one', 'two', 'three'][n]!, { numberOfHours: '80 Hours' }),
      error: () => inError(id),
      new: () => unknown(id, { isDeleted: n === 0 }),
    }
    return worlds[what as keyof typeof worlds]()
  })
const results = fc.uniqueArray(result, { maxLength: 3, selector: each => each.judicialResultId })

const share = fc.record({
  day: fc.constantFrom(DAY, NEXT_DAY),
  people: fc.dictionary(fc.constantFrom<Letter>('A', 'B', 'C'), results, { minKeys: 1, noNullPrototype: true }),
  type: fc.constantFrom('Trial', 'Sentence'),
  /** 0: as the court sends it; else with something wrong. */
  mutation: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(10_000), weight: 1 }),
})

/** What was shared, and the order in which it arrives. */
const sequence = fc
  .array(share, { minLength: 2, maxLength: 5 })
  .chain(shares => fc.tuple(fc.constant(shares), fc.shuffledSubarray([...shares.keys()], { minLength: shares.length })))

type Share = typeof share extends fc.Arbitrary<infer T> ? T : never

/**
 * Later ones of the list were made later. Whatever else is wrong with a share, it says when it was made and of what. One
 * that cannot be read whole takes nothing back and leaves the last word to one that can: what that comes to depends on
 * the order, so it is sent as the court made it.
 */
function messageOf(share: Share, index: number): Message {
  const message = mutated(share, index)
  return isReadWhole(message) ? message : mutated({ ...share, mutation: 0 }, index)
}

function isReadWhole({ body, over }: Message): boolean {
  const translation = translate('common-platform', body, over)
  return (
    translation.is !== 'parts' ||
    translation.parts.every(({ is, ...part }) => {
      if (is !== 'command' || !('command' in part)) return true
      const { command } = part
      const roll = 'roll' in command ? command.roll : undefined
      return (
        (command.is !== 'share' || (command.whole && !command.facts.some(({ partial }) => partial))) &&
        roll?.whole !== false
      )
    })
  )
}

function mutated({ day, people, type, mutation }: Share, index: number): Message {
  const message = shared(`1${index}:00`, people, { day, hearing: { type: { description: type } } })
  if (mutation === 0) return message
  const whole = message.body as { hearing: { id: string }; sharedTime: string; hearingDay: string }
  const { body } = {
    body: JSON.parse(JSON.stringify(mutationOf(Buffer.from(JSON.stringify(whole)), mutation))) as unknown,
  }
  if (typeof body !== 'object' || body === null) return { ...message, body }
  const { hearing } = body as { hearing?: unknown }
  const named = typeof hearing === 'object' && hearing !== null ? { hearing: { ...hearing, id: whole.hearing.id } } : {}
  return { ...message, body: { ...body, ...named, sharedTime: whole.sharedTime, hearingDay: whole.hearingDay } }
}

/** What holds at the end: who is listed and described as what, and everybody's results. */
async function holds(messages: readonly Message[]): Promise<object> {
  const hub = createHub()
  for (const message of messages) await send(hub, message)
  const people = [...hub.known()].map(([stream, facts]) => {
    const current = [...facts].filter(([, { retracted }]) => !retracted).map(([key, { hash }]) => [key, hash] as const)
    const listed = current.some(([key]) => key === 'listing')
    // Somebody who left may never have been known: what is kept of the person then makes no difference.
    return [stream, current.filter(([key]) => key.startsWith('result/') || listed).sort()] as const
  })
  return Object.fromEntries(people.filter(([, current]) => current.length > 0))
}

describe(`${SEQUENCES} sequences of shares`, () => {
  it('end in the same facts in whatever order they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async ([shares, arrival]) => {
        const messages = shares.map(messageOf)
        const made = await holds(messages)
        const arrived = arrival.map(index => messages[index]!)
        expect(await holds(arrived)).toEqual(made)
        // Sent once more, whole, they change nothing.
        expect(await holds([...arrived, ...messages])).toEqual(made)
      }),
      { numRuns: SEQUENCES },
    )
  })
})
