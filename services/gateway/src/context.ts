import { defineContext } from '@hub/service'

/** The only way in. It owns no message and keeps nothing: whatever comes is its owner's as soon as it is durable. */
export const gateway = defineContext({
  name: 'gateway',
  channels: [],
  collections: {},
  rules: [],
})
