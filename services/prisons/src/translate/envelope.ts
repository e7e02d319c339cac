import { type Instant, parseInstant, parseLocalInstant } from '@hub/calendar'
import { type Identity, IdentityType } from '@hub/contracts/person'
import { parseIdentifier } from '@hub/identifiers'
import type { Reader } from '@hub/translation'

/** The person a prison message is about. */
export interface Prisoner {
  /** As partners would name them. */
  readonly subject: string
  readonly identity: Identity
}

export const NO_PRISON_NUMBER = 'no usable prison number'

const prisonerOf = (canonical: string): Prisoner => ({
  subject: `NOMS:${canonical}`,
  identity: { type: IdentityType.IDENTITY_TYPE_NOMS, value: canonical },
})

/** The person whose prison number a field holds; what is none counts as absent, with a warning. */
export function prisonerAt(reader: Reader, field: string): Prisoner | undefined {
  const text = reader.text(field)
  if (text === undefined) return undefined
  const parsed = parseIdentifier('NOMS', text)
  if (parsed.valid) return prisonerOf(parsed.canonical)
  reader.warn(field, 'is not a prison number and counts as absent')
  return undefined
}

/** Where publishers put the number when there is no `personReference`; each has its own name for it. */
const INFORMATION_FIELDS = ['nomsNumber', 'prisonerId', 'prisonerNumber', 'offenderNo', 'movedToNomsNumber']

/**
 * Whom a domain event is about: `personReference` first, then the names that publishers use (hmpps-domain-events,
 * spec/schemas; the early-allocation event is flat).
 */
export function prisonerOfEvent(event: Reader): Prisoner | undefined {
  const information = event.at('additionalInformation')
  const found = [
    ...event
      .at('personReference')
      .list('identifiers')
      .filter(identifier => identifier.text('type')?.toUpperCase() === 'NOMS')
      .map(identifier => prisonerAt(identifier, 'value')),
    ...INFORMATION_FIELDS.map(field => prisonerAt(information, field)),
    prisonerAt(event, 'offenderNo'),
  ].filter(candidate => candidate !== undefined)
  const [first] = found
  if (found.some(({ subject }) => subject !== first!.subject))
    event.warn('personReference', 'and the other places of a prison number name different people; the first one counts')
  return first
}

/** A moment; one without an offset is London's wall clock, as NOMIS writes it. */
function momentAt(reader: Reader, field: string): Instant | undefined {
  const local = parseInstant(reader.text(field)) ? undefined : parseLocalInstant(reader.text(field))
  return local ?? reader.instant(field)
}

/** Clocks differ, and around clock changes publishers are an hour off; more than a day is no clock. The hub's rule. */
const AHEAD_SECONDS = 86_400n

/**
 * When something happened. What is said to happen more than a day after it was told did not happen then: it would
 * count as the present of the person until that day comes.
 */
export function happenedAt(reader: Reader, field: string, receivedAt: Instant): Instant | undefined {
  const moment = momentAt(reader, field)
  if (!moment || moment.seconds <= receivedAt.seconds + AHEAD_SECONDS) return moment
  reader.warn(field, 'lies more than a day after the message came and counts as not known')
  return undefined
}

/**
 * A code of the partner's: a prison, a reason, a category. Codes go where no personal value may, so free text in its
 * place counts as not known.
 */
export function codeAt(reader: Reader, field: string): string {
  const text = reader.text(field)
  if (text === undefined) return ''
  if (CODE.test(text)) return text.toUpperCase()
  reader.warn(field, 'is not a code and counts as not known')
  return ''
}

/** Agencies that are no place: outside, and under way. */
const PSEUDO_AGENCIES: ReadonlySet<string> = new Set(['OUT', 'TRN'])

/** A prison: three capital letters. */
export function prisonIdAt(reader: Reader, field: string): string {
  const code = codeAt(reader, field)
  if (PSEUDO_AGENCIES.has(code)) return ''
  if (code === '' || /^[A-Z]{3}$/.test(code)) return code
  reader.warn(field, 'is no prison, which has three letters, and counts as not known')
  return ''
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/
