export { type ExpectedState, expectedStates } from './expected'
export { mutationOf } from './mutations'
export { type SampleMessage, sampleMessages } from './samples'
