import { playSamples } from '@hub/runtime'
import { sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ask, type StartedHub, sendAndWait, startedHub } from './started-hub'

interface Status {
  readonly well: boolean
  readonly contexts: readonly {
    readonly context: string
    readonly problems: readonly string[]
    readonly consumers: readonly { readonly group: string; readonly lag: number }[]
    readonly recordedPosition: number
    readonly publishedPosition: number
    readonly conservation: Record<'arrived' | 'receipts' | 'repeats' | 'conflicts' | 'waiting', number> | null
  }[]
}
type Count = Readonly<
  Record<'receipts' | 'repeats' | 'conflicts' | 'translated' | 'ignored' | 'rejected' | 'held', number>
>

const get = async <T>(hub: StartedHub, path: string): Promise<T> => (await (await ask(hub, path)).json()) as T
const post = (hub: StartedHub, path: string, body: object) =>
  ask(hub, path, { method: 'POST', body: JSON.stringify(body) })

describe('what operators see of a hub that the samples were played into', () => {
  let hub: StartedHub
  const all = sampleMessages().length
  beforeAll(async () => {
    hub = await startedHub()
    await playSamples(hub, () => {})
  }, 60_000)
  afterAll(() => hub.stop())

  it('every context is well, has read and published everything, and accounts for every message', async () => {
    const status = await eventually(async () => {
      const now = await get<Status>(hub, '/v1/status')
      for (const { consumers, recordedPosition, publishedPosition } of now.contexts) {
        expect(consumers.map(({ lag }) => lag)).toEqual(consumers.map(() => 0))
        expect(publishedPosition).toBe(recordedPosition)
      }
      return now
    }, 10_000)
    expect(status).toMatchObject({ well: true })
    expect(status.contexts.map(({ context }) => context)).toEqual([
      'people',
      'courts',
      'prisons',
      'journeys',
      'obligations',
    ])
    const conserved = status.contexts.flatMap(({ conservation }) => conservation ?? [])
    expect(conserved.map(({ arrived }) => arrived).reduce((sum, n) => sum + n)).toBe(all)
    for (const { arrived, receipts, repeats, conflicts } of conserved)
      expect(receipts + repeats + conflicts).toBe(arrived)
  })

  it('what came in today, by channel and outcome; the same again counts as repeats', async () => {
    const total = async () => {
      const { counts } = await get<{ counts: readonly Count[] }>(hub, '/v1/intake')
      const sum = (name: keyof Count) => counts.reduce((sofar, count) => sofar + count[name], 0)
      return { receipts: sum('receipts'), repeats: sum('repeats'), held: sum('held'), rejected: sum('rejected') }
    }
    const before = await total()
    expect(before).toMatchObject({ receipts: all, repeats: 0, held: 0 })
    expect(before.rejected).toBeGreaterThan(0)
    const enveloped = sampleMessages().find(({ body }) => body.includes('"MessageId"'))!
    await sendAndWait(hub, enveloped.channel, enveloped.body)
    await eventually(async () => expect(await total()).toEqual({ ...before, repeats: 1 }), 10_000)
  })

  it('the event stream as it grows, without anything that identifies a person', async () => {
    const stream = await ask(hub, '/v1/events')
    expect(stream.headers.get('content-type')).toContain('application/x-ndjson')
    const reader = stream.body!.getReader()
    const { body, channel } = sampleMessages().find(({ name }) => name.includes('08-received-recall'))!
    const again = body
      .toString()
      .replaceAll('A1008BC', 'A9999ZZ')
      .replace(/"MessageId": *"[^"]+"/, '"MessageId":"operations-1"')
    const receipt = await sendAndWait(hub, channel, again)
    expect(receipt.state).toBe('translated')
    let text = ''
    while (!receipt.eventIds.every(id => text.includes(id)))
      text += Buffer.from((await reader.read()).value!).toString()
    await reader.cancel()
    expect(text).toContain('"type":"hub.custody.v1.ReceivedIntoPrison"')
    expect(text).not.toContain('A9999ZZ')
  })

  it('/metrics has every context, without a token, in the form that Prometheus reads', async () => {
    const response = await fetch(`${hub.url}/metrics`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    const text = await response.text()
    for (const context of ['people', 'courts', 'prisons', 'journeys', 'obligations']) {
      expect(text).toContain(`hub_up{context="${context}"} 1`)
      expect(text).toContain(`hub_problems{context="${context}"} 0`)
      expect(text).toContain(`hub_held_lanes{context="${context}"} 0`)
    }
    expect(text).toMatch(/^hub_consumer_lag_records\{context="journeys",group="hub.journeys"\} \d+$/m)
    expect(text).toMatch(/^hub_intake_accounted\{context="prisons",as="receipts"\} \d\d$/m)
    expect(text).toContain('hub_intake_unaccounted{context="prisons"} 0')
    expect(text).toMatch(/^hub_gateway_process_cpu_user_seconds_total /m)
    expect(text).not.toMatch(/A[0-9]{4}[A-Z]{2}/)
  })

  it('a preview of a replay finds nothing to do while translators are what they were, and has no effect', async () => {
    const before = await get<Status>(hub, '/v1/status')
    const preview = async (body: object) => (await post(hub, '/v1/replay/preview', body)).json()
    const everything = (await preview({})) as { messages: number; same: number; changes: unknown[] }
    expect(everything.changes).toEqual([])
    expect(everything.messages).toBeGreaterThanOrEqual(all)
    expect(everything.same).toBe(everything.messages)
    expect(await preview({ receipts: ['nobody-gave-this'] })).toMatchObject({ messages: 0, gone: ['nobody-gave-this'] })
    expect(await preview({ channel: 'libra', from: '2999-01-01T00:00:00Z' })).toMatchObject({ messages: 0 })
    const after = await get<Status>(hub, '/v1/status')
    const positions = ({ contexts }: Status) => contexts.map(({ recordedPosition }) => recordedPosition)
    expect(positions(after)).toEqual(positions(before))
    for (const body of [{ from: 'soon' }, { receiptIds: ['a'] }])
      expect((await post(hub, '/v1/replay/preview', body)).status).toBe(400)
  })

  it('refuses what is no day, no context, no lane', async () => {
    expect((await ask(hub, '/v1/intake?from=yesterday')).status).toBe(400)
    const lane = { context: 'courts', group: 'hub.courts', lane: 'hearing/none' }
    for (const [path, body] of [
      ['/v1/lanes/retry', { ...lane, context: 'constructor' }],
      ['/v1/lanes/retry', { ...lane, group: 'hub.other' }],
      ['/v1/lanes/retry', lane],
      ['/v1/lanes/skip', { ...lane, why: 'w' }],
    ] as const) {
      const answer = await post(hub, path, body)
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'HUB_LANE_UNKNOWN'])
    }
    expect((await post(hub, '/v1/lanes/retry', { context: 'courts', group: 'hub.courts' })).status).toBe(400)
    expect(await get(hub, '/v1/lanes')).toEqual({ lanes: [] })
  })

  it('has no simulated clock unless it was started with one', async () => {
    expect(await get(hub, '/v1/clock')).toMatchObject({ simulated: false })
    const answer = await post(hub, '/v1/clock', { advance: 'P1D' })
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'HUB_CLOCK_NOT_SIMULATED' }),
    ])
  })
})

