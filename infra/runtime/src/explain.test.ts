import { HubError } from '@hub/service'
import { describe, expect, it } from '@jest/globals'
import { explain } from './explain'

const errorWith = (code: string, message = '', path = '') => Object.assign(new Error(message), { code, path })

describe('an error at the start', () => {
  it.each([
    [
      errorWith('EADDRINUSE', 'listen EADDRINUSE: address already in use 127.0.0.1:8080'),
      /^port 8080 is taken.*HUB_HTTP_PORT/,
    ],
    [new Error('No address added out of total 1 resolved errors: [listen EADDRINUSE: 127.0.0.1:8082]'), /^port 8082/],
    [new Error('HUB_LOG_IN_USE: another process holds the log'), /^another hub.*HUB_DATA_DIR/],
    [errorWith('HUB_STORE_IN_USE'), /^another hub/],
    [errorWith('EACCES', 'permission denied', '/data'), /data folder.*EACCES \/data/],
    [
      new HubError('invalid', 'HUB_CONFIG_INVALID', 'HUB_HTTP_PORT: write a port'),
      /^HUB_CONFIG_INVALID: HUB_HTTP_PORT/,
    ],
  ])('%# is a sentence that says what to do', (error, sentence) => {
    expect(explain(error)).toMatch(sentence)
  })

  it('that nobody foresaw keeps its trace', () => {
    expect(explain(new TypeError('x is not a function'))).toBeUndefined()
  })
})
