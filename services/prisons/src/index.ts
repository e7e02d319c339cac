export { fireLook, recordCustody, streamOf } from './app/record-custody'
export { prisons } from './context'
export { createPrisons } from './service'
