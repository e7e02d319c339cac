import { type CalendarDate, type DatedRow, datedTable, rowOn } from '@hub/calendar'
import { ReleaseKind } from '@hub/contracts/custody'

export type Direction = 'IN' | 'OUT'

/** What a movement comes to. */
export type MovementMeaning =
  | { readonly is: 'received'; readonly recall: boolean }
  | { readonly is: 'released'; readonly kind: ReleaseKind }
  | { readonly is: 'transferred' }
  | { readonly is: 'absence-started' }
  | { readonly is: 'absence-ended' }
  | { readonly is: 'died' }
  | { readonly is: 'to-court' }
  | { readonly is: 'from-court' }
  /** Nobody moved: bookkeeping in NOMIS. */
  | { readonly is: 'administrative' }

/** Movement types of NOMIS: admission, release, transfer, temporary absence, court. */
type MovementType = 'ADM' | 'REL' | 'TRN' | 'TAP' | 'CRT'

/** What a movement of one type, direction and NOMIS reason code means, from one day to another. */
export interface MovementRow extends DatedRow {
  readonly type: MovementType
  readonly direction: Direction
  /** NOMIS movement reason codes; `*` is every code of the type that no other row has, the empty text is no code. */
  readonly codes: readonly string[]
  readonly means: MovementMeaning
}

const EVER = '1900-01-01'
const POE = 'hmpps-prison-offender-events: PrisonApiService.kt'
const PIS = 'hmpps-probation-integration-services: prison-custody-status-to-delius, application-prisoner-movement.yml'
const RP = 'hmpps-resettlement-passport-api: OffenderEventsService.kt'
const released = (kind: ReleaseKind): MovementMeaning => ({ is: 'released', kind })

/**
 * NOMIS movements. Codes change with policy, so each row has its days; no source dates one of these yet. What a source
 * treats as the rest of a type has code `*`: a release that probation handles no other way is a release on licence.
 */
export const MOVEMENTS: readonly MovementRow[] = [
  { type: 'ADM', direction: 'IN', codes: ['*', ''], means: { is: 'received', recall: false }, from: EVER, source: POE },
  {
    type: 'ADM',
    direction: 'IN',
    codes: ['L', 'B', 'Y'],
    means: { is: 'received', recall: true },
    from: EVER,
    source: POE,
  },
  {
    type: 'ADM',
    direction: 'IN',
    codes: ['PD', 'ELR', '24', 'ETRLR'],
    means: { is: 'received', recall: true },
    from: EVER,
    source: RP,
  },
  {
    type: 'ADM',
    direction: 'IN',
    codes: ['INT', 'TRNCRT', 'TRNTAP'],
    means: { is: 'transferred' },
    from: EVER,
    source: POE,
  },
  {
    type: 'REL',
    direction: 'OUT',
    codes: ['*'],
    means: released(ReleaseKind.RELEASE_KIND_ON_LICENCE),
    from: EVER,
    source: PIS,
  },
  {
    type: 'REL',
    direction: 'OUT',
    codes: [''],
    means: released(ReleaseKind.RELEASE_KIND_NOT_KNOWN),
    from: EVER,
    source: PIS,
  },
  { type: 'REL', direction: 'OUT', codes: ['DEC'], means: { is: 'died' }, from: EVER, source: PIS },
  {
    type: 'REL',
    direction: 'OUT',
    codes: ['HO', 'HP', 'HQ'],
    means: released(ReleaseKind.RELEASE_KIND_HOSPITAL),
    from: EVER,
    source: PIS,
  },
  {
    type: 'REL',
    direction: 'OUT',
    codes: ['DD', 'DE', 'DL', 'ETR'],
    means: released(ReleaseKind.RELEASE_KIND_IMMIGRATION_REMOVAL),
    from: EVER,
    source: PIS,
  },
  {
    type: 'REL',
    direction: 'OUT',
    codes: ['UAL', 'UAL_ECL'],
    means: released(ReleaseKind.RELEASE_KIND_UNLAWFULLY_AT_LARGE),
    from: EVER,
    source: PIS,
  },
  {
    type: 'REL',
    direction: 'OUT',
    codes: ['ECSL'],
    means: released(ReleaseKind.RELEASE_KIND_END_OF_CUSTODY_LICENCE),
    from: EVER,
    source: PIS,
  },
  { type: 'REL', direction: 'OUT', codes: ['MRG'], means: { is: 'administrative' }, from: EVER, source: PIS },
  { type: 'TRN', direction: 'OUT', codes: ['*', ''], means: { is: 'transferred' }, from: EVER, source: POE },
  { type: 'TRN', direction: 'IN', codes: ['*', ''], means: { is: 'transferred' }, from: EVER, source: POE },
  { type: 'TAP', direction: 'OUT', codes: ['*', ''], means: { is: 'absence-started' }, from: EVER, source: POE },
  // Also with a code that looks like a recall: probation ends the temporary licence and nothing else (RecallAction.kt).
  { type: 'TAP', direction: 'IN', codes: ['*', ''], means: { is: 'absence-ended' }, from: EVER, source: PIS },
  { type: 'CRT', direction: 'OUT', codes: ['*', ''], means: { is: 'to-court' }, from: EVER, source: POE },
  { type: 'CRT', direction: 'IN', codes: ['*', ''], means: { is: 'from-court' }, from: EVER, source: POE },
]

