import { spawn } from 'node:child_process'
import { EngineUnavailable } from './unavailable'

export interface Ran {
  readonly code: number
  readonly output: string
}

/**
 * Runs a tool to its end and returns its exit code and all it printed.
 * A tool that is not there fails with what to install, because that is the one thing a newcomer needs to know.
 */
export function runTool(
  engine: 'kafka' | 'mongo',
  command: readonly [string, ...string[]],
  install: string,
  folder?: string,
): Promise<Ran> {
  const [tool, ...parameters] = command
  return new Promise((resolve, reject) => {
    const child = spawn(tool, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.stderr.on('data', (part: Buffer) => parts.push(part))
    child.once('error', cause => reject(new EngineUnavailable(engine, `${tool} is missing: ${install}`, { cause })))
    child.once('close', code => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }))
  })
}

/** As `runTool`, and fails with the end of the output when the tool fails. */
export async function mustRun(
  engine: 'kafka' | 'mongo',
  command: readonly [string, ...string[]],
  install: string,
  folder?: string,
): Promise<string> {
  const { code, output } = await runTool(engine, command, install, folder)
  if (code === 0) return output
  throw new EngineUnavailable(engine, `"${command.join(' ')}" ended with ${code}:\n${lastLines(output, 15)}`)
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
