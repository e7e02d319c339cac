export { type ExpectedState, expectedStates } from './expected'
export { mutationOf } from './mutations'
export { type SampleMessage, sampleMessages } from './samples'
export { type SampleSources, startSampleSources } from './sources'
