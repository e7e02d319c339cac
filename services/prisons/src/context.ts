import { defineContext, IDENTITY_COPIES, type LaneRule } from '@hub/service'

/** Everything prison systems say is about one prison number; it stands in a different place in almost every family. */
const BY_PRISON_NUMBER: LaneRule = {
  unit: 'noms',
  parts: [
    [
      'personReference.identifiers[type=NOMS].value',
      'additionalInformation.nomsNumber',
      'additionalInformation.prisonerId',
      'additionalInformation.prisonerNumber',
      'additionalInformation.offenderNo',
      'additionalInformation.movedToNomsNumber',
      'offenderNo',
      'offenderIdDisplay',
    ],
  ],
  token: 'NOMS',
}

/** The resettlement service's record of a person is told whole: its messages succeed each other. */
const BY_RECORD: LaneRule = {
  unit: 'noms',
  parts: [['personalDetails.prisonerNumber', 'prisonerNumber', 'nomsId']],
  token: 'NOMS',
}

/** So is the allocation manager's checklist of a handover. */
const BY_CHECKLIST: LaneRule = { unit: 'noms', parts: [['nomis_offender_id']], token: 'NOMS' }

export const prisons = defineContext({
  name: 'prisons',
  channels: [
    {
      name: 'hmpps-domain-events',
      prefixes: [
        'prison-offender-events.',
        'prisoner-offender-search.',
        'calculate-release-dates.',
        'offender-management.',
        'restricted-patients.',
        'person.court-appearance.',
        'community-early-allocation-eligibility.',
      ],
      lanes: [BY_PRISON_NUMBER],
    },
    { name: 'nomis-events', lanes: [BY_PRISON_NUMBER] },
    { name: 'resettlement-passport', lanes: [BY_RECORD] },
    { name: 'allocation-manager', lanes: [BY_CHECKLIST] },
  ],
  collections: {
    ...IDENTITY_COPIES,
    // Token of a prison number → the handover to the community that its standing has.
    handovers: { indexes: [['prisonId', 'handover', 'start']] },
    // Token of a prison number → the release of somebody in custody, by the date that resettlement shows.
    releases: { indexes: [['prisonId', 'release']] },
    // Direction, reason and code → a movement that the table of movements does not have.
    unmappedMovements: { indexes: [['lastSeen']] },
  },
  rules: ['handover', 'early-allocation', 'movement', 'release-dates', 'key-dates'],
})
