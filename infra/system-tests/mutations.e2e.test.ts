import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { mutationOf, sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { ask, type Receipt, type StartedHub, sendAndWait, startedHub } from './started-hub'

/**
 * How many mutated messages; seeds follow each other from `FIRST_SEED`. More:
 * npx jest infra/system-tests/mutations --globals '{"HUB_MUTATIONS": 20000}'
 */
const MUTATIONS = (globalThis as { HUB_MUTATIONS?: number }).HUB_MUTATIONS ?? 2_000
const FIRST_SEED = 1
/** Lines of one batch. */
const AT_ONCE = 100
/** Megabytes of heap that may stay from the second to the last quarter, however many messages come between. */
const MOST_GROWTH = 8

const samples = sampleMessages()
/** Every sample in turn, each time with another seed. */
const mutations = Array.from({ length: MUTATIONS }, (_, index) => {
  const seed = FIRST_SEED + index
  const sample = samples[index % samples.length]!
  return { seed, name: sample.name, channel: sample.channel, body: JSON.stringify(mutationOf(sample.body, seed)) }
})
type Mutation = (typeof mutations)[number]

let hub: StartedHub
beforeAll(async () => {
  hub = await startedHub()
}, 30_000)
afterAll(() => hub.stop())

/** Sends the messages by batch, one for each channel, and waits for what became of every one. */
async function outcomesOf(some: readonly Mutation[]): Promise<readonly (readonly [Mutation, Receipt])[]> {
  const taken: (readonly [Mutation, string])[] = []
  for (const channel of new Set(some.map(mutation => mutation.channel))) {
    const mine = some.filter(mutation => mutation.channel === channel)
    const answer = await ask(hub, `/v1/messages/${channel}:batch`, {
      method: 'POST',
      body: mine.map(({ body }) => body).join('\n'),
    })
    if (answer.status !== 202) throw new Error(`seeds ${mine.map(({ seed }) => seed)}: ${await answer.text()}`)
    const lines = (await answer.text()).trimEnd().split('\n')
    lines.forEach((line, index) => {
      const { location } = JSON.parse(line) as { location?: string }
      if (!location) throw new Error(`seed ${mine[index]!.seed} (${mine[index]!.name}) got no receipt: ${line}`)
      taken.push([mine[index]!, location])
    })
  }
  return Promise.all(
    taken.map(async ([mutation, location]) => {
      const answer = await ask(hub, `${location}?wait=20`)
      if (answer.status !== 200) throw new Error(`seed ${mutation.seed} (${mutation.name}): ${await answer.text()}`)
      return [mutation, (await answer.json()) as Receipt] as const
    }),
  )
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Megabytes that survive a full collection. */
function heap(): number {
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

it(`${MUTATIONS} messages with something wrong, from seed ${FIRST_SEED} on, each end in an outcome with a reason`, async () => {
  const silent: string[] = []
  const held: string[] = []
  const states: Record<string, number> = {}
  const sizes: number[] = []
  for (let start = 0; start < mutations.length; start += AT_ONCE) {
    for (const [{ seed, name }, { state, reason, eventIds }] of await outcomesOf(
      mutations.slice(start, start + AT_ONCE),
    )) {
      states[state] = (states[state] ?? 0) + 1
      const said = state === 'translated' ? eventIds.length > 0 : /^[ -~]{4,}$/.test(reason ?? '')
      if (!said || !['translated', 'ignored', 'rejected', 'held'].includes(state))
        silent.push(`seed ${seed} (${name}): ${state}, ${reason}`)
      if (state === 'held') held.push(`seed ${seed} (${name}): ${reason}`)
    }
    sizes.push(heap())
  }
  expect(silent).toEqual([])
  // Nothing of a message's content may be poison: what cannot be read is rejected, never thrown.
  expect(held).toEqual([])
  // The mutations do reach everything: some still say something true, some do not.
  for (const state of ['translated', 'ignored', 'rejected']) expect(states[state] ?? 0).toBeGreaterThan(MUTATIONS / 100)

  const most = (from: number, to: number) =>
    Math.max(...sizes.slice(Math.floor(sizes.length * from), Math.floor(sizes.length * to)))
  const growth = most(0.75, 1) - most(0.25, 0.5)
  expect(growth).toBeLessThan(MOST_GROWTH)
}, 300_000)

it('leaves a hub that still takes, translates and answers', async () => {
  expect((await ask(hub, '/health/ready')).status).toBe(200)
  const fresh = {
    eventType: 'prison-offender-events.prisoner.released',
    occurredAt: '2024-06-24T16:06:39+01:00',
    additionalInformation: {
      nomsNumber: 'A7777MU',
      reason: 'RELEASED',
      nomisMovementReasonCode: 'CR',
      prisonId: 'MDI',
    },
  }
  const receipt = await sendAndWait(hub, 'hmpps-domain-events', JSON.stringify(fresh))
  expect(receipt).toMatchObject({ state: 'translated', reason: null })
  for (const { name, channel, body } of samples.filter(sample => sample.name === '03-cp-hearing-minimal-valid-ids')) {
    // Under ids of its own: what was said of the sample's hearing by its mutations may be newer.
    const untouched = body.toString().replaceAll(/fc5e1921|ac24a1be/g, '0badcafe')
    expect([name, (await sendAndWait(hub, channel, untouched)).state]).toEqual([name, 'translated'])
  }
  await eventually(async () => {
    const line = await ask(hub, `/v1/people/${receipt.people[0]}/line`)
    expect(((await line.json()) as { items: unknown[] }).items).toHaveLength(2)
  }, 10_000)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
}, 30_000)
