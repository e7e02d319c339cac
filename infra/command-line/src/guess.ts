/** What a message says it is, as far as it says so beyond doubt. */

type Fields = Readonly<Record<string, unknown>>

/** The channel a message comes by; undefined when it could be another one. */
export function channelOf(body: Buffer): string | undefined {
  const message = messageIn(body)
  if (!message) return undefined
  const fits = Object.entries(LOOKS).filter(([, looks]) => looks(message))
  return fits.length === 1 ? fits[0]![0] : undefined
}

/** How the messages of a channel differ from those of every other. */
const LOOKS: Readonly<Record<string, (message: Fields) => boolean>> = {
  'common-platform': ({ hearing, prosecutionCases, courtCentre }) =>
    isFields(hearing) || Array.isArray(prosecutionCases) || isFields(courtCentre),
  libra: ({ courtCode, caseNo, caseId }) => isText(courtCode) && (isText(caseNo) || caseId !== undefined),
  // Domain events are named by dotted words, events of the prison record in capitals.
  'hmpps-domain-events': ({ eventType }) => isText(eventType) && eventType.includes('.'),
  'nomis-events': ({ eventType, eventDatetime }) =>
    isText(eventType) && !eventType.includes('.') && isText(eventDatetime),
}

/** The id of the hearing that a message of Common Platform is about. */
export function hearingIdOf(body: Buffer): string | undefined {
  const message = messageIn(body)
  const hearing = isFields(message?.hearing) ? message.hearing : message
  return isText(hearing?.id) ? hearing.id : undefined
}

/** The message as an object, taken out of its SNS envelope. */
function messageIn(body: Buffer): Fields | undefined {
  const outer = parsed(body.toString())
  if (!isFields(outer)) return undefined
  const inner = isText(outer.Message) ? parsed(outer.Message) : outer
  return isFields(inner) ? inner : undefined
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
