import type { VirtualClock } from '@hub/clock'
import { sampleMessages } from '@hub/simulator'

export interface FaultMessage {
  readonly name: string
  readonly channel: string
  readonly body: Buffer
}

/**
 * Messages of a run: samples drawn by the clock's seed, each for one of several sets of people. Drawing one twice gives
 * repeats; a hearing's two shares come in any order.
 */
export function drawMessages(clock: VirtualClock, count: number, sets: number): readonly FaultMessage[] {
  const samples = sampleMessages()
  return Array.from({ length: count }, () => {
    const { name, channel, body } = samples[Math.floor(clock.random() * samples.length)]!
    const set = Math.floor(clock.random() * sets)
    return { name: `${name}#${set}`, channel, body: Buffer.from(forSet(body.toString('utf8'), set)) }
  })
}

/** The same message about other people: every identifier in it is turned into that of another set. */
function forSet(text: string, set: number): string {
  if (set === 0) return text
  const letter = String.fromCharCode(65 + set)
  return text
    .replace(/\bA(\d{4})BC\b/g, `${letter}$1BC`)
    .replace(
      /\b[0-9a-fA-F]{6}([0-9a-fA-F]{2}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})\b/g,
      `${String(set).padStart(6, 'e')}$1`,
    )
    .replace(/\b([XD])(\d{6})\b/g, (_, first: string, digits: string) =>
      `${first}${(Number(digits) + set * 1000) % 1_000_000}`.padEnd(7, '0'),
    )
    .replace(/"caseNo": "(\d+)"/g, `"caseNo": "$1${set}"`)
    .replace(/\\"caseNo\\": \\"(\d+)\\"/g, `\\"caseNo\\": \\"$1${set}\\"`)
    .replace(/CID(\d+)/g, `CID$1${set}`)
    .replace(/PSR-123/g, `PSR-123${set}`)
    .replace(/"courtReportId": (\d+)/g, `"courtReportId": $1${set}`)
}
