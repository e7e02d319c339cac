import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@hub/clock'

/**
 * The folder `cache/name`, filled once by `fill`.
 *
 * 1. What is returned is complete: `fill` works in a folder of its own, which is renamed into place at the end.
 * 2. Two processes may ask at once: one fills, the other waits. The lock only saves work. If it is stolen from a
 *    process that was thought dead, both fill, the first rename wins and the other result is thrown away.
 * 3. A `fill` that fails leaves nothing behind.
 */
export async function cached(
  clock: Clock,
  cache: string,
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const target = join(cache, name)
  await mkdir(cache, { recursive: true })
  const lock = join(cache, `${name}.lock`)
  while (!(await exists(target))) {
    if (!(await takeLock(lock))) {
      await breakDeadLock(clock, lock)
      await clock.sleep(100)
      continue
    }
    const own = join(cache, `${name}.${process.pid}.${clock.newId()}`)
    try {
      if (await exists(target)) break
      await mkdir(own)
      await fill(own)
      await rename(own, target).catch(async error => {
        if (!(await exists(target))) throw error
      })
    } finally {
      await rm(own, { recursive: true, force: true })
      await rm(lock, { force: true })
    }
  }
  return target
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx')
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes the lock of a process that no longer lives. Renaming first, so that of two breakers only one succeeds.
 * An empty lock is being written; after a minute its writer died in between.
 */
async function breakDeadLock(clock: Clock, lock: string): Promise<void> {
  const owner = Number(await readFile(lock, 'utf8').catch(() => '0'))
  const made = await stat(lock).catch(() => undefined)
  if (!made || (owner === 0 ? clock.machine() - made.mtimeMs < 60_000 : isAlive(owner))) return
  const aside = `${lock}.${clock.newId()}`
  await rename(lock, aside).catch(() => undefined)
  await rm(aside, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
