import { defineContext, IDENTITY_COPIES, type LaneRule } from '@hub/service'

/** A hearing is shared again and again: its messages succeed each other. */
const BY_HEARING: LaneRule = { unit: 'hearing', parts: [['hearing.id', 'hearingId', 'id']] }
/** Libra's own ids are not reliable; court and case number are its key. One defendant a case: the value is a token. */
const BY_LIBRA_CASE: LaneRule = { unit: 'libra-case', parts: [['courtCode'], ['caseNo']], token: 'LIBRA_CASE' }
/** Probation's record of the reports about somebody is told whole: its messages succeed each other. */
const BY_RECORD: LaneRule = { unit: 'crn', parts: [['crn']], token: 'CRN' }
const BY_CRN: LaneRule = { unit: 'crn', parts: [['personReference.identifiers[type=CRN].value']], token: 'CRN' }

export const courts = defineContext({
  name: 'courts',
  channels: [
    { name: 'common-platform', lanes: [BY_HEARING] },
    { name: 'libra', lanes: [BY_LIBRA_CASE] },
    { name: 'court-reports', lanes: [BY_RECORD] },
    { name: 'hmpps-domain-events', prefixes: ['pre-sentence.', 'court'], lanes: [BY_CRN] },
  ],
  collections: {
    ...IDENTITY_COPIES,
    // Hearing → the people listed for it, and how new the shares of its days are.
    hearings: { indexes: [] },
    // Definition and national code → a result that the table of definitions does not have.
    unmappedResults: { indexes: [['lastSeen']] },
  },
  rules: ['sentence-check', 'report-due'],
})
