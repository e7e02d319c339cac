import { RemandStatus, SentenceKind } from '@hub/contracts/court'

/** What a judicial result comes to. */
export type ResultMeaning =
  | { readonly is: 'sentence'; readonly kind: SentenceKind }
  | { readonly is: 'requirement' }
  | { readonly is: 'remand'; readonly status: RemandStatus }
  | { readonly is: 'report-requested' }
  | { readonly is: 'entered-in-error' }
  /** Known, and recorded as a plain result. */
  | { readonly is: 'result' }

/** One result definition of the courts' reference data. */
export interface ResultDefinition {
  /** Short code of the result, as its text begins. */
  readonly short: string
  /** Definition ids (judicialResultTypeId): the stable key. */
  readonly ids: readonly string[]
  /** CJS national result code: the second key, for older definition ids. */
  readonly cjs?: string
  readonly means: ResultMeaning
}

const sentence = (kind: SentenceKind): ResultMeaning => ({ is: 'sentence', kind })
const remand = (status: RemandStatus): ResultMeaning => ({ is: 'remand', status })
const REQUIREMENT: ResultMeaning = { is: 'requirement' }
const RESULT: ResultMeaning = { is: 'result' }

/**
 * Result definitions seen in public fixtures of Common Platform (hmcts/cpp-context-results; the last row from
 * hmcts/cpp-context-subscriptions). No public list of all definitions exists: what is not here becomes a
 * `ResultRecorded` that says so. Looked up by id, then by CJS code, never by label: wording changes at source.
 */
export const RESULT_DEFINITIONS: readonly ResultDefinition[] = [
  {
    short: 'COEW',
    ids: ['418b3aa7-65ab-4a4a-bab9-2f96b698118c'],
    cjs: '1116',
    means: sentence(SentenceKind.SENTENCE_KIND_COMMUNITY_ORDER),
  },
  {
    short: 'COV',
    ids: ['4a026ff3-e1aa-407e-aafa-015723c1dbd0'],
    cjs: '1030',
    means: sentence(SentenceKind.SENTENCE_KIND_COMMUNITY_ORDER_VARIED),
  },
  {
    short: 'COA',
    ids: ['61c246d8-f771-4420-9e02-30f34c0305b1'],
    cjs: '1032',
    means: sentence(SentenceKind.SENTENCE_KIND_COMMUNITY_ORDER_AMENDED),
  },
  {
    short: 'OREV',
    ids: ['2e83102c-a262-4bb3-a48d-c2107a094a66'],
    cjs: '1029',
    means: sentence(SentenceKind.SENTENCE_KIND_ORDER_REVOKED),
  },
  {
    short: 'SUSPS',
    ids: ['8b1cff00-a456-40da-9ce4-f11c20959084'],
    cjs: '1115',
    means: sentence(SentenceKind.SENTENCE_KIND_SUSPENDED_IMPRISONMENT),
  },
  {
    short: 'IMP',
    ids: ['abb95a52-2a75-40c3-8d3f-a1d75a199c47'],
    cjs: '1002',
    means: sentence(SentenceKind.SENTENCE_KIND_IMPRISONMENT),
  },
  { short: 'FO', ids: [], cjs: '1015', means: sentence(SentenceKind.SENTENCE_KIND_FINE) },
  { short: 'CD', ids: [], cjs: '1018', means: sentence(SentenceKind.SENTENCE_KIND_CONDITIONAL_DISCHARGE) },
  { short: 'AD', ids: [], cjs: '1017', means: sentence(SentenceKind.SENTENCE_KIND_ABSOLUTE_DISCHARGE) },
  { short: 'UPWR', ids: ['9bec5977-1796-4645-9b9e-687d4f23d37d'], cjs: '3101', means: REQUIREMENT },
  { short: 'ATR', ids: ['9941e3d0-0e80-46c6-95c6-5b4f1a88c83d'], cjs: '3110', means: REQUIREMENT },
  { short: 'MHTRNR', ids: ['5473390c-dbe2-4026-a95f-8bb99d2e011d'], cjs: '3108', means: REQUIREMENT },
  { short: 'RR', ids: ['65a59f46-61ae-4dac-a040-a25fca647cb2'], cjs: '3107', means: REQUIREMENT },
  { short: 'ACR', ids: ['f9eac601-a1e7-4d45-99ee-c49e2c4ca85b'], cjs: '3111', means: REQUIREMENT },
  { short: 'EMW', ids: ['45ea2d9f-ddd8-4c39-9585-780746ee6a8d'], cjs: '3148', means: REQUIREMENT },
  { short: 'ERPEM', ids: ['091cd45b-4312-476e-a122-18cc02fd1699'], cjs: '3106', means: REQUIREMENT },
  {
    short: 'RI',
    ids: ['d0a369c9-5a28-40ec-99cb-da7943550b18'],
    cjs: '4028',
    means: remand(RemandStatus.REMAND_STATUS_CUSTODY),
  },
  {
    short: 'WOFN',
    ids: ['c98cb51f-8639-49c1-91f0-a7e820c34355'],
    cjs: '4576',
    means: remand(RemandStatus.REMAND_STATUS_WARRANT),
  },
  { short: 'ERR', ids: ['c36fed37-b635-4303-b514-2273e9e2594d'], cjs: '4583', means: { is: 'entered-in-error' } },
  { short: 'PSR', ids: ['029d370b-90f5-4650-b985-a61e9ec8db99'], means: { is: 'report-requested' } },
  { short: 'A', ids: ['d278650c-e429-11e8-9f32-f2801f1b9fd1'], cjs: '4506', means: RESULT },
  { short: 'CCIU', ids: ['705140dc-833a-4aa0-a872-839009fc4494'], cjs: '4558', means: RESULT },
  { short: 'CCII', ids: ['4ea1c855-03cc-48f8-8d58-970ea673f15d'], cjs: '4560', means: RESULT },
  { short: 'CBO', ids: ['56e808c5-cd8f-4882-b8e2-c2f615e09c11'], cjs: '1177', means: RESULT },
  {
    short: 'STIMP',
    ids: ['b65fb5f1-b11d-4a95-a198-3b81333c7cf9', '6cb15971-c945-4398-b7c9-3f8b743a4de3'],
    means: RESULT,
  },
  { short: 'DISM', ids: [], cjs: '2006', means: RESULT },
  { short: 'WDRN', ids: [], cjs: '2063', means: RESULT },
  { short: 'FCOST', ids: [], cjs: '3011', means: RESULT },
  { short: 'FCOMP', ids: ['ae89b99c-e0e3-47b5-b218-24d4fca3ca53'], cjs: '3012', means: RESULT },
  { short: 'FVS', ids: ['e866cd11-6073-4fdf-a229-51c9d694e1d0'], cjs: '3117', means: RESULT },
]

const byId = new Map(RESULT_DEFINITIONS.flatMap(row => row.ids.map(id => [id, row] as const)))
const byCjs = new Map(RESULT_DEFINITIONS.flatMap(row => (row.cjs ? [[row.cjs, row] as const] : [])))

/** The definition of a result, or undefined when the table has none. */
export const definitionOf = (definitionId: string, cjsCode: string): ResultDefinition | undefined =>
  byId.get(definitionId.toLowerCase()) ?? byCjs.get(cjsCode)
