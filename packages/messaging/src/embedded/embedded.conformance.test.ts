import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@hub/clock'
import { type Engine, eventLogConformance } from '../conformance'
import { openEmbeddedLog } from '.'

const DAY_MILLIS = 86_400_000

/** The machine's clock, with time that can be moved and hourly work that can be brought forward. */
function movableClock(): { clock: Clock; pass(days: number): void } {
  const system = systemClock()
  let ahead = 0
  const hourly = new Set<() => void>()
  return {
    clock: {
      ...system,
      machine: () => system.machine() + ahead,
      after: (millis, run) => {
        if (millis < 3_600_000) return system.after(millis, run)
        hourly.add(run)
        return () => hourly.delete(run)
      },
    },
    pass: days => {
      ahead += days * DAY_MILLIS
      for (const run of [...hourly]) {
        hourly.delete(run)
        run()
      }
    },
  }
}

eventLogConformance('SQLite', async (): Promise<Engine> => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-log-'))
  const { clock, pass } = movableClock()
  const log = await openEmbeddedLog({ file: join(folder, 'log.db'), clock })
  let topics = 0
  return {
    clock,
    severalProcesses: false,
    open: async () => log,
    topic: () => `hub.test.${++topics}`,
    expire: async () => pass(2),
    close: async () => {
      await log.close()
      await rm(folder, { recursive: true })
    },
  }
})
