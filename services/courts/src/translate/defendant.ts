import { ageOn, type CalendarDate, compareDates } from '@hub/calendar'
import { type DeepPartial, eventOf, type HubEvent } from '@hub/contracts'
import type { DefendantPersonal } from '@hub/contracts/court'
import { parseIdentifier } from '@hub/identifiers'
import type { Reader, Tools } from '@hub/translation'

/** Age of criminal responsibility in England and Wales (Children and Young Persons Act 1933 s.50). */
export const CRIMINAL_RESPONSIBILITY = 10

/**
 * Reads an identifier that is an attribute of a person. What is not valid counts as absent, with a warning; a
 * placeholder says nothing about anybody.
 */
export function attribute(
  reader: Reader,
  field: string,
  type: 'PNC' | 'CRO' | 'CP_MASTER_DEFENDANT',
  year: number,
): string {
  const text = reader.text(field)
  if (text === undefined) return ''
  const parsed = parseIdentifier(type, text, { year })
  if (!parsed.valid) {
    reader.warn(field, `is not a valid ${type.replaceAll('_', ' ')} and counts as absent`)
    return ''
  }
  return parsed.placeholder ? '' : parsed.canonical
}

/** A date of birth that can be one: after the hearing day it counts as not known. */
export function dateOfBirth(reader: Reader, field: string, hearingDay: CalendarDate): CalendarDate | undefined {
  const born = reader.date(field)
  if (born && compareDates(born, hearingDay) > 0) {
    reader.warn(field, 'lies after the hearing and counts as not known')
    return undefined
  }
  return born
}

/** True for somebody who could not be before a criminal court on that day: the date must be wrong. */
export const tooYoung = (born: CalendarDate | undefined, hearingDay: CalendarDate): boolean =>
  born !== undefined && ageOn(born, hearingDay) < CRIMINAL_RESPONSIBILITY

/** The event that says who a defendant is. */
export function detailsEvent(
  tools: Tools,
  hearing: { readonly hearingId: string; readonly caseReference: string },
  personal: DeepPartial<DefendantPersonal>,
): HubEvent {
  const token = (type: string, value: string | undefined) => (value ? tools.tokenOf(type, value) : '')
  return eventOf('hub.court.v1.DefendantDetailsRecorded', {
    ...hearing,
    pncToken: token('PNC', personal.pnc),
    croToken: token('CRO', personal.cro),
    masterDefendantToken: token('CP_MASTER_DEFENDANT', personal.masterDefendantId),
    personal,
  })
}

/** A defendant as Common Platform describes them; `year` decides what two-digit years of identifiers mean. */
export function describe(
  defendant: Reader,
  person: Reader,
  born: CalendarDate | undefined,
  year: number,
): DeepPartial<DefendantPersonal> {
  const address = person.at('address')
  return {
    title: person.text('title') ?? '',
    firstName: person.text('firstName') ?? '',
    middleName: person.text('middleName') ?? '',
    lastName: person.text('lastName') ?? '',
    gender: person.text('gender') ?? '',
    addressLines: [1, 2, 3, 4, 5].flatMap(line => address.text(`address${line}`) ?? []),
    postcode: address.text('postcode')?.toUpperCase() ?? '',
    pnc: attribute(defendant, 'pncId', 'PNC', year),
    cro: attribute(defendant, 'croNumber', 'CRO', year),
    masterDefendantId: attribute(defendant, 'masterDefendantId', 'CP_MASTER_DEFENDANT', year),
    nationality: person.text('nationalityCode') ?? '',
    selfDefinedEthnicity: person.at('ethnicity').text('selfDefinedEthnicityDescription') ?? '',
    aliases: defendant.list('aliases').map(alias => ({
      title: alias.text('title') ?? '',
      firstName: alias.text('firstName') ?? '',
      middleName: alias.text('middleName') ?? '',
      lastName: alias.text('lastName') ?? '',
    })),
    arrestSummonsNumber: defendant.at('personDefendant').text('arrestSummonsNumber') ?? '',
    nationalInsuranceNumber: person.text('nationalInsuranceNumber')?.toUpperCase().replaceAll(' ', '') ?? '',
    ...(born ? { dateOfBirth: born } : {}),
  }
}
