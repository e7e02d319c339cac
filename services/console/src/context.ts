import { defineContext } from '@hub/service'

/** Pages for operators and for whoever follows a person's line. It keeps nothing and publishes nothing: it asks. */
export const consoleContext = defineContext({
  name: 'console',
  channels: [],
  collections: {},
  rules: [],
})
