export type { Output } from './print'
export { run, type Terminal } from './run'
