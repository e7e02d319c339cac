import { systemClock } from '@hub/clock'
import { isHubError } from '@hub/service/errors'
import { readConfig } from './config'
import { run } from './run'

// Whoever reads the output may stop reading: `hub tail | head` ends quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

async function main(): Promise<number> {
  const config = readConfig()
  return run(process.argv.slice(2), config, {
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    colours: config.colours && process.stdout.isTTY === true,
    clock: systemClock(),
    input: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks)
    },
    ended: () => {
      const controller = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
      return controller.signal
    },
  })
}

main().then(
  code => {
    process.exitCode = code
  },
  error => {
    process.stderr.write(`${isHubError(error) ? error.message : error instanceof Error ? error.stack : error}\n`)
    process.exitCode = 1
  },
)
