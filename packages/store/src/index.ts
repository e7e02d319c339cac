export { isStoreError, STORE_ERROR_CODES, StoreError, type StoreErrorCode } from './errors'
export * from './port'
