import { RemandStatus, RequirementKind, SentenceKind, SentFor } from '@hub/contracts/court'

/** What a judicial result comes to. */
export type ResultMeaning =
  | { readonly is: 'sentence'; readonly kind: SentenceKind }
  | { readonly is: 'requirement'; readonly kind: RequirementKind }
  /** The total of the terms passed together: part of the sentence it belongs to. */
  | { readonly is: 'total' }
  | { readonly is: 'remand'; readonly status: RemandStatus; readonly sentFor: SentFor }
  | { readonly is: 'report-requested' }
  | { readonly is: 'entered-in-error' }
  /** Known, and recorded as a plain result. */
  | { readonly is: 'result' }

/** One result definition of the courts' reference data. */
export interface ResultDefinition {
  /** Short code of the result, as its text begins; or, where none is public, its national description. */
  readonly short: string
  /** Definition ids (judicialResultTypeId): the stable key. */
  readonly ids: readonly string[]
  /** CJS national result code: the second key. */
  readonly cjs: string
  readonly means: ResultMeaning
}

/** A row: short code, CJS code (empty where there is none), what it means, definition ids where they are public. */
type Row = readonly [short: string, cjs: string, means: ResultMeaning, ...ids: string[]]

const sentence = (kind: keyof typeof SentenceKind): ResultMeaning => ({ is: 'sentence', kind: SentenceKind[kind] })
const requires = (kind: keyof typeof RequirementKind): ResultMeaning => ({
  is: 'requirement',
  kind: RequirementKind[kind],
})
const remand = (status: keyof typeof RemandStatus, sentFor: keyof typeof SentFor = 'SENT_FOR_UNSPECIFIED') =>
  ({ is: 'remand', status: RemandStatus[status], sentFor: SentFor[sentFor] }) as const
const RESULT: ResultMeaning = { is: 'result' }
const TOTAL: ResultMeaning = { is: 'total' }

/**
 * Definition ids and short codes: public fixtures of Common Platform (hmcts/cpp-context-results; the report request
 * from hmcts/cpp-context-subscriptions). National codes: ministryofjustice/bichard7-next-data (result-code.json), of
 * which the rows that concern England and Wales and a probation service are taken. No public list of all definitions
 * exists: what is not here becomes a result that says so. Looked up by id, then by CJS code, never by label: wording
 * changes at source. To map another result, add a row.
 */
