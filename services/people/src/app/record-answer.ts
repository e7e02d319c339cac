import { parseInstant } from '@hub/calendar'
import type { Provenance, PersonRecord as RecordAnswer, Statement } from '@hub/contracts/person'
import type { Described, Said } from '../domain/likeness/described'
import type { Member, Origin } from '../domain/person'

export const provenanceOf = ({ receiptId, channel, at }: Origin): Provenance => ({
  receiptId,
  channel,
  at: parseInstant(at),
})

/** A record with everything its source said of the person, and by which message. */
export function recordAnswer({ identity, token, home, from }: Member, described: Described | undefined): RecordAnswer {
  const statements: Statement[] = []
  const say = (about: string, said: Said<string> | undefined) => {
    if (said) statements.push({ about, value: said.value, from: provenanceOf(said.from) })
  }
  const name = described?.name
  const { first = '', middle = '', last = '' } = name?.value ?? {}
  say('name', name && { ...name, value: [first, middle, last].filter(part => part !== '').join(' ') })
  say('date of birth', described?.dateOfBirth)
  for (const { first, last, dateOfBirth } of described?.also ?? [])
    statements.push({ about: 'alias', value: `${first} ${last}, ${dateOfBirth}`, from: undefined })
  say('postcode', described?.postcode)
  say('PNC', described?.PNC)
  say('CRO', described?.CRO)
  say('CP_MASTER_DEFENDANT', described?.CP_MASTER_DEFENDANT)
  for (const sentenced of described?.sentencedOn ?? []) say('sentence date', sentenced)
  return { identity, token, homePersonId: home, from: provenanceOf(from), statements }
}
