export { type Parsed, parseBody, parseText } from './body'
export { type Envelope, isRecord, type Unwrapped, unwrap } from './envelope'
export { endOfJson } from './json-position'
export { type Reader, readerOf } from './reader'
export type { SourceAnswer } from './source-answer'
export {
  noContextTakes,
  type Part,
  type PartnerMessage,
  type Tools,
  type Translate,
  type Translation,
} from './translation'
