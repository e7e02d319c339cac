import { compareInstants, daysBetween, type Instant, londonDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import type { PromiseRow } from '@hub/contracts'
import { ObligationServiceDefinition, PromiseStanding, PromiseState } from '@hub/contracts/obligation'
import { type Served, serve } from '@hub/service'
import type { Store } from '@hub/store'
import { livingOf, type PersonTold, peopleOf } from '../domain/person'
import { type Standing, standingsOf } from '../domain/standing'
import { clusterOf } from './people'
import { promiseIdOf } from './tell'

/** How promises stand, told at the moment of asking from what they rest on. */
export function obligationService(rows: readonly PromiseRow[], store: Store, clock: Clock): Served {
  return serve(ObligationServiceDefinition, {
    listPromises: async ({ personId, promise }) => {
      const read = async (id: string) => (await store.get<PersonTold>('people', [id])).get(id)
      const cluster = await clusterOf(read, personId)
      const survivor = livingOf(cluster, personId)
      const told = peopleOf(cluster).get(survivor) ?? []
      const now = clock.now()
      const promises = rows
        .filter(({ name }) => promise === '' || promise === name)
        .flatMap(row => standingsOf(row, told, now).flatMap(standing => messageOf(row, standing, now)))
      return { personId: survivor, promises }
    },
  })
}

function messageOf(row: PromiseRow, standing: Standing, now: Instant): readonly PromiseStanding[] {
  const { maker, due, kept, step, cancelled } = standing
  if (!due) return []
  const late = compareInstants(due.end, now) <= 0 && !cancelled ? daysBetween(due.day, londonDate(now)) : 0
  return [
    PromiseStanding.fromPartial({
      promiseId: promiseIdOf(maker),
      promise: row.name,
      title: row.title,
      promisedBy: row.promisedBy,
      promisedTo: row.promisedTo,
      due: due.day,
      ...(due.remindOn ? { remindOn: due.remindOn } : {}),
      state: stateOf(standing),
      step,
      ...(kept ? { keptAt: kept.at } : {}),
      daysLate: kept ? kept.daysLate : late,
      document: kept?.document ?? '',
      cancelledBecause: cancelled?.because ?? '',
      madeBy: maker.eventId,
      about: maker.about,
    }),
  ]
}

function stateOf({ kept, missed, cancelled }: Standing): PromiseState {
  if (kept) return missed ? PromiseState.PROMISE_STATE_KEPT_LATE : PromiseState.PROMISE_STATE_KEPT
  if (cancelled) return PromiseState.PROMISE_STATE_CANCELLED
  return missed ? PromiseState.PROMISE_STATE_MISSED : PromiseState.PROMISE_STATE_OPEN
}
