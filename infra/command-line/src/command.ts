import type { Clock } from '@hub/clock'
import type { Api } from './api'
import { WrongUsage } from './errors'
import type { Printer } from './print'

/** An option of a command; `takes` names its value in the usage, absent: it is a switch. */
export interface Option {
  readonly takes?: string
  /** May be given several times. */
  readonly many?: true
  readonly meaning: string
}
export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O extends { takes: string }
  ? O extends { many: true }
    ? readonly string[] | undefined
    : string | undefined
  : boolean | undefined

/** What the user wrote after the command's name. */
export interface Asked<O extends Options> {
  readonly words: readonly string[]
  readonly options: { readonly [Name in keyof O]: ValueOf<O[Name]> }
  /** Print exactly what the hub answered. */
  readonly json: boolean
}

/** What a command works with. */
export interface Hub {
  readonly api: Api
  readonly token: () => Promise<string>
  readonly print: Printer
  readonly clock: Clock
  /** All of standard input. */
  readonly input: () => Promise<Buffer>
  /** Aborted when the user has had enough: from the first call on Ctrl-C ends what goes on, and no longer the program. */
  readonly ended: () => AbortSignal
}

/** One command, of one word or two. */
export interface Command {
  readonly name: string
  /** What it does, on one line. */
  readonly summary: string
  /** How its words are written, `CONTEXT GROUP LANE`. */
  readonly usage: string
  /** How many words it takes. */
  readonly least: number
  readonly most: number
  readonly options: Options
  /** Sentences that `--help` adds. */
  readonly detail?: string
  /** The exit code: 0, or 1 when something was refused or failed. */
  run(asked: Asked<Options>, hub: Hub): Promise<number>
}

interface Definition<O extends Options> extends Omit<Command, 'options' | 'run'> {
  readonly options: O
  run(asked: Asked<O>, hub: Hub): Promise<number>
}

/** A command whose options have the types that it declares. */
export const command = <const O extends Options>(definition: Definition<O>): Command => definition as unknown as Command

/** Seconds as the user wrote them. */
export function secondsOf(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new WrongUsage(`--${option} takes seconds, such as 10`)
}
