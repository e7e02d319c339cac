export type { Engine } from './engine'
export { eventLogConformance } from './suite'
