export type { Clock } from './clock'
export { systemClock } from './system'
export { type VirtualClock, virtualClock } from './virtual'
