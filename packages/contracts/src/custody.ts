export * from './gen/hub/custody/v1/custody_service'
export * from './gen/hub/custody/v1/events'
export * from './gen/hub/custody/v1/types'
