import { defineContext, type LaneRule } from '@hub/service'

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
    // Person → identities, and into whom the person was merged.
    people: { indexes: [] },
  },
  rules: ['identifier'],
})
