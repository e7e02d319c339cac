type State = 'translated' | 'ignored' | 'rejected'

/** What becomes of a sample. */
export interface ExpectedState {
  readonly state: State
  /** Empty for what is translated. */
  readonly reason: string
  /** One for each person, where the message is about several. */
  readonly parts?: readonly { readonly subject: string; readonly state: State; readonly reason: string }[]
}

/** What becomes of each sample, by name, when all are played once, in order, into an empty hub. */
export const expectedStates: Readonly<Record<string, ExpectedState>> = {
  // courts
  '01-cp-hearing-duplicate-defendant-id': { state: 'translated', reason: '' },
  '02-cp-hearing-bare-adult-and-youth': {
    state: 'translated',
    reason: '',
    parts: [
      { subject: 'CP_DEFENDANT:0ab7c3e5-eb4c-4e3f-b9e6-b9e78d3ea199', state: 'translated', reason: '' },
      { subject: 'CP_DEFENDANT:12ac99a5-0791-5d65-9c99-11edd4ea32f7', state: 'ignored', reason: 'youth' },
    ],
  },
  '03-cp-hearing-minimal-valid-ids': { state: 'translated', reason: '' },
  '04-cp-hearing-pnc-cro-isyouth-absent': { state: 'translated', reason: '' },
  '05-cp-hearing-invalid-no-id-no-cases': { state: 'rejected', reason: 'no hearing id' },
  '06-cp-bail-variation-application': { state: 'translated', reason: '' },
  '07-cp-hearing-two-days-person-and-organisation': {
    state: 'translated',
    reason: '',
    parts: [
      { subject: 'CP_DEFENDANT:f91ef118-a51f-4874-9409-c0538b4ca6fd', state: 'translated', reason: '' },
      { subject: 'CP_DEFENDANT:903c4c54-f667-4770-8fdf-1adbb5957c25', state: 'ignored', reason: 'organisation' },
    ],
  },
  '08-cp-hearing-youth-flag-as-string': {
    state: 'ignored',
    reason: 'youth',
    parts: [
      { subject: 'CP_DEFENDANT:e76fd94f-9556-5b05-9df5-205a3cd29168', state: 'ignored', reason: 'youth' },
      { subject: 'CP_DEFENDANT:73d907e8-ca5b-5922-a8ee-9c84727473aa', state: 'ignored', reason: 'youth' },
    ],
  },
  '09-cp-hearing-invalid-many-violations': {
    state: 'rejected',
    reason: 'defendant without id',
    parts: [
      { subject: 'hearing.prosecutionCases[0].defendants[0]', state: 'rejected', reason: 'defendant without id' },
      { subject: 'CP_DEFENDANT:903c4c54-f667-4770-8fdf-1adbb5957c25', state: 'ignored', reason: 'organisation' },
    ],
  },
  '10-cp-hearing-two-cases': {
    state: 'translated',
    reason: '',
    parts: [
      { subject: 'CP_DEFENDANT:84652eb7-eb8a-55cd-8e9e-66b912088ed8', state: 'translated', reason: '' },
      { subject: 'CP_DEFENDANT:6d1be984-7390-53b0-a6d1-c482aa60cb14', state: 'translated', reason: '' },
    ],
  },
  '11-sns-cp-remand-two-defendants': {
    state: 'translated',
    reason: '',
    parts: [
      { subject: 'CP_DEFENDANT:f3b3bdb3-10c4-48fe-a412-9924f47294d5', state: 'translated', reason: '' },
      { subject: 'CP_DEFENDANT:5616f1bf-fc7b-48b9-8fb1-573f73044dda', state: 'translated', reason: '' },
    ],
  },
  '12-sns-cp-pnc-without-slash': { state: 'translated', reason: '' },
  '13-sns-cp-child-under-ten': { state: 'rejected', reason: 'date of birth: under 10 on the hearing day' },
  '14-sns-cp-null-person-fields': { state: 'rejected', reason: 'defendant without last name' },
  '15-libra-case': { state: 'translated', reason: '' },
  '16-libra-case-sns-trailing-brace': { state: 'ignored', reason: 'no change' },
  '17-libra-organisation': { state: 'ignored', reason: 'organisation' },
  '18-libra-invalid-no-case-no': { state: 'rejected', reason: 'no case number' },
  '19-hmcts-resulted-imprisonment': { state: 'translated', reason: '' },
  '20-hmcts-resulted-suspended-sentence': { state: 'translated', reason: '' },
  '21-hmcts-resulted-community-order-upw-share-1': { state: 'translated', reason: '' },
  '22-hmcts-resulted-entered-in-error-share-2': { state: 'translated', reason: '' },
  '23-hmcts-resulted-remand-and-warrant-next-hearing': {
    state: 'translated',
    reason: '',
    parts: [
      { subject: 'CP_DEFENDANT:79c2e430-16d5-4ed9-b4a5-a4cf137b2514', state: 'translated', reason: '' },
      { subject: 'CP_DEFENDANT:bc13fcbf-58cf-4883-825e-c121a6337fe2', state: 'translated', reason: '' },
    ],
  },
  '24-psr-completed-sns': { state: 'translated', reason: '' },
  '25-psr-created-event': { state: 'translated', reason: '' },
  // prisons
  '01-released-on-licence': { state: 'translated', reason: '' },
  '02-released-hdc-no-message-id': { state: 'translated', reason: '' },
  '03-released-hospital-null-prison': { state: 'translated', reason: '' },
  '04-released-died-no-person-reference': { state: 'translated', reason: '' },
  '05-released-unlawfully-at-large': { state: 'translated', reason: '' },
  '06-released-administrative-merge': { state: 'translated', reason: '' },
  '07-released-historic-out-of-order': { state: 'translated', reason: '' },
  '08-received-recall': { state: 'translated', reason: '' },
  '09-received-new-admission': { state: 'translated', reason: '' },
  '10-received-temporary-absence-return': { state: 'translated', reason: '' },
  '11-search-released-transferred': { state: 'translated', reason: '' },
  '12-search-received-readmission-no-person-reference': { state: 'translated', reason: '' },
  '13-search-updated-sentence-and-status': { state: 'translated', reason: '' },
  '14-sentence-dates-changed': { state: 'translated', reason: '' },
  '15-raw-sentence-dates-changed-local-time': { state: 'translated', reason: '' },
  '16-release-dates-recalculated': { state: 'translated', reason: '' },
  '17-handover-changed-no-version': { state: 'translated', reason: '' },
  '18-pom-allocation-changed': { state: 'translated', reason: '' },
  '19-prisoner-merged': { state: 'translated', reason: '' },
  '20-prison-identifier-added-bad-published-at': { state: 'translated', reason: '' },
  // reports
  '01-hearing-report-requested': { state: 'translated', reason: '' },
  '02-record-linked': { state: 'translated', reason: '' },
  '03-delius-court-reports': { state: 'translated', reason: '' },
  // resettlement
  '01-passport-immediate-needs': { state: 'translated', reason: '' },
  '02-passport-pre-release': { state: 'translated', reason: '' },
  '03-passport-unknown-codes': { state: 'translated', reason: '' },
  // handover
  '01-handover-checklist': { state: 'translated', reason: '' },
  '02-parole-review': { state: 'translated', reason: '' },
  '03-responsibility-override': { state: 'translated', reason: '' },
}
