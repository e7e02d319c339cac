export type { ConformanceEngine, OpenSettings } from './harness'
export { storeConformance } from './suite'
