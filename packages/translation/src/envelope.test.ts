import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Parsed, unwrap } from '.'

const parsed = (value: unknown): Parsed => ({ is: 'json', value, warnings: ['before'] })

describe('unwrap', () => {
  it('takes a message out of its envelope', () => {
    const attributes = { eventType: { Type: 'String', Value: 'a.b' }, odd: { Value: 7 }, none: null, text: 'x' }
    expect(
      unwrap(parsed({ Type: 'Notification', MessageId: 'id', Message: '{"a":1}', MessageAttributes: attributes })),
    ).toMatchObject({
      parsed: { is: 'json', value: { a: 1 }, warnings: ['before'] },
      envelope: { messageId: 'id' },
    })
    expect(unwrap(parsed({ Message: '{}', MessageAttributes: attributes })).envelope!.attributes).toEqual({
      eventType: 'a.b',
    })
  })

  it.each([
    [{ Message: '{}' }],
    [{ Message: {}, Type: 'Notification' }],
    [{ Type: 'Notification' }],
    [['Message']],
    ['Message'],
    [null],
  ])('leaves %j as it is', value => {
    expect(unwrap(parsed(value))).toEqual({ parsed: parsed(value) })
  })

  it.each([[''], [7], [null], [undefined]])('has no message id when it is %j', MessageId => {
    expect(unwrap(parsed({ Message: '{}', Type: 'Notification', MessageId })).envelope).not.toHaveProperty('messageId')
  })

  it('says where the message inside is not JSON', () => {
    expect(unwrap(parsed({ Message: '{"a"', Type: 'Notification' })).parsed).toEqual({
      is: 'not-json',
      reason: 'not JSON at byte 4 of Message',
    })
  })

  it('keeps attributes called like parts of every object as plain text', () => {
    const MessageAttributes = JSON.parse('{"__proto__":{"Value":"x"},"constructor":{"Value":"y"}}')
    const { envelope } = unwrap(parsed({ Message: '{}', MessageAttributes }))
    expect(Object.entries(envelope!.attributes)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(Object.getPrototypeOf(envelope!.attributes)).toBe(Object.prototype)
  })

  it('never throws', () => {
    const part = fc.oneof(fc.jsonValue(), fc.json())
    const envelope = fc.record(
      {
        Message: fc.oneof(fc.json(), part),
        Type: part,
        MessageId: part,
        MessageAttributes: fc.oneof(fc.dictionary(fc.string(), part), part),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(envelope, fc.anything()), value => {
        const unwrapped = unwrap(parsed(value))
        expect(['json', 'not-json']).toContain(unwrapped.parsed.is)
        for (const text of Object.values(unwrapped.envelope?.attributes ?? {})) expect(typeof text).toBe('string')
      }),
      { numRuns: 2_000 },
    )
  })
})
