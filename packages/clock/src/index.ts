export type { Clock } from './clock'
export { type SimulatedClock, simulatedClock } from './simulated'
export { systemClock } from './system'
export { type VirtualClock, virtualClock } from './virtual'
