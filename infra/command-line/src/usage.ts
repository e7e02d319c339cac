import type { Command } from './command'

/** `hub receipt ID [--wait SECONDS] [--json]`. */
export function usageOf({ name, usage, options }: Command): string {
  const written = Object.entries(options)
    .filter(([option]) => !usage.includes(`--${option}`))
    .map(([option, { takes, many }]) => `[--${option}${takes ? ` ${takes}` : ''}]${many ? '…' : ''}`)
  return ['hub', name, usage, ...written, '[--json]'].filter(part => part !== '').join(' ')
}

export function helpOfAll(commands: readonly Command[]): readonly string[] {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'hub COMMAND …',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'With --json every command prints exactly what the hub answers: one document, or one line for each item.',
    '`hub COMMAND --help` says more. The hub is found by the HUB_* variables that it was started with:',
    'HUB_HOST, HUB_HTTP_PORT and HUB_DATA_DIR. Exit codes: 0 fine, 1 refused or failed, 2 wrong usage.',
  ]
}

export function helpOf(command: Command, commands: readonly Command[]): readonly string[] {
  const { name, summary, detail, options } = command
  const rows = Object.entries({ ...options, json: { meaning: 'exactly what the hub answers' } }).map(
    ([option, { takes, meaning }]: [string, { takes?: string; meaning: string }]) =>
      [`--${option}${takes ? ` ${takes}` : ''}`, meaning] as const,
  )
  const width = Math.max(...rows.map(([option]) => option.length))
  const related = commands.filter(each => each !== command && each.name.split(' ')[0] === name.split(' ')[0])
  return [
    usageOf(command),
    '',
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...(detail ? detail.split('\n') : []),
    '',
    ...rows.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`),
    ...(related.length > 0 ? ['', `See also: ${related.map(each => `hub ${each.name}`).join(', ')}`] : []),
  ]
}

/** What was probably meant: the candidate that the fewest slips of the finger lead to, if they are few. */
export function nearest(written: string, candidates: readonly string[]): string | undefined {
  const [best] = [...new Set(candidates)]
    .map(candidate => ({ candidate, slips: slipsBetween(written, candidate) }))
    .sort((one, other) => one.slips - other.slips)
  return best && best.slips <= Math.max(2, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined
}

/** Letters to add, drop or replace (Levenshtein's distance). */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)))
    row = next
  }
  return row[other.length]!
}
