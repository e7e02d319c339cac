import { eventOf } from '@hub/contracts'
import { CommunityManager, Responsibility } from '@hub/contracts/custody'
import type { Moment } from '@hub/decider'
import { isRecord, type Reader, readerOf, type SourceAnswer, type Tools } from '@hub/translation'
import type { Reading } from '../domain/readings'
import { regionOfUnit } from '../domain/resettlement/regions'
import { NOT_OVERRIDDEN } from '../domain/standing'
import { PROBATION } from '../domain/state'
import type { Ask } from './asks'
import { codeAt, prisonIdAt } from './envelope'
import { prisonerRecordOf } from './prisoner-record'
import { bookingOf, sentenceDetailOf, sentenceEnvelopeOf } from './sentence-detail'

/** What an answer comes to: what it says, or why nothing can be said until it is asked again. */
export type Understood = Said | { readonly is: 'asked-again'; readonly because: string }

export interface Said {
  readonly is: 'said'
  readonly readings: readonly Reading[]
  /** What of the answer could not be read; no personal values. */
  readonly warnings: readonly string[]
  /** The booking that the person's record names. */
  readonly booking?: string
}

const said = (warnings: readonly string[], ...readings: readonly Reading[]): Understood => ({
  is: 'said',
  readings,
  warnings,
})

/** Reads what a source answered. Whoever is not known to it, it says nothing of. */
export function understand(ask: Ask, answer: SourceAnswer, now: Moment, tools: Tools): Understood {
  const warnings: string[] = []
  switch (answer.is) {
    case 'away':
      return { is: 'asked-again', because: `${ask.source} cannot be reached` }
    case 'refused':
      return { is: 'asked-again', because: `${ask.source} refuses: ${answer.reason}` }
    case 'not-found':
      if (ask.for === 'record') return said(['knows nobody of this prison number'])
      if (ask.for === 'manager') return noManager(ask, readerOf(answer.body, []), now, tools)
      return said(warnings, ...(ask.for === 'probation' ? [{ is: 'unknown-to-probation' } as const] : []))
    case 'found':
      if (!isRecord(answer.body) || saysNothing(ask, answer.body))
        return { is: 'asked-again', because: `${ask.source} gives no object that says anything` }
      return read(ask, readerOf(answer.body, warnings), warnings, now, tools)
    default:
      return answer satisfies never
  }
}

/** What holds no date does not say that there is none; but a booking may have none, and is named all the same. */
function saysNothing({ for: of, names }: Ask, body: object): boolean {
  const fields = Object.keys(body)
  return fields.length === 0 || (of !== 'dates' && fields.every(field => Object.hasOwn(names, field)))
}

function read(ask: Ask, body: Reader, warnings: string[], now: Moment, tools: Tools): Understood {
  const isOther = ([field, of]: readonly [string, string]) => body.text(field)?.trim().toUpperCase() !== of
  const other =
    Object.entries(ask.names).find(isOther) ??
    Object.entries(ask.mayName ?? {}).find(named => body.has(named[0]) && isOther(named))
  if (other) return said([`${other[0]} is not the one asked for: the answer says nothing`])
  const booking = ask.for === 'record' ? body.text('bookingId') : undefined
  const readings = READERS[ask.for](body, ask, now, tools)
  return { is: 'said', readings, warnings, ...(booking ? { booking } : {}) }
}

type Read = (body: Reader, ask: Ask, now: Moment, tools: Tools) => readonly Reading[]

const READERS: Readonly<Record<Ask['for'], Read>> = {
  record: (body, { source }, now, tools) => prisonerRecordOf(body, source, now, tools),
  dates: (body, { source }) => {
    const { dates, carries } = sentenceDetailOf(body)
    return [{ is: 'dates', source, told: { dates, carries, exact: true } }]
  },
  booking: (body, _, now, tools) => [bookingIn(body, now, tools)],
  envelope: (body, ask, now, tools) => [envelopeIn(body, ask, now, tools)],
  handover: body => [...comOf(body), ...handoverOf(body)],
  manager: (body, ask, now, tools) => {
    if (isRecord(body.at('manager').value)) return [managerOf(ask, now, tools, body)]
    body.warn('manager', 'is no object: the answer says nothing')
    return []
  },
  probation: (body, _, now, tools) => [probationIn(body, now, tools), ...managerIn(body.at('manager'))],
}

/**
 * Reads `GET /api/handovers/{nomsNumber}` of the allocation manager. It says POM or COM, which does not tell whether a COM
 * supports.
 */
