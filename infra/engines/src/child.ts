import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@hub/clock'
import { lastLines } from './tool'

/** A running engine. It never keeps its parent alive, and it never outlives it. */
export interface EngineProcess {
  /** `host:port` for clients; stays the same over restarts. */
  readonly address: string
  readonly version: string
  /** Of the process running now; another one after a restart. */
  readonly pid: number
  /** Folder with data, configuration and output; removed by `stop` unless it was given. */
  readonly folder: string
  /** The end of what it printed. */
  output(lines?: number): string
  /** Sends the signal. Resolves when the process has ended, or at once for SIGSTOP and SIGCONT. */
  kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Starts it again on the same data and port; one that still runs is stopped politely first. Resolves when usable. */
  restart(): Promise<void>
  /** Ends it for good. May be called twice. */
  stop(): Promise<void>
}

export interface ChildPlan {
  readonly name: string
  readonly version: string
  readonly address: string
  readonly folder: string
  readonly keepFolder: boolean
  readonly command: readonly [string, ...string[]]
  /** True when really usable; called again and again with what this start has printed so far. */
  readonly usable: (printed: string) => Promise<boolean>
  readonly startMs: number
}

export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `throughline-${name}-`))
}

/** Starts the process and waits until it is usable. A failure carries the end of its output and leaves nothing running. */
export async function startChild(clock: Clock, plan: ChildPlan): Promise<EngineProcess> {
  const log = join(plan.folder, 'output.log')
  let child: ChildProcess | undefined
  let guard: ChildProcess | undefined
  let printedBefore = 0

  const read = () => {
    try {
      return readFileSync(log)
    } catch {
      return Buffer.alloc(0)
    }
  }
  const running = () => child?.pid !== undefined && child.exitCode === null && child.signalCode === null
  const ended = async (withinMs: number) => {
    const deadline = clock.machine() + withinMs
    while (running() && clock.machine() < deadline) await clock.sleep(20)
    return !running()
  }
  const release = () => {
    // Dead before its input ends, which would be the sign for it to act.
    guard?.kill('SIGKILL')
    guard?.stdin?.destroy()
    guard = undefined
  }
  const end = async (politely: boolean) => {
    if (running()) {
      child?.kill('SIGCONT')
      child?.kill(politely ? 'SIGTERM' : 'SIGKILL')
      if (!(await ended(20_000))) child?.kill('SIGKILL')
      await ended(10_000)
    }
    release()
  }

  const start = async () => {
    const output = openSync(log, 'a')
    printedBefore = read().length
    const [program, ...parameters] = plan.command
    // A file and not a pipe: a parent that is frozen or busy must not block the engine. A process group of its own:
    // Ctrl-C reaches the hub, which then ends its work while the engines still run.
    child = spawn(program, parameters, { cwd: plan.folder, detached: true, stdio: ['ignore', output, output] })
    closeSync(output)
    let failure = ''
    child.once('error', error => {
      failure = error.message
    })
    child.unref()
    guard = watchParent(child.pid, plan.keepFolder ? '' : plan.folder)
    const deadline = clock.machine() + plan.startMs
    for (;;) {
      await clock.sleep(50)
      if (await plan.usable(read().subarray(printedBefore).toString('utf8'))) return
      if (!running()) failure ||= 'ended before it was usable'
      else if (clock.machine() > deadline) failure ||= `was not usable after ${plan.startMs} ms`
      if (failure === '') continue
      await end(false)
      throw new Error(`${plan.name} ${plan.version} ${failure}; the end of its output:\n${tail(20)}`)
    }
  }
  const tail = (lines: number) => lastLines(read().toString('utf8'), lines)

  const engine: EngineProcess = {
    address: plan.address,
    version: plan.version,
    folder: plan.folder,
    get pid() {
      return child?.pid ?? 0
    },
    output: (lines = 40) => tail(lines),
    kill: async (signal = 'SIGKILL') => {
      child?.kill(signal)
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return
      if (!(await ended(30_000))) throw new Error(`${plan.name} still runs 30 s after ${signal}`)
      release()
    },
    restart: async () => {
      await end(true)
      await start()
    },
    stop: async () => {
      await end(plan.keepFolder)
      if (!plan.keepFolder) rmSync(plan.folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  try {
    await start()
  } catch (error) {
    if (!plan.keepFolder) rmSync(plan.folder, { recursive: true, force: true, maxRetries: 5 })
    throw error
  }
  return engine
}

/**
 * A shell that waits for the end of its input, which comes when this process ends in any way, kill -9 included.
 * It then ends the engine, politely and after ten seconds by force, and removes its temporary folder.
 */
function watchParent(pid: number | undefined, folder: string): ChildProcess | undefined {
  if (pid === undefined) return undefined
  const script =
    'while read -r _; do :; done; kill -CONT "$1"; kill -TERM "$1"; n=0; ' +
    'while kill -0 "$1" && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; kill -KILL "$1"; ' +
    'if [ -n "$2" ]; then rm -rf "$2"; fi'
  const guard = spawn('sh', ['-c', script, 'engine-guard', String(pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.on('error', () => undefined)
  guard.unref()
  ;(guard.stdin as unknown as { unref?: () => void })?.unref?.()
  return guard
}
