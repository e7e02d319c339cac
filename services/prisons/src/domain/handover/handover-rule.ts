import { type CalendarDate, compareDates, formatCalendarDate, parseCalendarDate } from '@hub/calendar'
import type { HandoverCase } from './case'
import { handoverOn, ROLES } from './handover'
import { RULE_SETS } from './rule-sets'

const date = { type: 'date' } as const
const boolean = { type: 'boolean' } as const
const text = { type: 'text' } as const

const FACTS = {
  sentenceType: { type: 'text', oneOf: ['determinate', 'indeterminate'] },
  sentenceStartDate: date,
  conditionalReleaseDate: date,
  conditionalReleaseOverrideDate: date,
  automaticReleaseDate: date,
  automaticReleaseOverrideDate: date,
  paroleEligibilityDate: date,
  postRecallReleaseDate: date,
  homeDetentionCurfewEligibilityDate: date,
  homeDetentionCurfewActualDate: date,
  prisonReleaseDate: date,
  tariffDate: date,
  targetHearingDate: date,
  indeterminateSentenceStartDates: {
    type: 'list',
    problem: dates =>
      (dates as readonly unknown[]).every(parseCalendarDate) ? undefined : 'must be a list of dates, YYYY-MM-DD',
  },
  recalled: boolean,
  immigrationCase: boolean,
  earlyAllocation: boolean,
  imprisonmentStatus: text,
  mappaLevel: { type: 'number', oneOf: ['0', '1', '2', '3'] },
  lastParoleOutcome: text,
  prisonId: text,
  prisonArrivalDate: date,
  estate: { type: 'text', oneOf: ['mens', 'womens'] },
  categoryCode: text,
  categoryActiveSince: date,
  welsh: boolean,
  provider: { type: 'text', oneOf: ['NPS', 'CRC'] },
  responsibilityOverride: { type: 'text', oneOf: ['Prison', 'Probation'] },
  dateOfBirth: date,
} as const satisfies Readonly<
  Record<
    keyof HandoverCase,
    {
      readonly type: 'text' | 'date' | 'boolean' | 'number' | 'list'
      readonly oneOf?: readonly string[]
      readonly problem?: (value: unknown) => string | undefined
    }
  >
>

/** OMiC responsibility and handover as the rule `handover`. `on` is today for the evaluation, also by a named set. */
export const handoverRule = {
  name: 'handover',
  facts: FACTS,
  ruleSets: RULE_SETS.map(({ id, from, to, notes }) => ({ id, from, to, notes })),
  evaluate(facts: Readonly<Record<string, unknown>>, on: CalendarDate, { id }: { readonly id: string }) {
    const handover = handoverOn(caseOf(facts), on, RULE_SETS.find(set => set.id === id)!)
    const { reason, source } = handover.decidedBy
    const decidedBy = { row: reason, source }
    if (!handover.inPolicy) return { result: { inPolicy: false, reason }, decidedBy }
    const { responsibility, handoverStartDate, handoverDate, earliestRelease } = handover
    const roles = ROLES[responsibility]
    return {
      result: {
        inPolicy: true,
        responsibility,
        responsibleOfficer: roles.pom === 'responsible' ? 'POM' : 'COM',
        roles,
        handoverStartDate: written(handoverStartDate),
        handoverDate: written(handoverDate),
        reason,
        earliestRelease: earliestRelease ? { ...earliestRelease, date: written(earliestRelease.date) } : null,
      },
      decidedBy,
    }
  },
}

const written = (date: CalendarDate | undefined): string | null => (date ? formatCalendarDate(date) : null)

/** Facts as the port has checked them. */
export function caseOf(facts: Readonly<Record<string, unknown>>): HandoverCase {
  const read = (name: string, value: unknown): unknown => {
    const { type } = FACTS[name as keyof typeof FACTS]
    if (type === 'date') return parseCalendarDate(value)
    if (type === 'list') return (value as readonly unknown[]).map(parseCalendarDate)
    return CODES.has(name) ? (value as string).trim().toUpperCase() : value
  }
  const { targetHearingDate: hearing, ...known }: HandoverCase = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, read(name, value)]),
  )
  // A hearing of before the sentence is of another one (1.4: mpc_offender.rb).
  const isOfSentence = hearing && !(known.sentenceStartDate && compareDates(hearing, known.sentenceStartDate) < 0)
  return isOfSentence ? { ...known, targetHearingDate: hearing } : known
}

/** Facts that are codes: written in any case. */
const CODES: ReadonlySet<string> = new Set(['imprisonmentStatus', 'prisonId', 'categoryCode'])
