export { journeys } from './context'
export { createJourneys } from './service'
