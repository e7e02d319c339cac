import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The kernel's clock ticks a second, as it shows them to programs on every Linux of today. */
const TICKS = 100

/** CPU seconds that the process has used so far, in itself and in the kernel for it. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name stands in parentheses and may hold anything; utime and stime are the 14th and 15th fields.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

export const cpuSeconds = (pids: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuSecondsOf(pid)]))

/** The process of this machine that listens on the port of 127.0.0.1; undefined for one that is elsewhere. */
export function listenerOn(port: number): number | undefined {
  const LISTENING = '0A'
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const socketOf = (line: string): string | undefined => {
    const fields = line.trim().split(/\s+/)
    return fields[1]?.endsWith(wanted) && fields[3] === LISTENING ? `socket:[${fields[9]}]` : undefined
  }
  const sockets = ['tcp', 'tcp6']
    .flatMap(table => textOf(`/proc/net/${table}`).split('\n'))
    .flatMap(line => socketOf(line) ?? [])
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .find(pid => linksIn(`/proc/${pid}/fd`).some(link => sockets.includes(link)))
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Empty for a process that has ended, or is another user's. */
function linksIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap(name => {
      try {
        return [readlinkSync(`${folder}/${name}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}
