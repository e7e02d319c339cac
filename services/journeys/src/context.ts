import { defineContext } from '@hub/service'

export const journeys = defineContext({
  name: 'journeys',
  channels: [],
  collections: {
    // The events of a person, those of one batch together, in the order of their stream.
    lines: { indexes: [['personId', 'to']] },
    people: { indexes: [] },
    // Token of an identity that was separated from others → whose it is, and where events of it are recorded.
    separated: { indexes: [['personId']] },
    // Search: one row for each identifier and each word of a name of a person.
    identifiers: { indexes: [['key']] },
    names: { indexes: [['word']] },
  },
  rules: [],
})
