import { compareInstants, formatInstant, type Instant, parseLocalInstant } from '@hub/calendar'
import { type Identity, IdentityType } from '@hub/contracts/person'
import { identifierTypeOf, parseIdentifier } from '@hub/identifiers'
import { noContextTakes, type Reader, readerOf, type Translate } from '@hub/translation'

/** Two records prove to be one person's, or not to be. */
export type PeopleCommand =
  /** `said`: when it was decided (RFC 3339); absent where nobody decided it. */
  | { readonly is: 'join'; readonly reason: string; readonly said?: string }
  | { readonly is: 'separate'; readonly reason: string; readonly said: string }

/** Identifier types that probation's events name otherwise than the hub does. */
const ALIASES: Readonly<Record<string, string>> = { C_ID: 'LIBRA_CID', DEFENDANT_ID: 'CP_DEFENDANT' }

const IDENTITY_TYPES: Readonly<Record<string, IdentityType>> = {
  NOMS: IdentityType.IDENTITY_TYPE_NOMS,
  CRN: IdentityType.IDENTITY_TYPE_CRN,
  CP_DEFENDANT: IdentityType.IDENTITY_TYPE_CP_DEFENDANT,
  LIBRA_CID: IdentityType.IDENTITY_TYPE_LIBRA_CID,
}

/** What these events say of the identifiers they name. */
const SAY: Readonly<Record<string, (said: () => string) => PeopleCommand>> = {
  'probation-case.prison-identifier.added': () => ({
    is: 'join',
    reason: 'prison number added to the probation record',
  }),
  'probation-case.prison-identifier.updated': () => ({
    is: 'join',
    reason: 'prison number changed on the probation record',
  }),
  // Probation's staff look at both records before they link or unlink them: of two such decisions the later one holds.
  'ndelius.record.linked': said => ({ is: 'join', reason: 'probation linked the court record', said: said() }),
  'ndelius.record.unlinked': said => ({
    is: 'separate',
    reason: 'probation took back its link to the court record',
    said: said(),
  }),
}

/** Events of the common envelope that belong to `people`, and every one that no context takes yet. */
export const translateDomainEvent: Translate<PeopleCommand> = ({ body, attributes, receivedAt }) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  const command = Object.hasOwn(SAY, type) ? SAY[type] : undefined
  if (!command)
    return {
      is: 'ignored',
      reason: noContextTakes(type),
      warnings,
    }

  const identities: Identity[] = []
  for (const identifier of event.at('personReference').list('identifiers')) {
    const written = identifier.text('type') ?? ''
    const known = identifierTypeOf(ALIASES[written] ?? written)
    const identityType = known && IDENTITY_TYPES[known]
    if (!known || !identityType) continue
    const parsed = parseIdentifier(known, identifier.text('value'))
    if (parsed.valid) identities.push({ type: identityType, value: parsed.canonical })
    else identifier.warn('value', `counts as absent: ${parsed.reason}`)
  }
  const [first, ...others] = identities
  const field = 'personReference.identifiers'
  if (!first) return { is: 'rejected', reason: 'no usable identifier of a person', field, warnings }
  return {
    is: 'parts',
    parts: [
      {
        is: 'command',
        subject: `${first.type.replace('IDENTITY_TYPE_', '')}:${first.value}`,
        identities: [first, ...others],
        command: command(() => formatInstant(decidedAt(event, receivedAt))),
      },
    ],
    warnings,
  }
}

/** Nothing can have been decided after the message about it came: such a time would count before every later decision. */
function decidedAt(event: Reader, receivedAt: Instant): Instant {
  const at = parseLocalInstant(event.text('occurredAt'))
  if (at && compareInstants(at, receivedAt) <= 0) return at
  event.warn('occurredAt', `${at ? 'is later than the receipt' : 'is no date and time'} and counts as not known`)
  return receivedAt
}
