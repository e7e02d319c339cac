export { fireDue, followEvents } from './app/follow-events'
export { obligations } from './context'
export { createObligations } from './service'
