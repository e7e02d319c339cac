import { readRate } from '../../raw/log'
import { type Figure, figure, median } from '../figure'
import { type Ground, until } from '../ground'
import { everythingCameOut } from '../pipeline'

const READS = 3

/** Journeys loses everything and reads the stream from its start ÷ kafkajs reads the same records and keeps nothing. */
export async function rebuild(ground: Ground): Promise<readonly Figure[]> {
  const { clock, extent, say } = ground
  const { brokers } = await ground.engines()
  const hub = await ground.hub()
  const counts = await ground.counts()
  const { recorded: events } = await counts.events()
  const raw: number[] = []
  for (let read = 0; read < (extent.smoke ? 1 : READS); read++) raw.push(await readRate(brokers, 'hub.events', events))

  await hub.stopOne('readers')
  await counts.dropJourneys()
  let first: { readonly onLines: number; readonly at: number } | undefined
  // The process starts meanwhile: what that takes is no reading, so time counts from the first rows on.
  const starting = hub.startOne('readers')
  await until(clock, 'journeys is rebuilt', async () => {
    const { onLines } = await counts.events()
    if (onLines > 0) first ??= { onLines, at: clock.machine() }
    return onLines >= events
  })
  const { onLines = 0, at = 0 } = first ?? {}
  const seconds = Math.max(0.001, (clock.machine() - at) / 1000)
  await starting
  await everythingCameOut(ground)
  const perSecond = Math.max(1, events - onLines) / seconds
  say(`  rebuild: ${events} events at ${Math.round(perSecond)}/s, read raw at ${Math.round(median(raw))}/s`)
  return [figure('rebuild journeys', perSecond, 'events/s', { baseline: median(raw), target: { ratioAtLeast: 0.4 } })]
}
