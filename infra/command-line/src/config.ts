import { type Place, readPlace } from '@hub/runtime/place'

/** What the command line takes from its environment: where its hub is, and whether colours are wanted at all. */
export interface Config extends Place {
  readonly colours: boolean
}

/** The only reader of environment variables here. https://no-color.org: set and not empty means none. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): Config => ({
  ...readPlace(environment),
  colours: !environment.NO_COLOR,
})
