/** One line of the table. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the value is held against, measured in the same run; null where there is nothing. */
  readonly baseline: number | null
  readonly ratio: number | null
  /** What must be reached; null for what is only told. */
  readonly target: string | null
  readonly met: boolean | null
}

type Target =
  | { readonly ratioAtLeast: number }
  | { readonly atLeast: number; readonly aim?: true }
  | { readonly atMost: number; readonly aim?: true }

export function figure(
  name: string,
  value: number,
  unit: string,
  told: { readonly baseline?: number; readonly ratio?: number; readonly target?: Target } = {},
): Figure {
  const { baseline, target } = told
  const ratio = told.ratio ?? (baseline === undefined ? undefined : value / baseline)
  return {
    name,
    value: rounded(value),
    unit,
    baseline: baseline === undefined ? null : rounded(baseline),
    ratio: ratio === undefined ? null : rounded(ratio),
    ...judged(value, ratio, target),
  }
}

function judged(value: number, ratio: number | undefined, target: Target | undefined) {
  if (!target) return { target: null, met: null }
  if ('ratioAtLeast' in target)
    return { target: `ratio ≥ ${target.ratioAtLeast}`, met: (ratio ?? 0) >= target.ratioAtLeast }
  const aim = target.aim ? 'aim ' : ''
  return 'atLeast' in target
    ? { target: `${aim}≥ ${target.atLeast}`, met: value >= target.atLeast }
    : { target: `${aim}≤ ${rounded(target.atMost)}`, met: value <= target.atMost }
}

const rounded = (value: number): number => Number(value.toPrecision(value >= 1000 ? 4 : 3))

/** The middle one: machines are noisy, and one round that was disturbed says nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const COLUMNS = ['name', 'value', 'unit', 'baseline', 'ratio', 'target', 'met'] as const

export function tableOf(figures: readonly Figure[]): string {
  const cells = (row: Figure) =>
    COLUMNS.map(column => {
      const value = row[column]
      if (value === null) return ''
      if (typeof value === 'boolean') return value ? 'yes' : 'NO'
      return typeof value === 'number' ? value.toLocaleString('en-GB', { maximumFractionDigits: 3 }) : value
    })
  const rows = [[...COLUMNS], ...figures.map(cells)]
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const numeric = new Set([1, 3, 4])
  return rows
    .map(row =>
      row
        .map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
