import { type Figure, figure, median } from '../figure'
import type { Ground } from '../ground'
import type { Door, Prepared, Sent } from '../roles/load-generator'
import { startRole } from '../roles/talk'

/** One gRPC client stream until all is accepted ÷ the same stream into a server that keeps nothing. The door alone runs. */
export async function ingest(ground: Ground): Promise<readonly Figure[]> {
  const { extent, say } = ground
  const load = await ground.load()
  const { door } = await ground.instead({
    layout: { edge: ['gateway'] },
    elsewhere: ['people', 'courts', 'prisons', 'journeys', 'obligations'],
  })
  const bare = await startRole('bare stream', {})
  try {
    const bareDoor: Door = { httpPort: 0, token: '-', ...(bare.ready as { grpcPort: number }) }
    const rounds: { hub: number; bare: number }[] = []
    for (let round = extent.smoke ? 1 : 0; round <= extent.rounds; round++) {
      const { messages, bytes } = await load.ask<Prepared>('prepare', { count: extent.messages })
      const perSecond = async (to: Door) =>
        messages / ((await load.ask<Sent>('send', { door: to, by: 'stream' })).millis / 1000)
      const measured = { hub: await perSecond(door), bare: await perSecond(bareDoor) }
      say(
        `  ingest: hub ${Math.round(measured.hub)}/s, bare ${Math.round(measured.bare)}/s, ${Math.round(bytes / messages)} bytes a message`,
      )
      if (round > 0) rounds.push(measured)
    }
    return [
      figure('ingest stream', median(rounds.map(({ hub }) => hub)), 'messages/s', {
        baseline: median(rounds.map(round => round.bare)),
        ratio: median(rounds.map(({ hub, bare }) => hub / bare)),
        target: { ratioAtLeast: 0.5 },
      }),
    ]
  } finally {
    await bare.stop()
  }
}
