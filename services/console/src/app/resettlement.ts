import {
  pathwayStatusWord,
  pathwayWord,
  resettlementFindingWord,
  resettlementReportStateWord,
  resettlementReportWord,
} from '@hub/contracts'
import type { KnownPathway, KnownReport, PrisonerCustody, UpcomingRelease } from '@hub/contracts/custody'
import type { ConsolePorts } from '../ports'
import { askOne } from './contexts'
import { dateMeaning } from './custody-words'
import { dayText } from './london'
import { sentence } from './person'

/** A pathway or a report; empty texts for what there is not. */
interface ProgressView {
  readonly name: string
  readonly state: string
  readonly detail: string
  readonly ofEarlierStay: boolean
}

/** What is known of somebody's resettlement, as the page shows it. */
export interface ResettlementView {
  readonly pathways: readonly ProgressView[]
  readonly reports: readonly (ProgressView & { readonly findings: readonly string[] })[]
  readonly window?: { readonly opened: string; readonly release: string; readonly meaning: string }
  /** The region whose team has the case; that it is not known is said. Absent where it is no short sentence. */
  readonly shortSentenceTeam?: string
}

export function resettlementView(known: PrisonerCustody): ResettlementView {
  const { preReleaseWindow: window, shortSentenceTeam: team } = known
  return {
    pathways: known.pathways.map(pathwayView),
    reports: known.reports.map(reportView),
    ...(window?.opensOn && window.displayed?.date
      ? {
          window: {
            opened: dayText(window.opensOn),
            release: dayText(window.displayed.date),
            meaning: dateMeaning(window.displayed.type),
          },
        }
      : {}),
    ...(team ? { shortSentenceTeam: team.regionName || 'Of a region that is not known' } : {}),
  }
}

const pathwayView = ({ pathway, pathwayCode, standing, ofEarlierStay }: KnownPathway): ProgressView => ({
  name: pathwayCode || sentence(pathwayWord(pathway)),
  state: standing ? sentence(pathwayStatusWord(standing.status)) : '',
  detail: standing?.changedOn ? dayText(standing.changedOn) : '',
  ofEarlierStay,
})

const reportView = ({ report, standing, findings, ofEarlierStay }: KnownReport) => ({
  name: sentence(resettlementReportWord(report)),
  state: standing ? sentence(resettlementReportStateWord(standing.state)) : '',
  detail: standing?.skipReason ?? '',
  findings: findings.map(resettlementFindingWord),
  ofEarlierStay,
})

/** A person's release as the page shows it. */
export interface ReleaseRow {
  readonly personId: string
  readonly nomsNumber: string
  readonly release: string
  readonly meaning: string
  readonly window: boolean
  /** Empty where nothing was told of it. */
  readonly preReleaseReport: string
}

/** How many a page shows. */
export const MOST_RELEASES = 200

/** Releases from a prison within so many weeks, the next first, and those that were to be before today. */
export async function readReleases(
  { custody }: ConsolePorts,
  prisonId: string,
  weeks: number,
): Promise<{ readonly releases: readonly ReleaseRow[]; readonly overdue: readonly ReleaseRow[] }> {
  const { releases, overdue } = await askOne('prisons', () =>
    custody.listReleases({ prisonId, weeks, limit: MOST_RELEASES }),
  )
  return { releases: releases.map(releaseRow), overdue: overdue.map(releaseRow) }
}

const releaseRow = ({
  personId,
  nomsNumber,
  displayed,
  preReleaseWindow,
  preReleaseReport,
}: UpcomingRelease): ReleaseRow => ({
  personId,
  nomsNumber,
  release: displayed?.date ? dayText(displayed.date) : '',
  meaning: displayed ? dateMeaning(displayed.type) : '',
  window: preReleaseWindow,
  preReleaseReport: sentence(resettlementReportStateWord(preReleaseReport)),
})
