import { type Parsed, parseText } from './body'

/** What travelled beside a message that came in an SNS envelope. */
export interface Envelope {
  /** The partner's trustworthy id of the message; absent when the envelope has none. */
  readonly messageId?: string
  readonly attributes: Readonly<Record<string, string>>
  /** The message as the partner wrote it: what its content is compared by, whatever the envelope around it says. */
  readonly message: string
}

export type Unwrapped = { readonly parsed: Parsed; readonly envelope?: Envelope }

/**
 * Takes a message out of its SNS envelope, wherever one occurs: a JSON object with a text `Message` and any of `Type`,
 * `MessageId`, `MessageAttributes`. Missing or odd attributes are left out, never an error.
 */
export function unwrap(parsed: Parsed): Unwrapped {
  if (parsed.is !== 'json' || !isRecord(parsed.value)) return { parsed }
  const { Message: message, Type, MessageId, MessageAttributes } = parsed.value
  if (typeof message !== 'string' || [Type, MessageId, MessageAttributes].every(part => part === undefined))
    return { parsed }
  const inner = parseText(message, 'Message')
  return {
    parsed: inner.is === 'json' ? { ...inner, warnings: [...parsed.warnings, ...inner.warnings] } : inner,
    envelope: {
      ...(typeof MessageId === 'string' && MessageId !== '' ? { messageId: MessageId } : {}),
      attributes: attributesOf(MessageAttributes),
      message,
    },
  }
}

function attributesOf(attributes: unknown): Record<string, string> {
  if (!isRecord(attributes)) return {}
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) =>
      isRecord(attribute) && typeof attribute.Value === 'string' ? [[name, attribute.Value]] : [],
    ),
  )
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
