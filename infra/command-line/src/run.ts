import { parseArgs } from 'node:util'
import type { Clock } from '@hub/clock'
import { developmentToken } from '@hub/runtime/development-partner'
import { isHubError } from '@hub/service/errors'
import { createApi, type Place } from './api'
import type { Asked, Command, Options } from './command'
import { COMMANDS } from './commands'
import { Failed, Refused, WrongUsage } from './errors'
import { createPrinter, type Output, type Printer } from './print'
import { helpOf, helpOfAll, nearest, usageOf } from './usage'

/** What the command line runs at. */
export interface Terminal extends Output {
  readonly clock: Clock
  readonly input: () => Promise<Buffer>
  readonly ended: () => AbortSignal
}

const FINE = 0
const FAILED = 1
const WRONG_USAGE = 2

/** Runs one command, as `hub …` does; the exit code. Throws only what is a defect of the command line itself. */
export async function run(args: readonly string[], place: Place, terminal: Terminal): Promise<number> {
  const print = createPrinter(terminal)
  const json = args.includes('--json')
  try {
    if (args.length === 0 || isHelp(args[0])) return help(args.slice(1), print)
    const { command, rest } = commandOf(args)
    if (rest.some(arg => arg === '--help' || arg === '-h')) return help(command.name.split(' '), print)
    const asked = askedOf(command, rest)
    const token = () => developmentToken(place)
    return await command.run(asked, { ...terminal, print, token, api: createApi(place, token) })
  } catch (error) {
    // Whoever reads JSON gets the refusal as the hub gave it, and a person the sentence.
    if (json && error instanceof Refused) print.json(error.body)
    if (error instanceof Refused || error instanceof Failed || isHubError(error)) print.note(error.message)
    else if (error instanceof WrongUsage) print.note(error.message)
    else throw error
    return error instanceof WrongUsage ? WRONG_USAGE : FAILED
  }
}

const isHelp = (word: string | undefined): boolean => word === 'help' || word === '--help' || word === '-h'

function help(words: readonly string[], print: Printer): number {
  const text = words.length === 0 ? helpOfAll(COMMANDS) : helpOf(commandOf(words).command, COMMANDS)
  for (const line of text) print.line(line)
  return FINE
}

/** The command that the first words name, of two words before one; switches may stand in front. */
function commandOf(args: readonly string[]): { command: Command; rest: readonly string[] } {
  const start = args.findIndex(arg => !arg.startsWith('-'))
  const [switches, words] = start < 0 ? [args, []] : [args.slice(0, start), args.slice(start)]
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = COMMANDS.find(each => each.name === name)
    if (command) return { command, rest: [...switches, ...words.slice(length)] }
  }
  if (words.length === 0) throw new WrongUsage('name a command; `hub help` lists them')
  const guess = nearest(
    words[0]!,
    COMMANDS.map(({ name }) => name.split(' ')[0]!),
  )
  throw new WrongUsage(`there is no command \`${words[0]}\`${meant(guess)}; \`hub help\` lists them`)
}

function askedOf(command: Command, args: readonly string[]): Asked<Options> {
  const { values, positionals: words } = parsed(command, { ...command.options, json: { meaning: '' } }, args)
  if (words.length < command.least) throw new WrongUsage(`write it as \`${usageOf(command)}\``)
  if (words.length > command.most) throw tooMany(command, words)
  const { json, ...options } = values
  return { words, options: options as Asked<Options>['options'], json: json === true }
}

function parsed(command: Command, options: Options, args: readonly string[]) {
  const config = Object.entries(options).map(([name, { takes, many }]) => {
    const type = takes ? ('string' as const) : ('boolean' as const)
    return [name, { type, multiple: many === true }] as const
  })
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(config) })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error
    const [, written = ''] = /'(?:-\w, )?(-[^\s'=]*)/.exec(message) ?? []
    const names = Object.keys(options).map(name => `--${name}`)
    if (!names.includes(written))
      throw new WrongUsage(`\`hub ${command.name}\` has no option \`${written}\`${meant(nearest(written, names))}`)
    const { takes } = options[written.slice(2)]!
    throw new WrongUsage(takes ? `write it as \`${written} ${takes}\`` : `\`${written}\` takes no value`)
  }
}

/** A word too many may be the second of a command's name, misspelt. */
function tooMany(command: Command, words: readonly string[]): WrongUsage {
  const guess = nearest(
    `${command.name} ${words[command.most]}`,
    COMMANDS.map(({ name }) => name).filter(name => name.startsWith(`${command.name} `)),
  )
  if (guess) return new WrongUsage(`there is no \`hub ${command.name} ${words[command.most]}\`${meant(`hub ${guess}`)}`)
  return new WrongUsage(`that is a word too many: write it as \`${usageOf(command)}\``)
}

const meant = (guess: string | undefined): string => (guess ? `; did you mean \`${guess}\`?` : '')
