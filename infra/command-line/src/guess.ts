import { isRecord, parseBody, unwrap } from '@hub/translation'

type Fields = Readonly<Record<string, unknown>>

/** The channel a message comes by, as far as it says so beyond doubt. */
export function channelOf(body: Buffer): string | undefined {
  const message = messageIn(body)
  if (!message) return undefined
  const fits = Object.entries(LOOKS).filter(([, looks]) => looks(message))
  return fits.length === 1 ? fits[0]![0] : undefined
}

/** How the messages of a channel differ from those of every other. */
const LOOKS: Readonly<Record<string, (message: Fields) => boolean>> = {
  'common-platform': ({ hearing, prosecutionCases, courtCentre }) =>
    isRecord(hearing) || Array.isArray(prosecutionCases) || isRecord(courtCentre),
  libra: ({ courtCode, caseNo, caseId }) => isText(courtCode) && (isText(caseNo) || caseId !== undefined),
  'court-reports': ({ crn, courtReports }) => isText(crn) && Array.isArray(courtReports),
  'resettlement-passport': ({ personalDetails, pathways }) => isRecord(personalDetails) && Array.isArray(pathways),
  'allocation-manager': ({ nomis_offender_id: number }) => isText(number),
  // Domain events are named by dotted words, events of the prison record in capitals.
  'hmpps-domain-events': ({ eventType }) => isText(eventType) && eventType.includes('.'),
  'nomis-events': ({ eventType, eventDatetime }) =>
    isText(eventType) && !eventType.includes('.') && isText(eventDatetime),
}

/** The id of the hearing that a message of Common Platform is about. */
export function hearingIdOf(body: Buffer): string | undefined {
  const message = messageIn(body)
  const hearing = isRecord(message?.hearing) ? message.hearing : message
  return isText(hearing?.id) ? hearing.id : undefined
}

/** The message as an object, taken out of its envelope as the hub does it. */
function messageIn(body: Buffer): Fields | undefined {
  const { parsed } = unwrap(parseBody(body))
  return parsed.is === 'json' && isRecord(parsed.value) ? parsed.value : undefined
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
