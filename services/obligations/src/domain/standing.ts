import {
  addDays,
  addWorkingDays,
  type CalendarDate,
  compareInstants,
  compareInstantTexts,
  datedTable,
  daysBetween,
  formatCalendarDate,
  hasWorkingDays,
  type Instant,
  parseCalendarDate,
  parseInstant,
  rowOn,
  startOfLondonDay,
} from '@hub/calendar'
import type { PromiseRow } from '@hub/contracts'
import {
  type Answer,
  dayOf,
  type End,
  inPlace,
  isMaker,
  isMove,
  latestBy,
  type Maker,
  type Move,
  type Told,
} from './told'

/** How one promise stands at a moment, by everything that was told. */
export interface Standing {
  readonly maker: Told & Maker
  /** Undefined: its event has no day to count from, so there is no promise. */
  readonly due?: Due
  readonly kept?: Kept
  /** Its day passed before it was kept or cancelled. */
  readonly missed: boolean
  readonly cancelled?: { readonly at: Instant; readonly because: string; readonly eventId: string }
  /** The last step of the work on it. */
  readonly step: string
}

export interface Due {
  readonly day: CalendarDate
  /** The moment from which it is late: the end of that day in London. */
  readonly end: Instant
  readonly remindOn?: CalendarDate
}

export interface Kept {
  readonly at: Instant
  readonly eventId: string
  readonly daysEarly: number
  readonly daysLate: number
  readonly document: string
}

/** True while nothing but the passing of its day can be waited for. */
export const isOpen = ({ due, kept, missed, cancelled }: Standing): boolean =>
  due !== undefined && !kept && !missed && !cancelled

/**
 * How every promise of one row about one person stands, the first due first. It rests on what was told and on the moment
 * alone, never on the order of telling.
 *
 * Work done keeps the earliest due promise that is not kept yet, was made by the day it was done and not cancelled
 * before; the others stay open. Work that two sources tell of is one.
 */
export function standingsOf(row: PromiseRow, told: readonly Told[], now: Instant): readonly Standing[] {
  const those = told.filter(each => each.row === row.name)
  const makers = latestBy(those.filter(isMaker), ({ key }) => key)
  const moves = latestBy(those.filter(isMove), ({ unit }) => unit)
  const ends = those.filter(isEnd)
  const pieces = piecesOf(row, those.filter(isAnswer))

  const candidates = makers
    .map(maker => candidateOf(row, maker, moves, ends))
    .sort((a, b) => order(a.due?.day, b.due?.day) || (a.maker.key < b.maker.key ? -1 : 1))
  assign(row, candidates, pieces)
  return candidates.map(candidate => standingOf(row, candidate, now))
}

interface Candidate {
  readonly maker: Told & Maker
  readonly due: Due | undefined
  readonly end: (Told & End) | undefined
  work?: Piece
}

function candidateOf(
  row: PromiseRow,
  maker: Told & Maker,
  moves: readonly (Told & Move)[],
  ends: readonly (Told & End)[],
): Candidate {
  const inMatter = (other: { readonly matter: string }) => maker.matter !== '' && other.matter === maker.matter
  const day = maker.day === undefined ? undefined : dueDay(row, parseCalendarDate(maker.day)!)
  const { movedBy } = maker
  const [moved] = moves
    .filter(move => (movedBy === undefined ? inMatter(move) && move.unit !== maker.unit : move.unit === movedBy))
    .flatMap(({ days }) => days)
    .filter(
      each => (row.moved?.anyDay || each > maker.since) && !(maker.fixed && movedBy === undefined && each < maker.day!),
    )
    .sort()
  const end = ends
    .filter(each => inMatter(each) && isAfter(row, each, maker))
    .sort((a, b) => compareInstantTexts(a.at, b.at) || inPlace(a, b))[0]
  const due = day && dueOf(row, moved ? parseCalendarDate(moved)! : day)
  return { maker, due, end }
}

const isAfter = (row: PromiseRow, end: Told & End, maker: Told & Maker): boolean =>
  dayOf(end) > maker.since ||
  (row.toTheMoment === true && dayOf(end) === maker.since && compareInstantTexts(end.at, maker.at) > 0)

function dueDay(row: PromiseRow, day: CalendarDate): CalendarDate | undefined {
  if ('day' in row.due) return day
  const term = rowOn(datedTable(row.name, row.due.terms), day)
  if (!term) return undefined
  if (term.workingDays !== undefined) return hasWorkingDays(day) ? addWorkingDays(day, term.workingDays) : undefined
  return addDays(day, term.days ?? 0)
}

function dueOf({ remindWorkingDaysBefore: before }: PromiseRow, day: CalendarDate): Due {
  const end = startOfLondonDay(addDays(day, 1))
  return before !== undefined && hasWorkingDays(day)
    ? { day, end, remindOn: addWorkingDays(day, -before) }
    : { day, end }
}

/** One piece of work: its steps, and what says that it is done. */
interface Piece {
  readonly answers: readonly (Told & Answer)[]
  readonly done: (Told & Answer) | undefined
  /** The day from which it counts: done, or first heard of. */
  readonly day: string
}

