import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type LaneRule, laneOf } from './channel'

const token = (type: string, value: string) => `token of ${type} ${value}`
const rule = (...parts: readonly (readonly string[])[]): LaneRule => ({ unit: 'hearing', parts })
const lane = (body: unknown, ...paths: readonly string[]) => laneOf(rule(paths), body, token)

describe('laneOf', () => {
  it('takes the first path that has a value', () => {
    expect(lane({ hearing: { id: 'A1' }, id: 'B2' }, 'hearing.id', 'id')).toBe('hearing/a1')
    expect(lane({ hearing: {}, id: 'B2' }, 'hearing.id', 'id')).toBe('hearing/b2')
    expect(lane({ hearing: { id: ' ' }, id: 7 }, 'hearing.id', 'id')).toBe('hearing/7')
    expect(lane({ id: null }, 'hearing.id', 'id')).toBeUndefined()
  })

  it('needs every part', () => {
    const both = rule(['court'], ['case'])
    expect(laneOf(both, { court: 'B10', case: 12 }, token)).toBe('hearing/b10/12')
    expect(laneOf(both, { court: 'B10' }, token)).toBeUndefined()
  })

  it('picks from a list by one of its fields', () => {
    const path = 'personReference.identifiers[type=NOMS].value'
    const body = {
      personReference: { identifiers: [null, 'NOMS', { type: 'CRN', value: 'X' }, { type: 'NOMS', value: 'A1' }] },
    }
    expect(lane(body, path)).toBe('hearing/a1')
    expect(lane({ personReference: { identifiers: { type: 'NOMS', value: 'A1' } } }, path)).toBeUndefined()
  })

  it('holds a token where the unit identifies a person, whatever its length', () => {
    const byNumber: LaneRule = { unit: 'noms', parts: [['noms']], token: 'NOMS' }
    expect(laneOf(byNumber, { noms: ' A1234BC ' }, token)).toBe('noms/token of NOMS A1234BC')
    const long = laneOf(byNumber, { noms: 'x'.repeat(10_000) }, () => 'short')
    expect(long).toBe('noms/short')
  })

  it('is never made long, nor deeper than it is, by a hostile id', () => {
    expect(lane({ id: 'a/b/../c d' }, 'id')).toBe('hearing/a%2Fb%2F..%2Fc%20d')
    expect(lane({ id: 'x'.repeat(200) }, 'id')).toBe(`hearing/${'x'.repeat(200)}`)
    expect(lane({ id: 'x'.repeat(201) }, 'id')).toBeUndefined()
    expect(lane({ id: '🦊'.repeat(20) }, 'id')).toBeUndefined()
    expect(lane({ id: '\ud800' }, 'id')).toBeUndefined()
    expect(lane({ id: 'a\udc00b' }, 'id')).toBeUndefined()
    expect(lane({ id: Number.POSITIVE_INFINITY }, 'id')).toBeUndefined()
    expect(lane({ id: true }, 'id')).toBeUndefined()
  })

  it('reads own fields only', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length'])
      for (const body of [{}, [], 'text', null, undefined, 7])
        expect([name, lane(body, name), lane(body, `${name}.name`)]).toEqual([name, undefined, undefined])
    // A key of the message's own is one, whatever it is called.
    expect(lane(JSON.parse('{"__proto__":{"id":"x"}}'), '__proto__.id')).toBe('hearing/x')
  })

  it('never throws, and gives a short lane or none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.string({ unit: 'binary' }), (body, path, id) => {
        for (const each of [body, { id }, { id: [body] }]) {
          const found = lane(each, path, 'a.b[c=d].e', 'id')
          if (found !== undefined) expect(found).toMatch(/^hearing\/[^/]{1,200}$/)
        }
      }),
    )
  })
})
