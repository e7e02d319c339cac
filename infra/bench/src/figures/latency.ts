import { READERS } from '../../raw/sketch/names'
import { type Figure, figure } from '../figure'
import { type Ground, untilVisible } from '../ground'
import { everythingCameOut } from '../pipeline'
import type { Door, Prepared, Times, Visible } from '../roles/load-generator'

const PER_SECOND = 500
/** Warm: a process whose code is still being compiled, or that has not sent at this pace yet, is another one. */
const SECONDS = { whole: { warming: 10, measured: 12 }, smoke: { warming: 0.1, measured: 0.2 } }
const TARGET_MS = 200

/** From the acceptance of a message to its last row on a person's line, at an even pace; the sketch's beside it. */
export async function latency(ground: Ground): Promise<readonly Figure[]> {
  const { clock, extent, say } = ground
  const { mongoUrl } = await ground.engines()
  const hub = await ground.hub()
  const sketch = await ground.sketch()
  const load = await ground.load()
  const { warming, measured } = extent.smoke ? SECONDS.smoke : SECONDS.whole
  const paced = async (seconds: number, door: Door, visible: Omit<Visible, 'mongoUrl'>) => {
    const prepared = await load.ask<Prepared>('prepare', { count: PER_SECOND * seconds })
    const times = await load.ask<{ visible: Times; answers: Times; late: number }>('paced', {
      door,
      perSecond: PER_SECOND,
      visible: { mongoUrl, ...visible },
    })
    return { prepared, ...times }
  }
  const measure = async (door: Door, visible: Omit<Visible, 'mongoUrl'>) => {
    const warmed = await paced(warming, door, visible)
    const times = await paced(measured, door, visible)
    const sent = (what: keyof Prepared) => warmed.prepared[what] + times.prepared[what]
    return { ...times, messages: sent('messages'), parts: sent('parts') }
  }
  const ofHub = await measure(hub.door, {
    database: 'hub_journeys',
    collection: 'documents.lines',
    field: 'doc.rows.receiptId',
  })
  ground.sent.messages += ofHub.messages
  ground.sent.parts += ofHub.parts
  await untilVisible(await ground.counts(), ground.sent.messages, clock)
  await everythingCameOut(ground)
  const ofSketch = await measure(sketch.door, { database: READERS, collection: 'rows', field: '_id' })
  for (const [name, { visible, answers, late }] of Object.entries({ hub: ofHub, sketch: ofSketch }))
    say(
      `  latency, ${name}: visible p50 ${visible.median} ms, p99 ${visible.p99} ms; answers p50 ${answers.median} ms, p99 ${answers.p99} ms; at most ${late} sent late`,
    )
  return [
    figure('latency p99', ofHub.visible.p99, 'ms', {
      baseline: ofSketch.visible.p99,
      target: { atMost: Math.max(TARGET_MS, 2 * ofSketch.visible.p99) },
    }),
    figure('latency median', ofHub.visible.median, 'ms', { baseline: ofSketch.visible.median }),
  ]
}
