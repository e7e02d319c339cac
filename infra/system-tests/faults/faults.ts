import type { VirtualClock } from '@hub/clock'

/** One instance of a context as a process would be: it may be frozen for a while, or die and never answer again. */
export interface Life {
  readonly name: string
  dead: boolean
  /** Resolves when it may go on. */
  thawed: Promise<void>
  /** What must be let go of when it dies. */
  readonly mourners: (() => void)[]
}

export interface Faults {
  /** False: everything works. */
  active: boolean
  /** How often each kind struck. */
  readonly struck: Record<string, number>
  /** A call of `life` on one of its ports, which may fail before or after its effect, be slow, or be the last. */
  around<T>(life: Life, call: string, effect: () => Promise<T>): Promise<T>
  born(name: string): Life
  kill(life: Life): void
  freeze(life: Life, millis: number): void
}

/** Calls with effects; the others are asked all the time and would draw most of the faults. */
const WITH_EFFECT = new Set(['append', 'run', 'claim', 'advance', 'resolveMany'])
/** How much likelier a fault strikes a call with effects. */
const LIKELIER = 6

/** Chances of each fault, per call. */
const CHANCES: readonly (readonly [string, number])[] = [
  ['fails before', 0.012],
  ['fails after', 0.012],
  ['is slow', 0.03],
  ['dies before', 0.003],
  ['dies after', 0.003],
  ['freezes', 0.003],
]

const never = <T>() => new Promise<T>(() => {})

/** Everything it decides comes from the clock's seed. */
export function seededFaults(clock: VirtualClock): Faults {
  const struck: Record<string, number> = {}
  const draw = (call: string): string | undefined => {
    let left = clock.random() / (WITH_EFFECT.has(call) ? LIKELIER : 1)
    for (const [kind, chance] of CHANCES) {
      left -= chance
      if (left < 0) {
        struck[kind] = (struck[kind] ?? 0) + 1
        return kind
      }
    }
    return undefined
  }
  const faults: Faults = {
    active: true,
    struck,
    born: name => ({ name, dead: false, thawed: Promise.resolve(), mourners: [] }),
    kill: life => {
      if (life.dead) return
      life.dead = true
      for (const mourn of life.mourners) mourn()
    },
    freeze: (life, millis) => {
      life.thawed = clock.sleep(millis)
    },
    around: async <T>(life: Life, call: string, effect: () => Promise<T>): Promise<T> => {
      await life.thawed
      if (life.dead) return never()
      const kind = faults.active ? draw(call) : undefined
      if (kind === 'fails before') throw new Error(`${life.name}: ${call} failed before its effect`)
      if (kind === 'is slow') await clock.sleep(clock.random() * 3_000)
      if (kind === 'freezes') {
        faults.freeze(life, 5_000 + clock.random() * 15_000)
        await life.thawed
      }
      if (kind === 'dies before') {
        faults.kill(life)
        return never()
      }
      // Not awaited before the fault: what a dying process had sent off still arrives.
      const done = effect()
      if (kind === 'dies after') {
        await done.catch(() => {})
        faults.kill(life)
        return never()
      }
      const result = await done
      await life.thawed
      if (life.dead) return never()
      if (kind === 'fails after') throw new Error(`${life.name}: ${call} failed after its effect`)
      return result
    },
  }
  return faults
}