function handoverOf(body: Reader): readonly Reading[] {
  const responsibility = RESPONSIBLE.get(body.text('responsibility') ?? '')
  if (!responsibility) {
    body.warn('responsibility', 'is neither POM nor COM: there is nothing to compare')
    return []
  }
  const fields = ['handoverStartDate', 'handoverDate'] as const
  const [start, handover] = fields.map(field => body.date(field))
  // What cannot be read is no other date.
  if (fields.some(field => body.has(field) && !body.date(field))) return []
  const theirs = { responsibility, start, handover, reason: '', ruleSet: '', ...NOT_OVERRIDDEN }
  return [{ is: 'handover', theirs }]
}

const RESPONSIBLE: ReadonlyMap<string, Responsibility> = new Map([
  ['COM', Responsibility.RESPONSIBILITY_COMMUNITY],
  ['POM', Responsibility.RESPONSIBILITY_CUSTODY_ONLY],
])

/** Newer answers name the COM, by name or e-mail or both; older ones say nothing of it. */
function comOf(body: Reader): readonly Reading[] {
  const fields = ['responsibleComName', 'responsibleComEmail']
  if (!fields.some(field => Object.hasOwn(body.value as object, field))) return []
  return [comReading(fields.some(field => body.text(field) !== undefined))]
}

const comReading = (isNamed: boolean): Reading => ({
  is: 'com',
  com: isNamed ? CommunityManager.COMMUNITY_MANAGER_NAMED : CommunityManager.COMMUNITY_MANAGER_NOBODY,
})

/** A 404 that says so means that nobody is allocated any more; every other one that it is not ready (PomAllocated.kt). */
function noManager(ask: Ask, body: Reader, now: Moment, tools: Tools): Understood {
  if (body.text('message')?.toLowerCase() === 'not allocated') return said([], managerOf(ask, now, tools))
  return { is: 'asked-again', because: `${ask.source} has not got the allocation ready` }
}

function managerOf({ trigger = '' }: Ask, now: Moment, tools: Tools, body?: Reader): Reading {
  const manager = body?.at('manager')
  const name = [manager?.text('forename'), manager?.text('surname')].filter(part => part !== undefined).join(' ')
  const event = eventOf('hub.custody.v1.PrisonOffenderManagerChanged', {
    deallocated: body === undefined,
    prisonId: body ? prisonIdAt(body.at('prison'), 'code') : '',
    trigger,
    personal: { managerName: name.slice(0, MOST_LETTERS) },
  })
  return { is: 'manager', fact: { key: 'manager', event, hash: tools.hashOf(event), occurredAt: now } }
}

const MOST_LETTERS = 200

function bookingIn(body: Reader, now: Moment, tools: Tools): Reading {
  const { bookingId, bookNumber, active } = bookingOf(body)
  const event = eventOf('hub.custody.v1.BookingRead', { bookingId, bookNumber, active, personal: {} })
  return { is: 'booking', fact: { key: 'booking', event, hash: tools.hashOf(event), occurredAt: now } }
}

/** Who is asked about a person answers about their booking, which older answers do not name. */
function envelopeIn(body: Reader, { mayName }: Ask, now: Moment, tools: Tools): Reading {
  const envelope = sentenceEnvelopeOf(body)
  const bookingId = envelope.bookingId || mayName!.bookingId!
  const event = eventOf('hub.custody.v1.SentenceEnvelopeRead', { ...envelope, bookingId, personal: {} })
  return { is: 'envelope', fact: { key: 'sentence-envelope', event, hash: tools.hashOf(event), occurredAt: now } }
}

/** The delivery unit of the community manager's team tells the region. Resourcing is ENHANCED or NORMAL, a MAPPA level 0 to 3. */
function probationIn(body: Reader, now: Moment, tools: Tools): Reading {
  const unit = body.at('manager').at('team').at('localDeliveryUnit')
  const region = regionOfUnit(unit.text('description') ?? '')
  const resourcing = body.text('resourcing')?.toUpperCase() ?? ''
  const mappaLevel = body.whole('mappaLevel')
  const event = eventOf('hub.custody.v1.ProbationRecordRead', {
    regionId: region?.id ?? '',
    regionName: region?.name ?? '',
    deliveryUnit: codeAt(unit, 'code'),
    ...(RESOURCING.has(resourcing) ? { enhancedResourcing: RESOURCING.get(resourcing)! } : {}),
    ...(mappaLevel !== undefined && mappaLevel >= 0 && mappaLevel <= 3 ? { mappaLevel } : {}),
    personal: {},
  })
  return { is: 'probation', fact: { key: PROBATION, event, hash: tools.hashOf(event), occurredAt: now } }
}

/** Who manages the case in the community: a manager without a name is a team to which it is yet to be allocated. */
function managerIn(manager: Reader): readonly Reading[] {
  if (!isRecord(manager.value) || !Object.hasOwn(manager.value, 'name')) return []
  const name = manager.at('name')
  return [comReading(name.has('surname') || name.has('forename'))]
}

const RESOURCING: ReadonlyMap<string, boolean> = new Map([
  ['ENHANCED', true],
  ['NORMAL', false],
])
