export * from './gen/hub/obligation/v1/events'
export * from './gen/hub/obligation/v1/obligation_service'
export * from './gen/hub/obligation/v1/types'
