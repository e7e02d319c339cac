import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatInstant, parseInstant } from '@hub/calendar'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from './config'
import { openClock } from './open-clock'

const START = '2026-01-05T09:00:00Z'

describe("the hub's clock", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-clock-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const open = (environment: NodeJS.ProcessEnv = {}) =>
    openClock(readConfig({ HUB_DATA_DIR: folder, HUB_TOKEN_KEY: Buffer.alloc(32).toString('base64'), ...environment }))
  const dayOf = ({ clock }: ReturnType<typeof open>) => formatInstant(clock.now()).slice(0, 10)

  it("is the machine's unless HUB_CLOCK says otherwise, and then cannot be moved", () => {
    expect(open().moveClock).toBeUndefined()
  })

  it('starts at HUB_CLOCK and stays with the data, whatever HUB_CLOCK says later', () => {
    const first = open({ HUB_CLOCK: START })
    expect(dayOf(first)).toBe('2026-01-05')
    first.moveClock!(parseInstant('2026-03-02T09:00:00Z')!)
    expect(dayOf(open())).toBe('2026-03-02')
    expect(dayOf(open({ HUB_CLOCK: START }))).toBe('2026-03-02')
  })

  it('is refused over data that was written in real time, and in production', () => {
    expect(() => open({ HUB_CLOCK: START, HUB_MODE: 'production' })).toThrow(/production does not take/)
    writeFileSync(join(folder, 'log.db'), '')
    expect(() => open({ HUB_CLOCK: START })).toThrow(/written in real time; name another folder/)
  })
})
