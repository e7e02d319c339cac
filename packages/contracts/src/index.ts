export * from './custody-words'
export { type Description, describesPerson, descriptionOf } from './describe'
export {
  createEventCodec,
  type DeepPartial,
  type EventCodec,
  type EventType,
  eventOf,
  type HubEvent,
  isEventType,
  type Sealer,
} from './events'
export { type EventMessages, events, shapes } from './gen/catalogue'
export { descriptorSet } from './gen/descriptors'
export type { DateMessage as CalendarDate, Length } from './gen/hub/calendar/v1/types'
export { dayWords, eventToJson, summaryOf, type WriteInstant } from './json'
export { promiseRows } from './promises'
export type { AnswerEvent, DueTerm, PromiseRow, When } from './promises/row'
export { REPORT_PROMISE, type ReportOutcome, reportOutcome, reportStage } from './report-outcome'
export type { EventEntry, FieldShape, MessageCodec } from './shapes'
