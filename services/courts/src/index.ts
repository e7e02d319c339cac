export { courts } from './context'
export { createCourts } from './service'
