import { systemClock } from '@hub/clock'
import { silentLogger } from '@hub/service'
import type { Blob } from '@hub/store'
import { describe, expect, it } from '@jest/globals'
import { storeTogether } from './store-together'

const blob = (id: string): Blob => ({ id, bytes: new Uint8Array([1]) })

describe('large bodies', () => {
  it('that come at the same time are put together', async () => {
    const puts: string[][] = []
    const store = storeTogether(
      { put: async blobs => void puts.push(blobs.map(({ id }) => id)) },
      systemClock(),
      silentLogger,
    )
    await Promise.all(['a', 'b', 'c'].map(id => store(blob(id))))
    expect(puts).toEqual([['a', 'b', 'c']])
  })

  it('are told to be sent again while their store is away', async () => {
    const away = { put: () => Promise.reject(new Error('no server')) }
    const store = storeTogether(away, systemClock(), silentLogger)
    await expect(store(blob('a'))).rejects.toMatchObject({ code: 'HUB_GATEWAY_UNAVAILABLE', kind: 'unavailable' })
  })
})
