export { type Committer, type CommitterSettings, createCommitter } from './committer'
export type * from './engine'
export { lanesOver } from './lanes'
export { EMPTY_TALLY } from './tallies'
