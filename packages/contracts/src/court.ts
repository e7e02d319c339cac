export * from './gen/hub/court/v1/court_service'
export * from './gen/hub/court/v1/events'
export * from './gen/hub/court/v1/types'
