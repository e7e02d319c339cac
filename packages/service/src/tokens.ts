import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Keyed hashes under the installation's key: what stands where order or equality needs a personal value but none may
 * be. 128 bits, base64url, 22 characters.
 */
export interface Tokens {
  /** Of an identifier: HMAC-SHA-256 over `TYPE:canonical value`. */
  tokenOf(type: string, canonical: string): string
  /** Of any content: equal hash, equal content. */
  hashOf(content: Uint8Array): string
  /** `<context>-<uuid>-<8 hex>`: a receipt id that only this installation can make. */
  receiptId(context: string, uuid: string): string
  /** The context of a genuine receipt id, or undefined. */
  contextOf(receiptId: string): string | undefined
}

export function createTokens(key: Uint8Array): Tokens {
  const hmac = (content: Uint8Array | string) => createHmac('sha256', key).update(content).digest()
  const short = (content: Uint8Array | string) => hmac(content).subarray(0, 16).toString('base64url')
  const receiptId = (context: string, uuid: string) =>
    `${context}-${uuid}-${hmac(`receipt:${context}-${uuid}`).subarray(0, 4).toString('hex')}`
  return {
    tokenOf: (type, canonical) => short(`${type}:${canonical}`),
    hashOf: content => short(content),
    receiptId,
    contextOf: id => {
      const parts = /^([a-z]+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[0-9a-f]{8}$/.exec(id)
      if (!parts?.[1] || !parts[2]) return undefined
      const genuine = Buffer.from(receiptId(parts[1], parts[2]))
      const given = Buffer.from(id)
      return genuine.length === given.length && timingSafeEqual(genuine, given) ? parts[1] : undefined
    },
  }
}

/** RFC 9562 version 5: the same name always gives the same id. */
export function uuidFrom(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The hub's own namespace, drawn once; changing it would change every id. */
const NAMESPACE = Buffer.from('6f1c7a52d3a94b0e8a4e1d5b7c90f2a6', 'hex')

/** SHA-256 of raw bytes, hexadecimal: what a receipt's content is compared by. */
export const contentHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
