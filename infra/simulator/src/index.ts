export { type ExpectedState, expectedStates } from './expected'
export { type SampleMessage, sampleMessages } from './samples'
