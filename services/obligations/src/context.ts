import { defineContext } from '@hub/service'

export const obligations = defineContext({
  name: 'obligations',
  channels: [],
  collections: {
    // Person id → what was told under it that promises rest on, and of whom it is a part.
    people: { indexes: [] },
  },
  rules: [],
})
