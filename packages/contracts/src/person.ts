export * from './gen/hub/person/v1/events'
export * from './gen/hub/person/v1/match_service'
export * from './gen/hub/person/v1/person_service'
export * from './gen/hub/person/v1/types'
