export { type EmbeddedLogSettings, openEmbeddedLog } from './log'
