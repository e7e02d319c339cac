import type { ResponsibilityWord } from '@hub/contracts'
import { wordsOf } from './person'

/** Who is responsible, as the page says it. */
export const RESPONSIBLE: Readonly<Record<ResponsibilityWord, string>> = {
  CustodyOnly: 'The prison offender manager; the community is not involved yet',
  CustodyWithCom: 'The prison offender manager, supported by the community offender manager',
  Community: 'The community offender manager, supported by the prison offender manager',
  Nobody: 'Nobody by this policy',
}

/** What the reason codes of handover mean. */
const REASONS: Readonly<Record<string, string>> = {
  additional_isp: 'a further indeterminate sentence began later than the first',
  recall_thd_over_12_months: 'recalled, and the target hearing is 12 months away or more',
  parole_mappa_2_3: 'not released at review, the target hearing is 12 months away or more, MAPPA level 2 or 3',
  thd_over_12_months: 'not released at review, and the target hearing is 12 months away or more',
  recall_case: 'recalled',
  immigration_case: 'held as an immigration case',
  release_date_unknown: 'no release date is known from which handover can be counted',
  early_allocation: 'allocated to the community early',
  indeterminate: 'indeterminate sentence',
  indeterminate_open: 'indeterminate sentence, in open conditions',
  determinate_short: 'the whole sentence up to release is 10 months or less',
  determinate_parole: 'determinate sentence with parole',
  determinate: 'determinate sentence',
  pre_omic_rules: 'sentenced and released before the policy began',
  crc_case: 'case of a community rehabilitation company',
  less_than_10_months_left_to_serve: '10 months or less to serve',
  nps_early_allocation: 'allocated to the community early',
  nps_indeterminate: 'indeterminate sentence',
  nps_indeterminate_open: 'indeterminate sentence, in open conditions',
  nps_determinate: 'determinate sentence',
  nps_determinate_parole_case: 'determinate sentence with parole',
  nps_determinate_mappa_1_n: 'determinate sentence, MAPPA level 1 or none',
  nps_determinate_mappa_2_3: 'determinate sentence, MAPPA level 2 or 3',
  nps_mappa_unknown: 'determinate sentence, MAPPA level not known',
  responsibility_override: 'decided so by a prison manager',
  under_18: 'under 18',
  legal_status: 'the legal status is none of this policy',
  not_sentenced: 'not known to be sentenced',
  civil_sentence: 'civil sentence',
  record_not_known: 'no record of this stay in custody is known yet',
  removed: 'removed from the country',
  died: 'died in custody',
}

/** A reason code in plain words. */
export const reasonText = (code: string): string => REASONS[code] ?? wordsOf(code)

/** What the codes of dates stand for. */
const DATES: Readonly<Record<string, string>> = {
  SED: 'sentence expiry',
  LED: 'licence expiry',
  SLED: 'sentence and licence expiry',
  CRD: 'conditional release',
  ARD: 'automatic release',
  NPD: 'non-parole date',
  PED: 'parole eligibility',
  APD: 'approved parole',
  HDCED: 'home detention curfew eligibility',
  HDCAD: 'home detention curfew approved',
  PRRD: 'post-recall release',
  DPRRD: 'post-recall release, detention and training order',
  TUSED: 'end of post-sentence supervision',
  ETD: 'early transfer, detention and training order',
  MTD: 'mid transfer, detention and training order',
  LTD: 'late transfer, detention and training order',
  ERSED: 'early removal scheme eligibility',
  TERSED: 'tariff-expired removal scheme eligibility',
  TED: 'tariff expiry',
  ROTL: 'release on temporary licence',
  ESED: 'effective sentence end',
  NCRD: 'notional conditional release',
  THD: 'target hearing of the Parole Board',
  CONFIRMED: 'confirmed release',
  ACR: 'automatic conditional release',
  EXP: 'expected release',
  HDE: 'home detention curfew eligibility',
  PSSED: 'end of post-sentence supervision',
  PR1: 'suspension date if reset',
  FTHRD: 'start of the final third',
  EMED: 'presumptive end of electronic monitoring',
  POM1: 'start of the handover',
  POM2: 'handover to the community',
}

/** What a date or key date is; empty for a code that this version does not know. */
export const dateMeaning = (code: string): string => DATES[code] ?? ''
