import { compareInstants } from '@hub/calendar'
import { type Custody, CustodyStatus, type PrisonRecord } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'

/** What the prison's own record says of where somebody is, as long as it says the same. */
export interface Whereabouts {
  readonly is: 'in custody' | 'restricted patient' | 'out'
  /** When it was read so first and last. */
  readonly since: Moment
  readonly readAt: Moment
}

/** With a record that was read after those before it; one that does not say changes nothing. */
export function withRecord(
  known: readonly Whereabouts[],
  { status, restrictedPatient }: Pick<PrisonRecord, 'status' | 'restrictedPatient'>,
  readAt: Moment,
): readonly Whereabouts[] {
  if (status === '') return known
  // The record of a patient says the same of the status.
  const is = status !== 'INACTIVE OUT' ? 'in custody' : restrictedPatient ? 'restricted patient' : 'out'
  const last = known.at(-1)
  return last?.is === is ? [...known.slice(0, -1), { ...last, readAt }] : [...known, { is, since: readAt, readAt }]
}

/** The index of prisoner search is seconds behind NOMIS; after a minute it is taken at its word. The hub's rule. */
export const SEARCH_LAGS_SECONDS = 60n

/** A movement that leaves somebody in custody: when it happened, and when it was told first. */
interface Latest {
  readonly happenedAt: Moment
  readonly toldAt: Moment
}

/**
 * From when on somebody is out of whose release no event came, by what the record said last before `until`: the prison
 * search tells of them whom movements leave in prison (reconcile_released_offenders_service.rb). Not who is temporarily
 * absent, whose record says the same, nor a patient until they are discharged. A record that was read before the latest
 * movement was told, or so soon after it happened that the search may be behind, may not know of it.
 */
export function outByRecord(
  whereabouts: readonly Whereabouts[],
  held: Custody | undefined,
  latest: Latest | undefined,
  until?: Moment,
): Moment | undefined {
  const said = until ? whereabouts.filter(({ since }) => compareInstants(since, until) < 0) : whereabouts
  const [before, last] = [said.at(-2), said.at(-1)]
  if (last?.is !== 'out' || (latest && !mayKnow(last.readAt, latest))) return undefined
  if (held?.status === CustodyStatus.CUSTODY_STATUS_TEMPORARILY_ABSENT) return undefined
  const isPatient = held?.status === CustodyStatus.CUSTODY_STATUS_IN_HOSPITAL && before?.is !== 'restricted patient'
  return isPatient ? undefined : last.since
}

const mayKnow = (readAt: Moment, { happenedAt, toldAt }: Latest): boolean =>
  compareInstants(readAt, toldAt) >= 0 && readAt.seconds - happenedAt.seconds >= SEARCH_LAGS_SECONDS
