import { compareInstantTexts } from '@hub/calendar'
import { eventOf, type HubEvent } from '@hub/contracts'
import type { Identity } from '@hub/contracts/person'

/** An identity with the token that stands for it. */
export interface KnownIdentity {
  readonly identity: Identity
  readonly token: string
}

/** A person as `people` keeps them. */
export interface PersonRecord {
  readonly identities: readonly KnownIdentity[]
  /** When the hub met them (RFC 3339): of two that prove to be one, the elder survives. */
  readonly since: string
  readonly absorbedInto?: string
}

/** An event about a person, to be recorded on that person's stream. */
export interface PersonEvent {
  readonly personId: string
  /** Natural key of the fact within the person's stream. */
  readonly key: string
  readonly event: HubEvent
}

export interface Joining {
  /** The person all of the identities belong to now. */
  readonly personId: string
  readonly events: readonly PersonEvent[]
  /** Records to keep, by person. */
  readonly people: ReadonlyMap<string, PersonRecord>
  /** Identities that belong to another person than before, by token. */
  readonly owners: ReadonlyMap<string, string>
}

export interface JoinCommand {
  /** Asserted to be one person's; at least one. */
  readonly identities: readonly KnownIdentity[]
  /** Why they belong together, in plain words; may be empty. */
  readonly reason: string
  /** Taken only when nobody is known yet. */
  readonly newPersonId: string
  readonly now: string
}

/**
 * Makes several identities one person's: nobody known → a new person; one known → the others are added; several known
 * → they are merged into the one the hub met first. Joining what is one already changes nothing.
 *
 * `known` holds the living person (never an absorbed one) of each token that has one.
 */
export function joinIdentities(
  command: JoinCommand,
  known: ReadonlyMap<string, { readonly personId: string; readonly record: PersonRecord }>,
): Joining {
  const living = new Map([...known.values()].map(({ personId, record }) => [personId, record]))
  const [survivor, ...others] = [...living].sort(
    ([idA, a], [idB, b]) => compareInstantTexts(a.since, b.since) || idA.localeCompare(idB),
  )
  if (!survivor) return createPerson(command)
  const [personId, record] = survivor
  const added = command.identities.filter(({ token }) => !known.has(token))
  const events: PersonEvent[] = added.map(({ identity, token }) => ({
    personId,
    key: `identity/${token}`,
    event: eventOf('hub.person.v1.IdentifierAdded', {
      personId,
      identity: { type: identity.type, token },
      reason: command.reason,
      personal: { identities: [identity] },
    }),
  }))
  const people = new Map<string, PersonRecord>()
  const owners = new Map(added.map(({ token }) => [token, personId]))
  const identities = [...record.identities, ...added]
  for (const [absorbed, absorbedRecord] of others) {
    events.push({
      personId: absorbed,
      key: `absorbed/${personId}`,
      event: eventOf('hub.person.v1.PersonAbsorbed', {
        personId: absorbed,
        survivingPersonId: personId,
        reason: command.reason,
        personal: {},
      }),
    })
    events.push({
      personId,
      key: `merged/${absorbed}`,
      event: eventOf('hub.person.v1.PersonMerged', {
        personId,
        absorbedPersonId: absorbed,
        reason: command.reason,
        personal: {},
      }),
    })
    identities.push(...absorbedRecord.identities)
    for (const { token } of absorbedRecord.identities) owners.set(token, personId)
    people.set(absorbed, { ...absorbedRecord, absorbedInto: personId })
  }
  if (events.length > 0) people.set(personId, { ...record, identities })
  return { personId, events, people, owners }
}

function createPerson({ identities, newPersonId: personId, now }: JoinCommand): Joining {
  const event = eventOf('hub.person.v1.PersonCreated', {
    personId,
    identities: identities.map(({ identity, token }) => ({ type: identity.type, token })),
    personal: { identities: identities.map(({ identity }) => identity) },
  })
  return {
    personId,
    events: [{ personId, key: 'created', event }],
    people: new Map([[personId, { identities, since: now }]]),
    owners: new Map(identities.map(({ token }) => [token, personId])),
  }
}
