import type { CalendarDate } from '@hub/calendar'
import type { HubEvent } from '@hub/contracts'
import type {
  Pathway,
  PathwayStanding,
  PreReleaseWindow,
  ResettlementFinding,
  ResettlementReport,
  ResettlementReportStanding,
} from '@hub/contracts/custody'
import type { Moment, PastEvent } from '@hub/decider'

/** A pathway as the resettlement service names it; `code` is its own word for one that the hub does not know. */
export interface NamedPathway {
  readonly pathway: Pathway
  readonly code: string
}

/** A pathway as it was told last, and when. */
export interface ToldPathway extends NamedPathway {
  readonly standing: PathwayStanding
  readonly toldAt: Moment
}

/** A report as it was told last, and when. */
export interface ToldReport {
  readonly standing: ResettlementReportStanding
  readonly findings: readonly ResettlementFinding[]
  readonly toldAt: Moment
}

/** What was said of a person's resettlement. */
export interface Resettlement {
  /** By their names. */
  readonly pathways: ReadonlyMap<string, ToldPathway>
  readonly reports: ReadonlyMap<ResettlementReport, ToldReport>
  /** The pre-release window that was said to be open; absent when none is. */
  readonly window?: PreReleaseWindow
  /** The day on which it was said to be open. */
  readonly openedOn?: CalendarDate
}

export const noResettlement: Resettlement = { pathways: new Map(), reports: new Map() }

export const pathwayName = ({ pathway, code }: NamedPathway): string => code || pathway

/** What an event says of resettlement; the same as before for every other event. */
export function evolveResettlement(before: Resettlement, { event, recordedAt }: PastEvent<HubEvent>): Resettlement {
  switch (event.type) {
    case 'hub.custody.v1.PathwayStatusChanged': {
      const { pathway, pathwayCode: code, after: standing } = event.data
      if (!standing) return before
      const told = { pathway, code, standing, toldAt: recordedAt }
      return { ...before, pathways: new Map(before.pathways).set(pathwayName(told), told) }
    }
    case 'hub.custody.v1.ResettlementReportChanged': {
      const { report, after: standing, findings } = event.data
      if (!standing) return before
      return { ...before, reports: new Map(before.reports).set(report, { standing, findings, toldAt: recordedAt }) }
    }
    case 'hub.custody.v1.PreReleaseWindowOpened': {
      const { window, saidOn: openedOn } = event.data
      return window ? { ...before, window, ...(openedOn ? { openedOn } : {}) } : before
    }
    case 'hub.custody.v1.PreReleaseWindowMoved':
      return event.data.window ? { ...before, window: event.data.window } : before
    case 'hub.custody.v1.PreReleaseWindowClosed': {
      const { window: _, openedOn: __, ...rest } = before
      return rest
    }
    default:
      return before
  }
}
