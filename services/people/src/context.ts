import { defineContext, type LaneRule } from '@hub/service'
import { BLOCKING_RULES } from './domain/likeness/blocking'

/** Probation's own number of the person; the unit in which the probation record speaks. */
const BY_CRN: LaneRule = { unit: 'crn', parts: [['personReference.identifiers[type=CRN].value']], token: 'CRN' }

export const people = defineContext({
  name: 'people',
  channels: [
    {
      name: 'hmpps-domain-events',
      // The empty prefix takes what no other context takes, so that every message has an owner.
      prefixes: ['probation-case.prison-identifier.', 'ndelius.record.', ''],
      lanes: [BY_CRN],
    },
  ],
  collections: {
    // Token of an identity → person.
    identities: { indexes: [] },
    // Person → records and the links that hold them together, or into whom the person was merged.
    people: { indexes: [] },
    // Token of an identity → what its source says of the person; one index for each rule by which people are compared.
    likenesses: { indexes: BLOCKING_RULES.map(rule => [`blocks.${rule}`]) },
    // People who may be one.
    reviews: { indexes: [['state', 'raisedAt']] },
  },
  rules: ['identifier'],
})
