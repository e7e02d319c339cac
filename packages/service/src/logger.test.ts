import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createLogger } from './logger'

describe('the log', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-logger-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const lineFor = (error: unknown): string => {
    const file = join(folder, 'hub.log')
    createLogger('courts', 'info', file).error('it failed', error, { group: 'hub.courts' })
    return readFileSync(file, 'utf8')
  }

  it.each([
    ['its code', Object.assign(new Error('A1234BC is gone'), { code: 'HUB_GONE' }), 'HUB_GONE'],
    ['the code in front of its message', new Error('HUB_LOG_CONSUMER_STUCK: A1234BC'), 'HUB_LOG_CONSUMER_STUCK'],
    ['its name', new TypeError('A1234BC: no number'), 'TypeError'],
    ['its type', 'A1234BC', 'string'],
  ])('names an error by %s and never says its message', (_, error, code) => {
    const line = lineFor(error)
    expect(JSON.parse(line)).toMatchObject({ service: 'courts', msg: 'it failed', group: 'hub.courts', code })
    expect(line).not.toContain('A1234BC')
  })
})
