import { systemClock } from '@hub/clock'
import { serveStream } from '../../raw/grpc'
import { startDeciders } from '../../raw/sketch/deciders'
import { startEdge } from '../../raw/sketch/edge'
import type { SketchSettings } from '../../raw/sketch/names'
import { startReaders } from '../../raw/sketch/readers'
import { loadGenerator } from './load-generator'
import { type Played, play } from './talk'

const clock = systemClock()

const ROLES: Readonly<Record<string, (settings: never) => Promise<Played>>> = {
  'load generator': async (settings: { people: number }) => loadGenerator(settings.people, clock),
  'sketch edge': async (settings: SketchSettings) => {
    const { httpPort, grpcPort, stop } = await startEdge(settings, clock)
    return { ready: { httpPort, grpcPort }, stop }
  },
  'sketch deciders': (settings: SketchSettings) => startDeciders(settings, clock),
  'sketch readers': (settings: SketchSettings) => startReaders(settings),
  // Takes a stream and keeps nothing.
  'bare stream': async () => {
    const { port, stop } = await serveStream(async () => {})
    return { ready: { grpcPort: port }, stop: async () => stop() }
  },
}

const [, , role = '', settings = '{}'] = process.argv
const start = ROLES[role]
if (!start) throw new Error(`there is no role ${role}`)
play(() => start(JSON.parse(settings) as never)).catch(error => {
  process.stderr.write(`${role}: ${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
})
