export { type Committer, type CommitterSettings, createCommitter } from './committer'
export type * from './engine'
export { lanesOver } from './lanes'
