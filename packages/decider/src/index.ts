export { type Decider, isNothing, type Nothing, nothing } from './decider'
export {
  compareFacts,
  type Decision,
  type Described,
  evolveFacts,
  type Fact,
  type Known,
  type KnownFacts,
  type Moment,
  type PastEvent,
} from './facts'
export { type Told, truthAt, type View } from './truth'
