export * from './gen/hub/custody/v1/events'
export * from './gen/hub/custody/v1/types'
