import { expect, it } from '@jest/globals'
import { crc32c } from './crc32c'

/** RFC 3720, B.4. */
it('is CRC-32C', () => {
  const of = (bytes: Iterable<number>) => crc32c(Uint8Array.from(bytes)).toString(16)
  expect(of([])).toBe('0')
  expect(of(Buffer.from('123456789'))).toBe('e3069283')
  expect(of(new Array(32).fill(0))).toBe('8a9136aa')
  expect(of(new Array(32).fill(0xff))).toBe('62a8ab43')
  expect(of(Array.from({ length: 32 }, (_, at) => at))).toBe('46dd794e')
  expect(of(Array.from({ length: 32 }, (_, at) => 31 - at))).toBe('113fdb5c')
})
