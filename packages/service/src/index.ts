export { type Channel, type LaneRule, laneOf } from './channel'
export { conservation } from './conservation'
export { consume } from './consume'
export type { Consumption } from './consumption'
export { type ContextDefinition, defineContext } from './context'
export { createContextService, type Service, type ServiceParts, type ServicePorts } from './context-service'
export { ERROR_CODES, type ErrorCode, type ErrorKind, HubError, isHubError, isUnavailable, KINDS } from './errors'
export { inProcessClient } from './grpc/in-process'
export { asHubError } from './grpc/mapping'
export { type GrpcClients, type GrpcServer, grpcClients, type ServedBy, serveGrpc } from './grpc/network'
export { type Caller, type Client, type Definition, type Implementation, type Served, serve } from './grpc/types'
export { EVENT, EVENTS_TOPIC, INTAKE, intakeTopic } from './headers'
export {
  type Asserted,
  IDENTITY_COPIES,
  identityCopies,
  identityTypeName,
  type ResolvePeople,
  resolveFromCopy,
} from './identities'
export {
  type Changed,
  type IntakeContext,
  type IntakePart,
  type OwnOutcome,
  type PartAnswer,
  type Performance,
  performBy,
  type ReceiptAbout,
} from './intake'
export { createLogger, type LogFields, type Logger, silentLogger } from './logger'
export { receiptOf } from './receipts'
export {
  type DecideContext,
  type Decided,
  decideOn,
  factEvent,
  NEWER_IS_KNOWN,
  pastOf,
  type RecordedOf,
  type RecordFactsContext,
  type Recording,
  recordFacts,
} from './record-facts'
export { type Rule, type RuleFact, type RuleSet, rulesService } from './rules'
export { httpSources, type SourceSettings, type Sources } from './sources'
export { startTimers } from './timers'
export { contentHash, createTokens, type Tokens, uuidFrom } from './tokens'
export { createTools } from './tools'
export { createTracer, type Span, type Tracer, type TraceSettings } from './tracing'
