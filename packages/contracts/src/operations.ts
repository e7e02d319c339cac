export * from './gen/hub/operations/v1/operations_service'
export * from './gen/hub/operations/v1/replay_service'
export * from './gen/hub/operations/v1/types'