describe('a hub with a simulated clock', () => {
  it('starts at its time, is moved forward only, and goes on from there after a restart', async () => {
    let hub = await startedHub({ HUB_CLOCK: '2026-01-05T09:00:00Z' })
    try {
      const now = async () => (await get<{ now: string }>(hub, '/v1/clock')).now
      expect(await now()).toMatch(/^2026-01-05T09:00:/)
      const moved = await post(hub, '/v1/clock', { advance: 'P56D' })
      expect([moved.status, await moved.json()]).toEqual([
        200,
        { now: expect.stringMatching(/^2026-03-02T09:00:/), simulated: true },
      ])
      const [sample] = sampleMessages().filter(({ name }) => name.includes('08-received-recall'))
      const { receiptId, people } = await sendAndWait(hub, sample!.channel, sample!.body)
      expect(await get(hub, `/v1/receipts/${receiptId}`)).toMatchObject({
        receivedAt: expect.stringMatching(/^2026-03-02T09:00:/),
      })
      const line = await eventually(async () => {
        const { items } = await get<{ items: { recordedAt: string }[] }>(hub, `/v1/people/${people[0]}/line`)
        expect(items.length).toBeGreaterThan(0)
        return items
      }, 10_000)
      expect(line[0]!.recordedAt).toMatch(/^2026-03-02T09:00:/)
      const back = await post(hub, '/v1/clock', { set: '2026-03-01T00:00:00Z' })
      expect([back.status, await back.json()]).toEqual([400, expect.objectContaining({ code: 'HUB_CLOCK_BACKWARDS' })])
      for (const body of [
        {},
        { advance: 'soon' },
        { advance: 1 },
        { set: '2027-01-01' },
        { set: null, advance: 'P1D' },
      ])
        expect((await post(hub, '/v1/clock', body)).status).toBe(400)
      hub = await hub.restart()
      expect(await now()).toMatch(/^2026-03-02T09:0/)
    } finally {
      await hub.stop()
    }
  }, 60_000)
})
