import { styleText } from 'node:util'

export type Look = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** A text that looks different where colours are shown. */
export interface Styled {
  readonly text: string
  readonly look: Look
}
export type Cell = string | Styled

export const as = (look: Look, text: string): Styled => ({ text, look })

/** Where a command writes. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly colours: boolean
}

export interface Printer {
  /** One line of what was asked for; cells stand beside each other as they are. */
  line(...cells: readonly Cell[]): void
  /** Rows in columns as wide as they need, indented by two; the last column is free. */
  table(rows: readonly (readonly Cell[])[], head?: readonly string[]): void
  /** A JSON document, as it is, on one line. */
  json(text: string): void
  /** To standard error: what goes on, and what is not what was asked for. */
  note(text: string): void
}

export function createPrinter({ out, err, colours }: Output): Printer {
  const shown = (cell: Cell, width = 0): string => {
    const text = clean(textOf(cell))
    const padded = text + ' '.repeat(Math.max(0, width - lengthOf(text)))
    // Whether colours are wanted is known here: Node would ask the environment once more.
    return colours && typeof cell !== 'string' ? styleText(cell.look, padded, { validateStream: false }) : padded
  }
  const line = (...cells: readonly Cell[]) => out(`${cells.map(cell => shown(cell)).join('')}\n`)
  return {
    line,
    table: (rows, head) => {
      const all: readonly (readonly Cell[])[] = head ? [head.map(title => as('bold', title)), ...rows] : rows
      const widths: number[] = []
      for (const row of all)
        row.forEach((cell, column) => {
          if (column < row.length - 1) widths[column] = Math.max(widths[column] ?? 0, lengthOf(clean(textOf(cell))))
        })
      for (const row of all) {
        const cells = row.map((cell, column) => shown(cell, column < row.length - 1 ? widths[column] : 0))
        out(`  ${cells.join('  ')}`.trimEnd().concat('\n'))
      }
    },
    json: text => out(`${text.trim()}\n`),
    note: text => err(`${clean(text)}\n`),
  }
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)
const lengthOf = (text: string): number => [...text].length

/** What partners write is shown, never obeyed: a terminal takes control characters as orders. */
const clean = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')

/** `1 event`, `2 events`, `3 people`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`
