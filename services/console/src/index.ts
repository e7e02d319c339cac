export { consoleContext } from './context'
export type { ConsolePorts } from './ports'
export { type Console, type ConsoleSettings, createConsole } from './service'
