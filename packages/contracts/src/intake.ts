export * from './gen/hub/intake/v1/intake_service'
export * from './gen/hub/intake/v1/receipt_service'
export * from './gen/hub/intake/v1/types'
