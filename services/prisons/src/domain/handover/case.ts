import type { CalendarDate } from '@hub/calendar'

/** Who leads a case in custody; AM:app/models/calculated_handover_date.rb. */
export type Responsibility =
  /** The prison offender manager (POM) is responsible, the community offender manager (COM) not involved. */
  | 'CustodyOnly'
  /** The POM is responsible, the COM supports. */
  | 'CustodyWithCom'
  /** The COM is responsible, the POM supports. */
  | 'Community'

/**
 * What is known of one person for OMiC handover, named as in the rule `handover`. Absent is not known, and counts as
 * the docstrings say; every other question that needs an absent fact is answered no.
 */
export interface HandoverCase {
  /** Not known counts as determinate. */
  readonly sentenceType?: 'determinate' | 'indeterminate'
  readonly sentenceStartDate?: CalendarDate
  readonly conditionalReleaseDate?: CalendarDate
  /** Entered by hand; wins over the calculated date. */
  readonly conditionalReleaseOverrideDate?: CalendarDate
  readonly automaticReleaseDate?: CalendarDate
  /** Entered by hand; wins over the calculated date. */
  readonly automaticReleaseOverrideDate?: CalendarDate
  readonly paroleEligibilityDate?: CalendarDate
  /** Says only that the person is sentenced: it plays no part in handover. */
  readonly postRecallReleaseDate?: CalendarDate
  readonly homeDetentionCurfewEligibilityDate?: CalendarDate
  readonly homeDetentionCurfewActualDate?: CalendarDate
  /** The prison's effective release date, where others say only it: a confirmed date, an approved parole, an NPD or MTD. */
  readonly prisonReleaseDate?: CalendarDate
  /** Tariff expiry date (TED). */
  readonly tariffDate?: CalendarDate
  /** Target parole hearing date (THD): the latest of the reviews whose hearing is not before the sentence. */
  readonly targetHearingDate?: CalendarDate
  /** When each indeterminate sentence starts, one for each court case. */
  readonly indeterminateSentenceStartDates?: readonly CalendarDate[]
  readonly recalled?: boolean
  /** Not known: the imprisonment status tells. */
  readonly immigrationCase?: boolean
  readonly earlyAllocation?: boolean
  /** NOMIS imprisonment status. */
  readonly imprisonmentStatus?: string
  /** 0 to 3. */
  readonly mappaLevel?: number
  /** Outcome text of the latest completed parole review of this sentence; absent where none is completed. */
  readonly lastParoleOutcome?: string
  readonly prisonId?: string
  /** The latest movement into this prison. */
  readonly prisonArrivalDate?: CalendarDate
  /** Not known: the prison tells. */
  readonly estate?: 'mens' | 'womens'
  readonly categoryCode?: string
  /** When the category was approved. */
  readonly categoryActiveSince?: CalendarDate
  readonly welsh?: boolean
  /** Only rule sets before April 2023 ask. Not known counts as NPS. */
  readonly provider?: 'NPS' | 'CRC'
  readonly responsibilityOverride?: 'Prison' | 'Probation'
  /** Not known excludes nobody. */
  readonly dateOfBirth?: CalendarDate
}

/** The source of nearly everything here, with the file and, for what has changed since, the commit. */
export const am = (file: string, commit?: string): string =>
  `offender-management-allocation-manager: ${file}${commit ? ` (${commit})` : ''}`

export const isIndeterminate = ({ sentenceType }: HandoverCase): boolean => sentenceType === 'indeterminate'

/** Immigration case: imprisonment status DET (1.2), unless a source says it itself. */
export const isImmigrationCase = ({ immigrationCase, imprisonmentStatus }: HandoverCase): boolean =>
  immigrationCase ?? imprisonmentStatus === 'DET'
