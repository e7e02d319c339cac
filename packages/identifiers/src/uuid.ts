import { invalid, type ParsedIdentifier, typedText, valid } from './result'

const shape = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/
const nil = '00000000-0000-0000-0000-000000000000'

/**
 * A uuid of any version, lower-cased: Common Platform sends both cases for one defendant.
 *
 * The nil uuid means "no value" (RFC 9562 section 5.9) and test systems really send it; taken as an identity it would
 * make one person of everyone who has it, so it is not valid.
 */
export const parseUuid = (value: unknown, name: string): ParsedIdentifier => {
  const text = typedText(value)
  if (text === undefined || !shape.test(text))
    return invalid(`A ${name} is thirty-two digits or letters a to f, in five groups joined by hyphens.`)
  const canonical = text.toLowerCase()
  if (canonical === nil) return invalid(`A ${name} of only zeros identifies nobody.`)
  return valid(canonical)
}
