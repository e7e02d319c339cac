import type { PromiseRow } from './row'

/**
 * Responsibility passes to the community, and probation names who takes it, two days after the handover date at the latest.
 * Where somebody is named already when the date is set there is nothing to promise.
 */
const comAllocation: PromiseRow = {
  name: 'com-allocation',
  title: 'Community offender manager named',
  promisedBy: 'probation service',
  promisedTo: 'prison',
  source: 'offender-management-allocation-manager: calculated_handover_date.rb (COM allocation overdue)',
  made: {
    event: 'hub.custody.v1.HandoverDatesSet',
    when: [{ field: 'com', noneOf: ['COMMUNITY_MANAGER_NAMED'] }],
    key: ['saidOn'],
    since: 'saidOn',
  },
  due: { day: 'comAllocationDue' },
  // One person's handover is one matter, whatever its day.
  matter: ['identity.token'],
  moved: {
    events: [{ event: 'hub.custody.v1.HandoverDatesChanged', days: 'comAllocationDue' }],
    unit: 'identity.token',
    only: 'identity.token',
  },
  answers: {
    events: [
      {
        event: 'hub.custody.v1.CommunityOffenderManagerChanged',
        when: [{ field: 'com', oneOf: ['COMMUNITY_MANAGER_NAMED'] }],
        keeps: true,
        step: 'named',
      },
    ],
    unit: 'identity.token',
    steps: ['named'],
    sameWithinDays: 0,
  },
  // Release, death and removal end the handover too, and say so by this event.
  cancelled: [{ event: 'hub.custody.v1.HandoverDatesCleared', because: 'there is no handover any more' }],
  shows: { reason: 'standing.reason', handover: 'standing.handover' },
}

export const custodyPromises: readonly PromiseRow[] = [comAllocation]
