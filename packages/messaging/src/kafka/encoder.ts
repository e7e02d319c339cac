import { createRequire } from 'node:module'

/** What kafkajs writes requests with: one for each record, and one more for each header of each record. */
interface Encoder {
  buf: Buffer
  offset: number
  ensureAvailable(length: number): void
}
interface EncoderClass {
  prototype: Encoder
  nextPowerOfTwo(value: number): number
}

const FIRST_BYTES = 128

/**
 * kafkajs gives each encoder half a kilobyte of zeroes before it knows what for, which costs more than everything else
 * about a record with headers. Here it gets room when it first writes, from Node's pool, and twice as much whenever that
 * runs out. Only what was written is ever read (decision 0002).
 */
export function giveRoomWhenNeeded(): void {
  const Encoder = createRequire(__filename)('kafkajs/src/protocol/encoder') as EncoderClass
  // Asked for the first room only, before anything is written.
  Encoder.nextPowerOfTwo = () => 0
  Encoder.prototype.ensureAvailable = function (length) {
    const needed = this.offset + length
    if (needed <= this.buf.length) return
    const room = Buffer.allocUnsafe(Math.max(needed, this.buf.length * 2, FIRST_BYTES))
    this.buf.copy(room, 0, 0, this.offset)
    this.buf = room
  }
}
