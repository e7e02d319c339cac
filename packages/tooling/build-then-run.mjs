// Builds what changed, then becomes the program named: node build-then-run.mjs [--if-missing] PROGRAM [option …]
// With --if-missing only a program that was never built is built: for commands that must start fast.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(2)
const ifMissing = words[0] === '--if-missing'
const [program, ...options] = ifMissing ? words.slice(1) : words
const isThere = existsSync(program)
if (!isThere) console.error('Building …')
if (!(isThere && ifMissing)) build()
process.argv = [process.argv[0], resolve(program), ...options]
await import(pathToFileURL(resolve(program)).href)

// npm may be stopped without telling what it started: without a parent nobody would ever stop this.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

function build() {
  const turbo = resolve('node_modules', '.bin', process.platform === 'win32' ? 'turbo.cmd' : 'turbo')
  const built = spawnSync(turbo, ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'], {
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  })
  if (built.status !== 0) {
    console.error(built.stdout, built.stderr)
    process.exit(1)
  }
}