/** A reason as the prison event families write it, and the movement it stands for. */
export interface ReasonRow extends DatedRow {
  readonly reason: string
  readonly direction: Direction
  readonly type: MovementType
  /** The code the reason implies, whatever code stands beside it. */
  readonly code?: string
}

const EVENTS = 'hmpps-domain-events: spec/schemas, prison-offender-events and prisoner-offender-search'

/** Reasons of prison-offender-events and prisoner-offender-search. */
export const REASONS: readonly ReasonRow[] = [
  { reason: 'ADMISSION', direction: 'IN', type: 'ADM', from: EVER, source: EVENTS },
  { reason: 'NEW_ADMISSION', direction: 'IN', type: 'ADM', from: EVER, source: EVENTS },
  { reason: 'READMISSION', direction: 'IN', type: 'ADM', from: EVER, source: EVENTS },
  { reason: 'READMISSION_SWITCH_BOOKING', direction: 'IN', type: 'ADM', from: EVER, source: EVENTS },
  { reason: 'POST_MERGE_ADMISSION', direction: 'IN', type: 'ADM', from: EVER, source: EVENTS },
  { reason: 'TRANSFERRED', direction: 'IN', type: 'TRN', from: EVER, source: EVENTS },
  { reason: 'RETURN_FROM_COURT', direction: 'IN', type: 'CRT', from: EVER, source: EVENTS },
  { reason: 'TEMPORARY_ABSENCE_RETURN', direction: 'IN', type: 'TAP', from: EVER, source: EVENTS },
  { reason: 'RELEASED', direction: 'OUT', type: 'REL', from: EVER, source: EVENTS },
  { reason: 'RELEASED_TO_HOSPITAL', direction: 'OUT', type: 'REL', code: 'HP', from: EVER, source: EVENTS },
  { reason: 'TRANSFERRED', direction: 'OUT', type: 'TRN', from: EVER, source: EVENTS },
  { reason: 'SENT_TO_COURT', direction: 'OUT', type: 'CRT', from: EVER, source: EVENTS },
  { reason: 'TEMPORARY_ABSENCE_RELEASE', direction: 'OUT', type: 'TAP', from: EVER, source: EVENTS },
]

const movements = datedTable(
  'NOMIS movements',
  MOVEMENTS.flatMap(row => row.codes.map(code => ({ ...row, code }))),
  ({ type, direction, code }) => `${type}/${direction}/${code}`,
)
const reasons = datedTable('reasons of prison movements', REASONS, ({ reason, direction }) => `${reason}/${direction}`)

/** A movement as a prison event tells of it. */
export interface ToldMovement {
  readonly direction: Direction
  /** The family's reason; empty when not stated. */
  readonly reason: string
  /** NOMIS movement reason code; empty when not stated. */
  readonly code: string
  /** The day of the movement in London. */
  readonly on: CalendarDate
}

/** What a movement means, or undefined when the tables do not have it. */
export function meaningOf({ direction, reason, code, on }: ToldMovement): MovementMeaning | undefined {
  const row = rowOn(reasons, on, `${reason}/${direction}`)
  return row && movementRow({ type: row.type, direction, code: row.code ?? code, on })?.means
}

/** The row of a NOMIS movement; undefined when the table has none. */
export function movementRow(movement: {
  readonly type: MovementType
  readonly direction: Direction
  /** Empty when there is none. */
  readonly code: string
  readonly on: CalendarDate
}): MovementRow | undefined {
  const { type, direction, code, on } = movement
  const of = (candidate: string) => rowOn(movements, on, `${type}/${direction}/${candidate}`)
  return of(code) ?? (code === '' ? undefined : of('*'))
}
