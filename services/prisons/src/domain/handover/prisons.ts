import { type CalendarDate, compareDates } from '@hub/calendar'
import { am, type HandoverCase } from './case'

/** Men's open prisons; AM:app/services/prison_service.rb. */
export const MENS_OPEN_PRISONS: readonly string[] = 'HDI HBI HVI KMI KVI LYI NSI UPI SPI EHI SUI TCI FDI'.split(' ')

/** AM:app/services/prison_service.rb. */
export const WOMENS_PRISONS: readonly string[] = 'AGI BZI DHI DWI ESI EWI FHI LNI NHI PFI SDI STI'.split(' ')

/** English private and hub prisons, which only the pre-OMiC cut-off tells apart; AM:app/services/prison_service.rb. */
export const ENGLISH_PRIVATE_OR_HUB_PRISONS: readonly string[] =
  'ACI ASI DNI DGI FBI LGI OWI NLI PBI RHI TSI IWI SLI VEI'.split(' ')

const PRESCOED = 'UPI'
/** Security category of women in open conditions. */
const WOMENS_OPEN = 'T'

const is = (prisons: readonly string[], { prisonId }: HandoverCase): boolean => prisons.includes(prisonId ?? '')

/** A stated estate is believed before the list: prisons change their use. */
export const inWomensPrison = (facts: HandoverCase): boolean =>
  facts.estate ? facts.estate === 'womens' : is(WOMENS_PRISONS, facts)

export const inOpenConditions = (facts: HandoverCase): boolean =>
  inWomensPrison(facts) ? facts.categoryCode === WOMENS_OPEN : is(MENS_OPEN_PRISONS, facts)

/** From which arrival on an indeterminate prisoner's start date is the arrival. First match wins. */
const EARLY_START_ARRIVALS = [
  {
    who: 'Welsh cases at HMP Prescoed (pilot)',
    has: ({ prisonId, welsh }: HandoverCase) => prisonId === PRESCOED && welsh === true,
    arrivedFrom: { year: 2020, month: 10, day: 19 },
    source: am('app/domains/offenders/prison_policies.rb'),
  },
  {
    who: "men's open prisons",
    has: (facts: HandoverCase) => is(MENS_OPEN_PRISONS, facts),
    arrivedFrom: { year: 2021, month: 3, day: 31 },
    source: am('app/domains/offenders/prison_policies.rb'),
  },
] as const

/**
 * The day from which the COM supports an indeterminate prisoner in open conditions (1.5), if that is before the
 * handover date: women since the open category was approved, men since they arrived, which is never before the sentence.
 * Undefined where no early start applies or its day is not known.
 */
export function openStart(facts: HandoverCase): CalendarDate | undefined {
  if (!inOpenConditions(facts)) return undefined
  if (inWomensPrison(facts)) return facts.categoryActiveSince
  const { prisonArrivalDate, sentenceStartDate } = facts
  if (!prisonArrivalDate) return undefined
  const arrived =
    sentenceStartDate && compareDates(sentenceStartDate, prisonArrivalDate) > 0 ? sentenceStartDate : prisonArrivalDate
  const row = EARLY_START_ARRIVALS.find(({ has }) => has(facts))
  return row && compareDates(arrived, row.arrivedFrom) >= 0 ? arrived : undefined
}
