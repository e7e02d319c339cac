export { partitionOf } from './partitioner'
export * from './port'
