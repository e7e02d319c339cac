import { cpSync, rmSync } from 'node:fs'
import { ALL_CONTEXTS } from '@hub/runtime'
import { type EmbeddedCounts, lookInto, writeAgain } from '../../raw/sqlite'
import { type Figure, figure, median } from '../figure'
import { type Ground, until } from '../ground'
import { startHubProcesses } from '../hub-processes'
import type { Prepared } from '../roles/load-generator'
import { startRole } from '../roles/talk'

const GROUP = 200
const PEOPLE = { whole: 2_000, smoke: 100 }
const MESSAGES = { whole: 2_000, smoke: 100 }
const LOOK_EVERY = 50
const MOST_ROUNDS = 3

/**
 * The whole pipeline in one process on the embedded engines, over `:batch` ÷ the same rows written again in synced
 * groups: what a round has left in the files is written into a copy of what was there before it.
 */
export async function embedded(ground: Ground): Promise<readonly Figure[]> {
  const { clock, extent, say, folder } = ground
  const count = extent.smoke ? MESSAGES.smoke : MESSAGES.whole
  const load = await startRole('load generator', { people: extent.smoke ? PEOPLE.smoke : PEOPLE.whole })
  let parts = 0
  const rounds: { hub: number; raw: number }[] = []
  try {
    const dataDir = folder('embedded')
    const everybody = await load.ask<Prepared>('everybody')
    for (let round = 1; round <= Math.min(extent.rounds, MOST_ROUNDS); round++) {
      const before = folder(`embedded-before-${round}`)
      const copy = folder(`embedded-copy-${round}`)
      const hub = await startHubProcesses({ dataDir, layout: { hub: ALL_CONTEXTS } })
      const files = lookInto(dataDir)
      /** Milliseconds from the first byte until everything is visible. */
      const send = async (prepared: Prepared): Promise<number> => {
        const start = clock.machine()
        parts += prepared.parts
        await load.ask('send', { door: hub.door, by: 'batch' })
        await until(clock, 'everything is visible', async () => isVisible(files.counts(), parts), LOOK_EVERY)
        return clock.machine() - start
      }
      let millis: number
      try {
        // A process that has just started is not what runs for months: these do not count.
        if (round === 1) await send(everybody)
        await send(await load.ask<Prepared>('prepare', { count }))
        // Nothing is written while nothing is sent.
        cpSync(dataDir, before, { recursive: true })
        millis = await send(await load.ask<Prepared>('prepare', { count }))
        const { marks, notDone } = files.counts()
        if (marks !== parts || notDone > 0) throw new Error(`${notDone} of ${marks} outcomes are not translated`)
      } finally {
        files.close()
        await hub.stop()
      }
      const raw = count / writeAgain(before, dataDir, copy, Math.ceil(count / GROUP))
      rounds.push({ hub: count / (millis / 1000), raw })
      for (const gone of [before, copy]) rmSync(gone, { recursive: true, force: true })
      say(`  embedded ${round}: hub ${Math.round(rounds.at(-1)!.hub)}/s, the same rows ${Math.round(raw)}/s`)
    }
  } finally {
    await load.stop()
  }
  const rate = median(rounds.map(({ hub }) => hub))
  return [
    figure('embedded', rate, 'messages/s', {
      baseline: median(rounds.map(({ raw }) => raw)),
      ratio: median(rounds.map(({ hub, raw }) => hub / raw)),
      target: { ratioAtLeast: 0.5 },
    }),
    figure('embedded, rate', rate, 'messages/s', { target: { atLeast: 1_500, aim: true } }),
  ]
}

const isVisible = ({ marks, events, lines }: ReturnType<EmbeddedCounts['counts']>, parts: number): boolean =>
  marks >= parts && lines >= events
