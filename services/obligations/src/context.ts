import { defineContext } from '@hub/service'

export const obligations = defineContext({
  name: 'obligations',
  channels: [],
  collections: {
    // Person id → what was told under it that promises rest on, and who is one with whom.
    people: { indexes: [] },
  },
  rules: [],
})
