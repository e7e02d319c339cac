import { cpuSeconds } from './cpu'
import { type Figure, figure, median } from './figure'
import { type Ground, until, untilVisible } from './ground'
import type { By, Prepared, Sent } from './roles/load-generator'

/** What one round of one side took: from the first byte sent until everything is visible. */
interface Round {
  readonly perSecond: number
  readonly cpu: Readonly<Record<string, number>>
  readonly documents: number
  readonly sent: Sent
}

/** Rounds that warm both and do not count: what runs for months is compiled, what has just started is not. */
const WARMING_ROUNDS = 2

/** The whole pipeline by one way in, hub and sketch in turn with the same messages. */
export async function pipeline(ground: Ground, name: string, by: By): Promise<readonly Figure[]> {
  const { extent, clock, say } = ground
  const { pids: engines } = await ground.engines()
  const counts = await ground.counts()
  const hub = await ground.hub()
  const sketch = await ground.sketch()
  const load = await ground.load()

  const round = async (side: 'hub' | 'sketch', { messages, parts }: Prepared): Promise<Round> => {
    const { door, pids } = side === 'hub' ? hub : sketch
    const all = { ...pids, ...engines }
    const rows = side === 'sketch' ? await counts.sketch() : 0
    const cpu = cpuSeconds(all)
    const written = await counts.documents()
    const start = clock.machine()
    const sent = await load.ask<Sent>('send', { door, by })
    if (side === 'hub') {
      ground.sent.messages += messages
      ground.sent.parts += parts
      await untilVisible(counts, ground.sent.messages, clock)
    } else await until(clock, `${messages} rows`, async () => (await counts.sketch()) >= rows + messages)
    const seconds = (clock.machine() - start) / 1000
    const after = cpuSeconds(all)
    return {
      perSecond: messages / seconds,
      documents: ((await counts.documents()) - written) / messages,
      cpu: Object.fromEntries(
        Object.entries(after).map(([process, used]) => [process, ((used - cpu[process]!) / messages) * 1000]),
      ),
      sent,
    }
  }

  const rounds: { hub: Round; sketch: Round }[] = []
  for (let number = extent.smoke ? 1 : 1 - WARMING_ROUNDS; number <= extent.rounds; number++) {
    const prepared = await load.ask<Prepared>('prepare', { count: extent.messages })
    // Who comes first alternates too: what is left in caches and queues helps both alike.
    const hubFirst = number % 2 === 1
    const first = await round(hubFirst ? 'hub' : 'sketch', prepared)
    const second = await round(hubFirst ? 'sketch' : 'hub', prepared)
    const both = hubFirst ? { hub: first, sketch: second } : { hub: second, sketch: first }
    if (number > 0) rounds.push(both)
    say(`  ${name} ${number}/${extent.rounds}: hub ${told(both.hub)}, sketch ${told(both.sketch)}`)
  }
  await everythingCameOut(ground)

  const ofHub = (read: (round: Round) => number) => median(rounds.map(each => read(each.hub)))
  const ofSketch = (read: (round: Round) => number) => median(rounds.map(each => read(each.sketch)))
  const cpuOf = ({ cpu }: Round): number => Object.values(cpu).reduce((sum, used) => sum + used, 0)
  const figures = [
    figure(
      name,
      ofHub(each => each.perSecond),
      'messages/s',
      {
        baseline: ofSketch(each => each.perSecond),
        ratio: median(rounds.map(each => each.hub.perSecond / each.sketch.perSecond)),
        target: { ratioAtLeast: 0.7 },
      },
    ),
  ]
  if (by === 'http') return figures
  for (const process of Object.keys(rounds[0]!.hub.cpu))
    say(
      `  CPU s per 1,000 messages: ${process.padEnd(9)} hub ${ofHub(each => each.cpu[process]!).toFixed(2)}, sketch ${ofSketch(each => each.cpu[process]!).toFixed(2)}`,
    )
  return [
    ...figures,
    figure(
      `${name}, rate`,
      ofHub(each => each.perSecond),
      'messages/s',
      { target: { atLeast: 2_000, aim: true } },
    ),
    figure(`${name}, CPU`, ofHub(cpuOf), 's/1,000 messages', {
      baseline: ofSketch(cpuOf),
      target: { atMost: 1, aim: true },
    }),
    figure(
      `${name}, documents`,
      ofHub(each => each.documents),
      'written/message',
      {
        baseline: ofSketch(each => each.documents),
        target: { atMost: 6 },
      },
    ),
  ]
}

const told = ({ perSecond, sent, documents }: Round): string =>
  `${Math.round(perSecond)}/s (accepted in ${Math.round(sent.millis)} ms${sent.answers ? `, answers p50 ${sent.answers.median} ms` : ''}, ${documents.toFixed(1)} documents a message)`

/** Nothing may be fast by losing something: every message has rows, every part an outcome, and each is `translated`. */
export async function everythingCameOut(ground: Ground): Promise<void> {
  const counts = await ground.counts()
  const { marks, notDone, messagesOnLines } = await counts.outcomes()
  const { messages, parts } = ground.sent
  if (notDone > 0 || messagesOnLines !== messages || marks !== parts)
    throw new Error(
      `of ${messages} messages with ${parts} parts, ${messagesOnLines} are on lines, ${marks} parts have an outcome, ${notDone} of them another than translated`,
    )
}
