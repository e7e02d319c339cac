export { type KafkaLogSettings, openKafkaLog } from './log'
