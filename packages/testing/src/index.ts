export { type ContextUnderTest, type Left, openContext, type SentMessage } from './context-under-test'
export { DELIVERIES, type Delivery } from './delivery'
export { eventually } from './eventually'
export { everySample } from './every-sample'
