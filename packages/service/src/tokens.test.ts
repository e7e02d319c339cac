import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { contentHash, createTokens, uuidFrom } from './tokens'

const ours = createTokens(Buffer.from('the key of this installation'))
const theirs = createTokens(Buffer.from('the key of another installation'))
const UUID = '0b8b1d2c-8a5e-5c3d-9b1f-1234567890ab'

describe('receipt ids', () => {
  it('name their context and carry a proof', () => {
    const id = ours.receiptId('courts', UUID)
    expect(id).toMatch(new RegExp(`^courts-${UUID}-[0-9a-f]{8}$`))
    expect(ours.contextOf(id)).toBe('courts')
  })

  it('of another installation, another context or another uuid are not genuine', () => {
    const id = ours.receiptId('courts', UUID)
    expect(ours.contextOf(theirs.receiptId('courts', UUID))).toBeUndefined()
    expect(ours.contextOf(id.replace('courts', 'prisons'))).toBeUndefined()
    expect(ours.contextOf(id.replace('0b8b', '0b8c'))).toBeUndefined()
  })

  it.each(['', 'courts', `courts-${UUID}`, `courts-${UUID}-`, `courts-${UUID}-00000000`, `-${UUID}-00000000`, '🦊'])(
    'that are none are not genuine: %s',
    id => expect(ours.contextOf(id)).toBeUndefined(),
  )

  it('cannot be changed anywhere', () => {
    const id = ours.receiptId('courts', UUID)
    fc.assert(
      fc.property(fc.nat(id.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (place, letter) => {
        const changed = id.slice(0, place) + letter + id.slice(place + 1)
        expect(ours.contextOf(changed)).toBe(changed === id ? 'courts' : undefined)
      }),
    )
    for (const changed of [` ${id}`, `${id}\n`, `${id}0`, id.toUpperCase()])
      expect(ours.contextOf(changed)).toBeUndefined()
  })
})

describe('tokens', () => {
  it('are the same under one key, for ever', () => {
    expect(createTokens(Buffer.from('the key of this installation')).tokenOf('NOMS', 'A1234BC')).toBe(
      ours.tokenOf('NOMS', 'A1234BC'),
    )
    // HMAC-SHA-256 of NOMS:A1234BC, first 128 bits, base64url: stored tokens depend on it.
    expect(ours.tokenOf('NOMS', 'A1234BC')).toBe('Fra1526VuLE2MZbS1ZAsfA')
  })

  it('differ under another key, by type and by value', () => {
    const all = [
      ours.tokenOf('NOMS', 'A1234BC'),
      theirs.tokenOf('NOMS', 'A1234BC'),
      ours.tokenOf('CRN', 'A1234BC'),
      ours.tokenOf('NOMS', 'A1234BD'),
    ]
    expect(new Set(all).size).toBe(4)
    for (const token of all) expect(token).toMatch(/^[\w-]{22}$/)
  })

  it('of content are keyed too', () => {
    const content = Buffer.from('content')
    expect(ours.hashOf(content)).toBe(ours.hashOf(Buffer.from('content')))
    expect(ours.hashOf(content)).not.toBe(theirs.hashOf(content))
    expect(contentHash(content)).toBe('ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73')
  })
})

describe('uuidFrom', () => {
  // Python: uuid.uuid5(uuid.UUID('6f1c7a52-d3a9-4b0e-8a4e-1d5b7c90f2a6'), name)
  it.each([
    ['common-platform|development|1', '6c59d26c-6e18-515a-a5a8-c124177fe890'],
    ['', 'd5de3868-3b06-5a5e-b905-0e51c1522880'],
    ['é🦊', '11c61253-2063-5254-b424-ce603d214121'],
  ])('is RFC 9562 version 5 in the namespace of the hub: %s', (name, uuid) => {
    expect(uuidFrom(name)).toBe(uuid)
  })

  it('always has version and variant', () => {
    fc.assert(
      fc.property(fc.string(), name => {
        expect(uuidFrom(name)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      }),
    )
  })
})
