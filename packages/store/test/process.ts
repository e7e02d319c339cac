import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const parameters = (script: string): string[] => [
  '--conditions=source',
  '-r',
  join(__dirname, 'typescript.cjs'),
  '-e',
  script,
]

/** Runs a script on the sources, in a process of its own. */
export const startProcess = (script: string): ChildProcess =>
  spawn(process.execPath, parameters(script), { cwd: __dirname, stdio: ['pipe', 'pipe', 'inherit'] })

export const runProcess = (script: string): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, parameters(script), { cwd: __dirname, encoding: 'utf8', timeout: 300_000 })
