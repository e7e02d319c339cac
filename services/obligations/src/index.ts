export { obligations } from './context'
export { createObligations } from './service'
