export { openMongoBlobs } from './blobs'
export { type MongoStoreSettings, openMongoStore } from './store'
