import { cpSync, rmSync } from 'node:fs'
import { ALL_CONTEXTS } from '@hub/runtime'
import { lookInto, writeAgain } from '../../raw/sqlite'
import { type Figure, figure, median } from '../figure'
import { type Ground, until } from '../ground'
import { startHubProcesses } from '../hub-processes'
import type { Prepared } from '../roles/load-generator'
import { startRole } from '../roles/talk'

const GROUP = 200
const PEOPLE = { whole: 2_000, smoke: 100 }
const MESSAGES = { whole: 2_000, smoke: 100 }
const LOOK_EVERY = 50

/**
 * The whole pipeline in one process on the embedded engines, over `:batch` ÷ the same rows written again in synced
 * groups: what a round has left in the files is written into a copy of what was there before it.
 */
export async function embedded(ground: Ground): Promise<readonly Figure[]> {
  const { clock, extent, say, folder } = ground
  const dataDir = folder('embedded')
  const load = await startRole('load generator', { people: extent.smoke ? PEOPLE.smoke : PEOPLE.whole })
  let parts = 0
  /** Milliseconds from the first byte until everything is visible, of a hub started on what is there. */
  const run = async (prepared: Prepared): Promise<number> => {
    const hub = await startHubProcesses({ dataDir, layout: { hub: ALL_CONTEXTS } })
    try {
      const files = lookInto(dataDir)
      try {
        const start = clock.machine()
        parts += prepared.parts
        await load.ask('send', { door: hub.door, by: 'batch' })
        await until(
          clock,
          'everything is visible',
          async () => {
            const { marks, events, lines } = files.counts()
            return marks >= parts && lines >= events
          },
          LOOK_EVERY,
        )
        const millis = clock.machine() - start
        const { marks, notDone } = files.counts()
        if (marks !== parts || notDone > 0) throw new Error(`${notDone} of ${marks} outcomes are not translated`)
        return millis
      } finally {
        files.close()
      }
    } finally {
      await hub.stop()
    }
  }
  try {
    await run(await load.ask<Prepared>('everybody'))
    const rounds: { hub: number; raw: number }[] = []
    for (let round = 1; round <= Math.min(extent.rounds, 3); round++) {
      const before = folder(`embedded-before-${round}`)
      const copy = folder(`embedded-copy-${round}`)
      cpSync(dataDir, before, { recursive: true })
      const prepared = await load.ask<Prepared>('prepare', {
        count: extent.smoke ? MESSAGES.smoke : MESSAGES.whole,
      })
      const millis = await run(prepared)
      const { messages } = prepared
      const raw = messages / writeAgain(before, dataDir, copy, Math.ceil(messages / GROUP))
      rounds.push({ hub: messages / (millis / 1000), raw })
      for (const gone of [before, copy]) rmSync(gone, { recursive: true, force: true })
      say(`  embedded ${round}: hub ${Math.round(rounds.at(-1)!.hub)}/s, the same rows ${Math.round(raw)}/s`)
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
  } finally {
    await load.stop()
  }
}
