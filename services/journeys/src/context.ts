import { defineContext } from '@hub/service'

export const journeys = defineContext({
  name: 'journeys',
  channels: [],
  collections: {
    // One row an event, in the order of its person's stream.
    lines: { indexes: [['personId', 'at']] },
    // Events that a later one corrected or retracted, and when the hub knew.
    superseded: { indexes: [] },
    people: { indexes: [] },
    // One row for each event that states a present fact, in the order of its person's stream.
    facts: { indexes: [['personId', 'at']] },
    // Search: one row for each identifier and each word of a name of a person.
    identifiers: { indexes: [['key']] },
    names: { indexes: [['word']] },
  },
  rules: [],
})
