export { prisons } from './context'
export { createPrisons } from './service'