const ROWS: readonly Row[] = [
  // Sentences.
  ['IMP', '1002', sentence('SENTENCE_KIND_IMPRISONMENT'), 'abb95a52-2a75-40c3-8d3f-a1d75a199c47'],
  ['SUSPS', '1115', sentence('SENTENCE_KIND_SUSPENDED_IMPRISONMENT'), '8b1cff00-a456-40da-9ce4-f11c20959084'],
  ['COEW', '1116', sentence('SENTENCE_KIND_COMMUNITY_ORDER'), '418b3aa7-65ab-4a4a-bab9-2f96b698118c'],
  ['FO', '1015', sentence('SENTENCE_KIND_FINE')],
  ['AD', '1017', sentence('SENTENCE_KIND_ABSOLUTE_DISCHARGE')],
  ['CD', '1018', sentence('SENTENCE_KIND_CONDITIONAL_DISCHARGE')],
  ['Young Offenders Institution', '1024', sentence('SENTENCE_KIND_DETENTION_YOUNG_OFFENDER')],
  ['Suspended Sentence YOI', '1134', sentence('SENTENCE_KIND_SUSPENDED_DETENTION_YOUNG_OFFENDER')],
  ['Detention and Training Order', '1081', sentence('SENTENCE_KIND_DETENTION_AND_TRAINING_ORDER')],
  ['Youth Rehabilitation Order', '1141', sentence('SENTENCE_KIND_YOUTH_REHABILITATION_ORDER')],
  ['YRO with intensive supervision', '1142', sentence('SENTENCE_KIND_YOUTH_REHABILITATION_ORDER')],
  ['YRO with fostering', '1143', sentence('SENTENCE_KIND_YOUTH_REHABILITATION_ORDER')],
  ['Hospital Order', '1008', sentence('SENTENCE_KIND_HOSPITAL_ORDER')],
  ['Bound Over', '1016', sentence('SENTENCE_KIND_BIND_OVER')],
  ['No Separate Penalty', '1057', sentence('SENTENCE_KIND_NO_SEPARATE_PENALTY')],
  ['Imprisonment in default', '1510', sentence('SENTENCE_KIND_IMPRISONMENT_IN_DEFAULT')],
  ['Curfew Order', '1052', sentence('SENTENCE_KIND_OTHER_ORDER')],
  ['Guardianship Order', '1014', sentence('SENTENCE_KIND_OTHER_ORDER')],
  // Orders made earlier.
  ['COV', '1030', sentence('SENTENCE_KIND_COMMUNITY_ORDER_VARIED'), '4a026ff3-e1aa-407e-aafa-015723c1dbd0'],
  ['COA', '1032', sentence('SENTENCE_KIND_COMMUNITY_ORDER_AMENDED'), '61c246d8-f771-4420-9e02-30f34c0305b1'],
  ['OREV', '1029', sentence('SENTENCE_KIND_ORDER_REVOKED'), '2e83102c-a262-4bb3-a48d-c2107a094a66'],
  ['Order Extended', '1031', sentence('SENTENCE_KIND_ORDER_EXTENDED')],
  ['Order to Continue', '1040', sentence('SENTENCE_KIND_ORDER_CONTINUES')],
  ['Suspended Sentence Implemented', '1507', sentence('SENTENCE_KIND_SUSPENDED_SENTENCE_IMPLEMENTED')],
  ['Suspended Sentence Varied', '1508', sentence('SENTENCE_KIND_SUSPENDED_SENTENCE_VARIED')],
  ['No Action on Breach', '1087', sentence('SENTENCE_KIND_NO_ACTION_ON_BREACH')],
  ['Dealt with for breach', '3502', sentence('SENTENCE_KIND_BREACH_DEALT_WITH')],
  ['Conditional Discharge Breached', '4063', sentence('SENTENCE_KIND_BREACH_DEALT_WITH')],
  // Totals of several terms.
  ['STIMP', '', TOTAL, 'b65fb5f1-b11d-4a95-a198-3b81333c7cf9'],
  ['Total custodial period', '', TOTAL, '6cb15971-c945-4398-b7c9-3f8b743a4de3'],
  // Requirements.
  ['UPWR', '3101', requires('REQUIREMENT_KIND_UNPAID_WORK'), '9bec5977-1796-4645-9b9e-687d4f23d37d'],
  ['Activity', '3102', requires('REQUIREMENT_KIND_ACTIVITY')],
  ['Programme', '3103', requires('REQUIREMENT_KIND_PROGRAMME')],
  ['Prohibited Activity', '3104', requires('REQUIREMENT_KIND_PROHIBITED_ACTIVITY')],
  ['Curfew', '3105', requires('REQUIREMENT_KIND_CURFEW')],
  ['ERPEM', '3106', requires('REQUIREMENT_KIND_EXCLUSION'), '091cd45b-4312-476e-a122-18cc02fd1699'],
  ['RR', '3107', requires('REQUIREMENT_KIND_RESIDENCE'), '65a59f46-61ae-4dac-a040-a25fca647cb2'],
  ['MHTRNR', '3108', requires('REQUIREMENT_KIND_MENTAL_HEALTH_TREATMENT'), '5473390c-dbe2-4026-a95f-8bb99d2e011d'],
  ['Drug Rehabilitation', '3109', requires('REQUIREMENT_KIND_DRUG_REHABILITATION')],
  ['ATR', '3110', requires('REQUIREMENT_KIND_ALCOHOL_TREATMENT'), '9941e3d0-0e80-46c6-95c6-5b4f1a88c83d'],
  ['ACR', '3111', requires('REQUIREMENT_KIND_ATTENDANCE_CENTRE'), 'f9eac601-a1e7-4d45-99ee-c49e2c4ca85b'],
  ['Alcohol Abstinence', '3146', requires('REQUIREMENT_KIND_ALCOHOL_ABSTINENCE')],
  ['Foreign Travel', '3147', requires('REQUIREMENT_KIND_FOREIGN_TRAVEL')],
  ['EMW', '3148', requires('REQUIREMENT_KIND_ELECTRONIC_MONITORING'), '45ea2d9f-ddd8-4c39-9585-780746ee6a8d'],
  ['Rehabilitation Activity', '3272', requires('REQUIREMENT_KIND_REHABILITATION_ACTIVITY')],
  // Remands, bail and warrants.
  ['RI', '4028', remand('REMAND_STATUS_CUSTODY'), 'd0a369c9-5a28-40ec-99cb-da7943550b18'],
  ['Remand in police custody', '4541', remand('REMAND_STATUS_CUSTODY')],
  ['Remand in custody', '4531', remand('REMAND_STATUS_CUSTODY')],
  ['Remand in custody, full argument', '4532', remand('REMAND_STATUS_CUSTODY')],
  ['Remand in custody after bail appeal', '4049', remand('REMAND_STATUS_CUSTODY')],
  ['Remand in custody, bail direction', '4046', remand('REMAND_STATUS_CUSTODY')],
  ['Remand to hospital', '4051', remand('REMAND_STATUS_HOSPITAL')],
  ['Remand on conditional bail', '4027', remand('REMAND_STATUS_CONDITIONAL_BAIL')],
  ['Conditional bail', '4530', remand('REMAND_STATUS_CONDITIONAL_BAIL')],
  ['Remand on unconditional bail', '4047', remand('REMAND_STATUS_UNCONDITIONAL_BAIL')],
  ['Remand in local authority accommodation', '4029', remand('REMAND_STATUS_LOCAL_AUTHORITY')],
  ['Remand in youth detention accommodation', '4058', remand('REMAND_STATUS_LOCAL_AUTHORITY')],
  ['Warrant backed for bail, dated', '4575', remand('REMAND_STATUS_WARRANT')],
  ['WOFN', '4576', remand('REMAND_STATUS_WARRANT'), 'c98cb51f-8639-49c1-91f0-a7e820c34355'],
  ['Warrant backed for bail, undated', '4577', remand('REMAND_STATUS_WARRANT')],
  // Sent to the Crown Court, and where the person waits.
  [
    'CCIU',
    '4558',
    remand('REMAND_STATUS_UNCONDITIONAL_BAIL', 'SENT_FOR_TRIAL'),
    '705140dc-833a-4aa0-a872-839009fc4494',
  ],
  ['Sent for trial, conditional bail', '4559', remand('REMAND_STATUS_CONDITIONAL_BAIL', 'SENT_FOR_TRIAL')],
  ['CCII', '4560', remand('REMAND_STATUS_CUSTODY', 'SENT_FOR_TRIAL'), '4ea1c855-03cc-48f8-8d58-970ea673f15d'],
  ['Sent for trial, custody, bail direction', '4561', remand('REMAND_STATUS_CUSTODY', 'SENT_FOR_TRIAL')],
  ['Sent for trial, custody, transfer direction', '4564', remand('REMAND_STATUS_CUSTODY', 'SENT_FOR_TRIAL')],
  [
    'Committed for sentence, unconditional bail',
    '4014',
    remand('REMAND_STATUS_UNCONDITIONAL_BAIL', 'SENT_FOR_SENTENCE'),
  ],
  ['Committed for sentence, conditional bail', '4015', remand('REMAND_STATUS_CONDITIONAL_BAIL', 'SENT_FOR_SENTENCE')],
  ['Committed for sentence, custody', '4016', remand('REMAND_STATUS_CUSTODY', 'SENT_FOR_SENTENCE')],
  ['Committed for sentence, custody, bail direction', '4017', remand('REMAND_STATUS_CUSTODY', 'SENT_FOR_SENTENCE')],
  ['Remitted for sentence, conditional bail', '4011', remand('REMAND_STATUS_CONDITIONAL_BAIL')],
  ['Remitted for sentence, custody', '4012', remand('REMAND_STATUS_CUSTODY')],
  ['Remitted for sentence, unconditional bail', '4013', remand('REMAND_STATUS_UNCONDITIONAL_BAIL')],
  // Reports, and what takes a result back.
  ['PSR', '', { is: 'report-requested' }, '029d370b-90f5-4650-b985-a61e9ec8db99'],
  ['ERR', '4583', { is: 'entered-in-error' }, 'c36fed37-b635-4303-b514-2273e9e2594d'],
  // Known, and no more than a result.
  ['A', '4506', RESULT, 'd278650c-e429-11e8-9f32-f2801f1b9fd1', '06b0c2bf-3f98-46ed-ab7e-56efaf9ecced'],
  ['Committed for sentence', '4001', RESULT],
  ['Convicted, awaiting sentence', '4004', RESULT],
  ['Sentence deferred', '4005', RESULT],
  ['Not guilty', '2004', RESULT],
  ['Acquitted', '2005', RESULT],
  ['DISM', '2006', RESULT],
  ['No evidence offered', '2050', RESULT],
  ['Discontinued', '2053', RESULT],
  ['WDRN', '2063', RESULT],
  ['Sentence quashed', '2068', RESULT],
  ['FCOST', '3011', RESULT],
  ['FCOMP', '3012', RESULT, 'ae89b99c-e0e3-47b5-b218-24d4fca3ca53'],
  ['FVS', '3117', RESULT, 'e866cd11-6073-4fdf-a229-51c9d694e1d0'],
  ['CBO', '1177', RESULT, '56e808c5-cd8f-4882-b8e2-c2f615e09c11'],
  ['Sexual Harm Prevention Order', '1179', RESULT],
  ['Reporting restrictions imposed', '4510', RESULT],
  ['Reporting restrictions lifted', '4509', RESULT],
  ['Pay by date', '', RESULT, 'bcb5a496-f7cf-11e8-8eb2-f2801f1b9fd1'],
  ['Risk or vulnerability factors', '', RESULT, '66105417-41c8-420d-820f-40b61b507442'],
  ['The new and amended requirements are', '', RESULT, '346edadd-5b2f-4e52-9d71-cd2296508cdf'],
  ["Next hearing in magistrates' court", '', RESULT, '70c98fa6-804d-11e8-adc0-fa7ae01bbebc'],
  ['To attend or a warrant to issue', '', RESULT, '69ff04d5-84e8-4a61-8478-82c2999c1969'],
]

export const RESULT_DEFINITIONS: readonly ResultDefinition[] = ROWS.map(([short, cjs, means, ...ids]) => ({
  short,
  cjs,
  means,
  ids,
}))

const byId = new Map(RESULT_DEFINITIONS.flatMap(row => row.ids.map(id => [id, row] as const)))
const byCjs = new Map(RESULT_DEFINITIONS.flatMap(row => (row.cjs ? [[row.cjs, row] as const] : [])))

/** The definition of a result, or undefined when the table has none. */
export const definitionOf = (definitionId: string, cjsCode: string): ResultDefinition | undefined =>
  byId.get(definitionId.toLowerCase()) ?? byCjs.get(cjsCode)
