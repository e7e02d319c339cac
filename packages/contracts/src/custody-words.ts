import {
  type CustodyStatus,
  HandoverTask,
  HandoverType,
  Pathway,
  type PathwayStatus,
  type ResettlementFinding,
  type ResettlementReport,
  type ResettlementReportState,
  Responsibility,
} from './gen/hub/custody/v1/types'

/** Where the prison system has a person, in words: `in prison`, `temporarily absent`, `released`. */
export const custodyStatusWord = (status: CustodyStatus): string => withoutPrefix(status, 'CUSTODY_STATUS_')

const withoutPrefix = (value: string, prefix: string): string =>
  value.slice(prefix.length).replaceAll('_', ' ').toLowerCase()

/** Who is responsible, as the rule `handover` names it, and that nobody is. */
export type ResponsibilityWord = 'CustodyOnly' | 'CustodyWithCom' | 'Community' | 'Nobody'

const RESPONSIBILITY_WORDS: Readonly<Partial<Record<Responsibility, ResponsibilityWord>>> = {
  [Responsibility.RESPONSIBILITY_CUSTODY_ONLY]: 'CustodyOnly',
  [Responsibility.RESPONSIBILITY_CUSTODY_WITH_COM]: 'CustodyWithCom',
  [Responsibility.RESPONSIBILITY_COMMUNITY]: 'Community',
}

/** The word for who is responsible. */
export const responsibilityWord = (responsibility: Responsibility): ResponsibilityWord =>
  RESPONSIBILITY_WORDS[responsibility] ?? 'Nobody'

/** Pathways whose names are more than the words of their codes. */
const PATHWAY_WORDS: Readonly<Partial<Record<Pathway, string>>> = {
  [Pathway.PATHWAY_ATTITUDES_THINKING_AND_BEHAVIOUR]: 'attitudes, thinking and behaviour',
  [Pathway.PATHWAY_CHILDREN_FAMILIES_AND_COMMUNITY]: 'children, families and community',
  [Pathway.PATHWAY_EDUCATION_SKILLS_AND_WORK]: 'education, skills and work',
  [Pathway.PATHWAY_FINANCE_AND_ID]: 'finance and ID',
}

/** The name of a pathway of resettlement. */
export const pathwayWord = (pathway: Pathway): string => PATHWAY_WORDS[pathway] ?? withoutPrefix(pathway, 'PATHWAY_')

/** How far a pathway is: `in progress`, `support declined`. */
export const pathwayStatusWord = (status: PathwayStatus): string => withoutPrefix(status, 'PATHWAY_STATUS_')

/** The name of a report of resettlement. */
export const resettlementReportWord = (report: ResettlementReport): string =>
  withoutPrefix(report, 'RESETTLEMENT_REPORT_').replace('pre release', 'pre-release')

/** How far a report of resettlement is; empty where nothing was told. */
export const resettlementReportStateWord = (state: ResettlementReportState): string =>
  withoutPrefix(state, 'RESETTLEMENT_REPORT_STATE_').replace('unspecified', '')

/** What in a report of resettlement is against the rules. */
export const resettlementFindingWord = (finding: ResettlementFinding): string =>
  withoutPrefix(finding, 'RESETTLEMENT_FINDING_')

const TASK_WORDS: Readonly<Partial<Record<HandoverTask, string>>> = {
  [HandoverTask.HANDOVER_TASK_CONTACTED_COM]: 'contacted the community offender manager',
  [HandoverTask.HANDOVER_TASK_REVIEWED_OASYS]: 'reviewed OASys',
}

/** A task of the handover checklist. */
export const handoverTaskWord = (task: HandoverTask): string =>
  TASK_WORDS[task] ?? withoutPrefix(task, 'HANDOVER_TASK_')

/** How much a handover asks for: none, standard, enhanced; empty where that is not known. */
export const handoverTypeWord = (type: HandoverType): string =>
  type === HandoverType.HANDOVER_TYPE_UNSPECIFIED ? '' : withoutPrefix(type, 'HANDOVER_TYPE_')
