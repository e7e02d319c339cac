export { openEmbeddedBlobs } from './blobs'
export { type EmbeddedStoreSettings, openEmbeddedStore } from './store'
