import { defineContext } from '@hub/service'

export const journeys = defineContext({
  name: 'journeys',
  channels: [],
  collections: {
    // One row an event, in the order of its person's stream.
    lines: { indexes: [['personId', 'at']] },
    // Events that a later one corrected or retracted.
    superseded: { indexes: [] },
    people: { indexes: [] },
    // Search: one row for each identifier and each word of a name of a person.
    identifiers: { indexes: [['key']] },
    names: { indexes: [['word']] },
  },
  rules: [],
})
