import { describe, expect, it } from '@jest/globals'
import { parseCro } from './cro'

describe('CRO', () => {
  it.each([
    ['065656/91H', '065656/91H'],
    ['65656/91h', '065656/91H'],
    ['265416/21G', '265416/21G'],
    ['85227/65L', '085227/65L'],
    ['SF05/482703J', 'SF05/482703J'],
    ['sf83/50058z', 'SF83/50058Z'],
  ])('%s is %s', (value, canonical) => expect(parseCro(value)).toEqual({ valid: true, canonical }))

  it.each(['85227/65G', 'SF05/482703K', '265416/21I', '1234567/21G', '1/2A', 'ſF83/50058Z', 'SF/50058Z', ''])(
    '%s is refused',
    value => expect(parseCro(value).valid).toBe(false),
  )

  it('does not pad the serial of the SF form, on which its check letter rests', () =>
    expect(parseCro('SF83/050058Z').valid).toBe(false))

  it('marks the number that stands for none', () => {
    const placeholder = { valid: true, canonical: '000000/00Z', placeholder: true }
    expect(parseCro('000000/00Z')).toEqual(placeholder)
    expect(parseCro('0/00z')).toEqual(placeholder)
  })

  it('asks for a missing slash', () => {
    for (const value of ['26541621G', 'SF05482703J'])
      expect(parseCro(value)).toEqual({ valid: false, reason: 'A CRO number needs its slash.' })
  })
})
