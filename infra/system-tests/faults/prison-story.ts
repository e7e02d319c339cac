import { addDays, type CalendarDate, formatCalendarDate } from '@hub/calendar'
import type { FaultMessage } from './messages'

/** What a day brings: messages, and what prisoner search answers about a path from then on. */
export interface DayOfPrison {
  readonly day: CalendarDate
  readonly messages: readonly FaultMessage[]
  readonly records: ReadonlyMap<string, object>
}

interface Told {
  readonly messages: FaultMessage[]
  readonly records: Map<string, object>
}

const PRISONS = ['LEI', 'MDI', 'HDI', 'NMI', 'SDI']
export const FIRST_DAY: CalendarDate = { year: 2026, month: 1, day: 6 }

/**
 * A prison of so many people over so many days, about eight messages each: admitted on remand or sentenced, sentenced or
 * sentenced anew, moved, out for a while, at court, released, recalled; most movements told by both families. One in ten
 * is admitted under a number that is later removed for another. Only days on which something is told.
 */
export function drawPrison(random: () => number, people: number, days: number): readonly DayOfPrison[] {
  const below = (limit: number) => Math.floor(random() * limit)
  const byDay = new Map<number, Told>()
  const on = (day: number): Told => {
    const there = byDay.get(day) ?? { messages: [], records: new Map<string, object>() }
    byDay.set(day, there)
    return there
  }
  for (let person = 0; person < people; person++) {
    const kept = `A${String(person).padStart(4, '0')}BC`
    let noms = person % 10 === 3 ? `B${kept.slice(1)}` : kept
    let prison = PRISONS[below(PRISONS.length)]!
    let hour = 0
    let record: Record<string, unknown> = {
      status: 'ACTIVE IN',
      dateOfBirth: `${1950 + below(60)}-05-09`,
      legalStatus: 'REMAND',
    }
    const know = (day: number, over: object) => {
      record = { ...record, ...over, prisonerNumber: noms, prisonId: prison }
      on(day).records.set(`/prisoner/${noms}`, record)
    }
    const momentOf = (day: number) => {
      hour = (hour + 1) % 10
      return `${formatCalendarDate(addDays(FIRST_DAY, day))}T${String(8 + hour).padStart(2, '0')}:00:00Z`
    }
    const tell = (day: number, type: string, information: object, of = noms, moment = momentOf(day)) => {
      on(day).messages.push({
        name: `${type} ${of}`,
        channel: 'hmpps-domain-events',
        body: Buffer.from(
          JSON.stringify({
            eventType: type,
            version: 1,
            occurredAt: moment,
            additionalInformation: { nomsNumber: of, ...information },
            personReference: { identifiers: [{ type: 'NOMS', value: of }] },
          }),
        ),
      })
    }
    const move = (day: number, way: 'received' | 'released', reason: string, code: string) => {
      const told = { reason, prisonId: prison }
      if (random() < 0.7) tell(day, `prisoner-offender-search.prisoner.${way}`, told)
      if (random() < 0.7)
        tell(day, `prison-offender-events.prisoner.${way}`, { ...told, nomisMovementReasonCode: code })
    }
    const late = (day: number, removed: string) => {
      const yesterday = `${formatCalendarDate(addDays(FIRST_DAY, day - 2))}T20:00:00Z`
      const told = { reason: 'TRANSFERRED', nomisMovementReasonCode: 'INT', prisonId: prison }
      if (day < days) tell(day, 'prison-offender-events.prisoner.received', told, removed, yesterday)
    }
    const sentence = (day: number) => {
      const date = (from: number, span: number) => formatCalendarDate(addDays(FIRST_DAY, day + from + below(span)))
      know(day, {
        legalStatus: 'SENTENCED',
        recall: false,
        indeterminateSentence: random() < 0.15,
        category: random() < 0.3 ? 'D' : 'C',
        sentenceStartDate: date(-300, 300),
        conditionalReleaseDate: date(60, 900),
        ...(random() < 0.2 ? { paroleEligibilityDate: date(60, 700) } : {}),
        ...(random() < 0.3 ? { tariffDate: date(30, 700) } : {}),
      })
    }

    let day = below(days / 3)
    if (random() < 0.5) sentence(day)
    else know(day, {})
    move(day, 'received', 'ADMISSION', 'N')
    for (let step = 0; step < 6 && day < days; step++) {
      day += 1 + below(days / 6)
      if (day >= days) break
      const draw = random()
      if (noms !== kept && step > 0) {
        const removed = noms
        noms = kept
        know(day, {})
        tell(day, 'prison-offender-events.prisoner.merged', {
          removedNomsNumber: removed,
          bookingId: '1',
          reason: 'MERGE',
        })
        // A movement of the day before is told of the removed number late.
        late(day + 1, removed)
      } else if (draw < 0.4) {
        sentence(day)
        tell(day, 'prisoner-offender-search.prisoner.updated', { categoriesChanged: ['SENTENCE', 'STATUS'] })
      } else if (draw < 0.6) {
        move(day, 'released', 'TRANSFERRED', 'INT')
        prison = PRISONS[below(PRISONS.length)]!
        know(day, {})
        move(day, 'received', 'TRANSFERRED', 'INT')
      } else if (draw < 0.75) {
        move(day, 'released', 'TEMPORARY_ABSENCE_RELEASE', 'C5')
        move(day, 'received', 'TEMPORARY_ABSENCE_RETURN', 'C5')
      } else if (draw < 0.85) {
        move(day, 'released', 'SENT_TO_COURT', 'CRT')
        move(day, 'received', 'RETURN_FROM_COURT', 'CA')
      } else {
        move(day, 'released', 'RELEASED', random() < 0.1 ? 'UAL' : 'CR')
        day += 1 + below(60)
        if (day >= days) break
        know(day, { legalStatus: 'RECALL', recall: true })
        move(day, 'received', 'ADMISSION', '24')
      }
    }
  }
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([day, { messages, records }]) => ({ day: addDays(FIRST_DAY, day), messages, records }))
}
