import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** A process of the bench's own, asked by name for what it does. */
export interface Role {
  readonly pid: number
  /** What it said when it was ready. */
  readonly ready: unknown
  ask<Answer>(what: string, input?: unknown): Promise<Answer>
  /** Resolves when it has ended. */
  stop(): Promise<void>
}

type Said =
  | { readonly ready: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string }

/** Starts the process that plays the role, and resolves when it is ready. */
export async function startRole(role: string, settings: unknown): Promise<Role> {
  const child = fork(join(__dirname, 'main.js'), [role, JSON.stringify(settings)], { serialization: 'advanced' })
  const open = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  let asked = 0
  const ready = await new Promise<unknown>((resolve, reject) => {
    child.on('message', (said: Said) => {
      if ('ready' in said) return resolve(said.ready)
      const question = open.get(said.id)
      open.delete(said.id)
      if ('error' in said) question?.reject(new Error(`${role}: ${said.error}`))
      else question?.resolve(said.answer)
    })
    child.once('exit', code => {
      const gone = new Error(`${role} ended with ${code}`)
      for (const { reject: refuse } of open.values()) refuse(gone)
      reject(gone)
    })
  })
  return {
    pid: child.pid!,
    ready,
    ask: <Answer>(what: string, input?: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        const id = asked++
        open.set(id, { resolve: answer => resolve(answer as Answer), reject })
        child.send({ id, what, input })
      }),
    stop: () => ended(child),
  }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

export interface Played {
  /** Told to whoever started the process. */
  readonly ready?: unknown
  readonly answers?: Readonly<Record<string, (input: never) => Promise<unknown>>>
  stop?(): Promise<void>
}

/** The other side: answers what is asked until it is told to stop, or until whoever started it is gone. */
export async function play(start: () => Promise<Played>): Promise<void> {
  const { ready, answers = {}, stop } = await start()
  process.on('message', ({ id, what, input }: { id: number; what: string; input: never }) => {
    const answer = answers[what]
    const asked = answer ? answer(input) : Promise.reject(new Error(`nobody answers ${what}`))
    asked.then(
      given => process.send?.({ id, answer: given }),
      error => process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  const end = () => {
    void (stop?.() ?? Promise.resolve()).finally(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('disconnect', end)
  // Ctrl-C reaches the whole group: whoever started this process stops it when its own work has ended.
  process.on('SIGINT', () => {})
  process.send?.({ ready })
}