/** Work by channel and unit, the earliest first; what a second channel tells of the same work is put to the first. */
function piecesOf({ answers: { sameWithinDays } }: PromiseRow, answers: readonly (Told & Answer)[]): readonly Piece[] {
  const units = new Map<string, (Told & Answer)[]>()
  for (const answer of [...answers].sort(byMoment)) {
    const unit = `${answer.channel}|${answer.unit || answer.eventId}`
    units.set(unit, [...(units.get(unit) ?? []), answer])
  }
  const pieces: Piece[] = []
  for (const unit of [...units.values()].map(pieceOf).sort(byDay)) {
    const same = pieces.findIndex(piece => isSame(piece, unit, sameWithinDays))
    if (same < 0) pieces.push(unit)
    else pieces[same] = pieceOf([...pieces[same]!.answers, ...unit.answers].sort(byMoment))
  }
  return pieces.sort(byDay)
}

function pieceOf(answers: readonly (Told & Answer)[]): Piece {
  const done = answers.find(({ keeps }) => keeps)
  return { answers, done, day: dayOf(done ?? answers[0]!) }
}

/** Done within the days, and told of by different channels. */
function isSame(a: Piece, b: Piece, days: number): boolean {
  if (!a.done || !b.done) return false
  const channels = new Set(a.answers.map(({ channel }) => channel))
  return !b.answers.some(({ channel }) => channels.has(channel)) && Math.abs(apart(a.day, b.day)) <= days
}

function assign(row: PromiseRow, candidates: readonly Candidate[], pieces: readonly Piece[]): void {
  for (const piece of pieces) {
    const fits = candidates.find(
      ({ maker, due, end, work }) =>
        due && !work?.done && !maker.withdrawn && !isBefore(row, piece, maker) && !(end && isOver(row, end, piece)),
    )
    // Work in hand gives way to work that is done.
    if (fits && (piece.done || !fits.work)) fits.work = piece
  }
}

/** Work of before what made the promise has nothing to do with it. */
const isBefore = (row: PromiseRow, piece: Piece, maker: Told & Maker): boolean =>
  piece.day < maker.since || (piece.day === maker.since && isEarlier(row, momentOf(piece), maker.at))

const isOver = (row: PromiseRow, end: Told & End, piece: Piece): boolean =>
  dayOf(end) < piece.day || (dayOf(end) === piece.day && isEarlier(row, end.at, momentOf(piece)))

const isEarlier = (row: PromiseRow, a: string | undefined, b: string | undefined): boolean =>
  row.toTheMoment === true && a !== undefined && b !== undefined && compareInstantTexts(a, b) < 0

/** When it was done; undefined where only its day is told. */
const momentOf = ({ done, answers }: Piece): string | undefined => {
  const { day, at } = done ?? answers[0]!
  return day === undefined ? at : undefined
}

function standingOf(row: PromiseRow, { maker, due, end, work }: Candidate, now: Instant): Standing {
  const step = work ? lastStep(row, work) : ''
  if (!due) return { maker, missed: false, step }
  if (maker.withdrawn) {
    const cancelled = { at: now, because: 'the request was withdrawn', eventId: '' }
    return { maker, due, missed: false, step: '', cancelled }
  }
  const kept = work?.done && keptBy(work.done, due, work.answers)
  if (kept) return { maker, due, kept, missed: compareInstants(kept.at, due.end) >= 0, step }
  const cancelled = end && { at: instantOf(end.at), because: end.because, eventId: end.eventId }
  const inTime = end !== undefined && dayOf(end) <= formatCalendarDate(due.day)
  const missed = !inTime && compareInstants(due.end, now) <= 0
  return { maker, due, missed, step, ...(cancelled ? { cancelled } : {}) }
}

function lastStep({ answers: { steps } }: PromiseRow, { answers }: Piece): string {
  const order = (a: Told & Answer, b: Told & Answer) =>
    dayOf(a) === dayOf(b) ? steps.indexOf(a.step) - steps.indexOf(b.step) : dayOf(a) < dayOf(b) ? -1 : 1
  return [...answers].sort(order).at(-1)?.step ?? ''
}

function keptBy(done: Told & Answer, { day }: Due, answers: readonly (Told & Answer)[]): Kept {
  // A day without a time counts as a whole: it is in time when that day is.
  const on = parseCalendarDate(dayOf(done))!
  const isTimed = dayOf({ at: done.at }) === dayOf(done)
  const late = daysBetween(day, on)
  return {
    at: isTimed ? instantOf(done.at) : startOfLondonDay(on),
    eventId: done.eventId,
    daysEarly: Math.max(0, -late),
    daysLate: Math.max(0, late),
    document: answers.find(({ document }) => document !== undefined)?.document ?? '',
  }
}

const isEnd = (told: Told): told is Told & End => told.is === 'end'
const isAnswer = (told: Told): told is Told & Answer => told.is === 'answer'

const instantOf = (text: string): Instant => parseInstant(text) ?? { seconds: 0n, nanos: 0 }
const byMoment = (a: Told & Answer, b: Told & Answer): number =>
  dayOf(a) === dayOf(b)
    ? Number(a.keeps) - Number(b.keeps) || compareInstantTexts(a.at, b.at) || inPlace(a, b)
    : dayOf(a) < dayOf(b)
      ? -1
      : 1
const byDay = (a: Piece, b: Piece): number =>
  a.day === b.day ? inPlace(a.answers[0]!, b.answers[0]!) : a.day < b.day ? -1 : 1
const apart = (a: string, b: string): number => daysBetween(parseCalendarDate(a)!, parseCalendarDate(b)!)
const order = (a: CalendarDate | undefined, b: CalendarDate | undefined): number =>
  a && b ? daysBetween(b, a) : Number(!a) - Number(!b)
