import { type Identity, IdentityType } from '@hub/contracts/person'
import { identifierTypeOf, parseIdentifier } from '@hub/identifiers'
import { noContextTakes, readerOf, type Translate } from '@hub/translation'

/** Two records of one person prove to be one. */
export interface JoinIdentities {
  readonly reason: string
}

/** Identifier types that probation's events name otherwise than the hub does. */
const ALIASES: Readonly<Record<string, string>> = { C_ID: 'LIBRA_CID', DEFENDANT_ID: 'CP_DEFENDANT' }

const IDENTITY_TYPES: Readonly<Record<string, IdentityType>> = {
  NOMS: IdentityType.IDENTITY_TYPE_NOMS,
  CRN: IdentityType.IDENTITY_TYPE_CRN,
  CP_DEFENDANT: IdentityType.IDENTITY_TYPE_CP_DEFENDANT,
  LIBRA_CID: IdentityType.IDENTITY_TYPE_LIBRA_CID,
}

/** Which events say that two identifiers are one person's, and how to say so. */
const JOINS: Readonly<Record<string, string>> = {
  'probation-case.prison-identifier.added': 'prison number added to the probation record',
  'probation-case.prison-identifier.updated': 'prison number changed on the probation record',
  'ndelius.record.linked': 'probation linked the court record',
}

/** Events of the common envelope that belong to `people`, and every one that no context takes yet. */
export const translateDomainEvent: Translate<JoinIdentities> = ({ body, attributes }) => {
  const warnings: string[] = []
  const event = readerOf(body, warnings)
  const type = event.text('eventType') ?? attributes.eventType
  if (!type) return { is: 'rejected', reason: 'no event type', field: 'eventType', warnings }
  const reason = Object.hasOwn(JOINS, type) ? JOINS[type] : undefined
  if (!reason)
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
    else identifier.warn('value', `${parsed.reason} and counts as absent`)
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
        command: { reason },
      },
    ],
    warnings,
  }
}
