export * from './gen/hub/journey/v1/journey_service'
export * from './gen/hub/journey/v1/types'
