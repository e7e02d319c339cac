import { describe, expect, it } from '@jest/globals'
import { createEventCodec, type EventType, eventOf, events, eventToJson, type Sealer, shapes, summaryOf } from '../src'
import { RequirementKind, SentenceKind } from '../src/court'

const writeInstant = (instant: { seconds: bigint; nanos: number }) =>
  `2026-03-04T05:06:07.${String(instant.nanos).padStart(9, '0')}Z`

const sentence = eventOf('hub.court.v1.SentencePassed', {
  personId: 'p1',
  hearingId: 'h1',
  kind: 'SENTENCE_KIND_SUSPENDED_IMPRISONMENT' as never,
  length: { years: 1, months: 6 },
  operationalPeriod: { years: 2 },
  court: { code: 'B01LY', name: "Lavender Hill Magistrates' Court" },
  personal: { identity: { type: 'IDENTITY_TYPE_CP_DEFENDANT' as never, value: 'secret-value' } },
})

describe('catalogue', () => {
  it('knows every event, its context and its summary', () => {
    expect(Object.keys(events).length).toBeGreaterThan(20)
    for (const [type, entry] of Object.entries(events)) {
      expect(type.split('.')[1]).toBe(entry.context)
      expect(entry.summary).not.toBe('')
    }
  })

  it('states the sensitivity of every field of every event, and of everything inside', () => {
    const unstated: string[] = []
    const visit = (name: string) => {
      if (!name.startsWith('hub.') || name.startsWith('hub.calendar.')) return
      for (const field of shapes[name] ?? []) {
        if (field.sensitivity === 'UNSPECIFIED') unstated.push(`${name}.${field.name}`)
        if (field.of) visit(field.of)
      }
    }
    Object.keys(events).forEach(visit)
    expect(unstated).toEqual([])
  })

  it('has `personal` and `sealedPersonal` in every event about a person', () => {
    for (const type of Object.keys(events)) {
      const names = shapes[type]?.map(field => field.name)
      expect(names).toEqual(expect.arrayContaining(['personId', 'personal', 'sealedPersonal']))
    }
  })

  it('lets no identifying field stand outside `personal`', () => {
    const outside = Object.keys(events).flatMap(type =>
      (shapes[type] ?? [])
        .filter(field => !['personal', 'sealedPersonal'].includes(field.name))
        .filter(field => ['IDENTIFYING', 'SPECIAL'].includes(field.sensitivity))
        .map(field => `${type}.${field.name}`),
    )
    expect(outside).toEqual([])
  })
})

describe('codec', () => {
  it('reads what it wrote', () => {
    const codec = createEventCodec()
    expect(codec.decode(sentence.type, codec.encode(sentence.type, sentence.data))).toEqual(sentence.data)
  })

  it('seals `personal`, opens it with the key, and leaves it out when the key is gone', () => {
    const keys = new Map([['p1', 7]])
    const flip = (bytes: Uint8Array, key: number) => bytes.map(byte => byte ^ key)
    const sealer: Sealer = {
      seal: (person, bytes) => flip(bytes, keys.get(person)!),
      open: (person, bytes) => (keys.has(person) ? flip(bytes, keys.get(person)!) : undefined),
    }
    const codec = createEventCodec(sealer)
    const bytes = codec.encode(sentence.type, sentence.data)
    expect(Buffer.from(bytes).includes('secret-value')).toBe(false)
    expect(codec.decode(sentence.type, bytes)).toEqual(sentence.data)
    keys.clear()
    expect(codec.decode(sentence.type, bytes).personal).toBeUndefined()
    expect(codec.decode(sentence.type, bytes).hearingId).toBe('h1')
  })
})

describe('json', () => {
  it('keeps nine digits of an instant and leaves out what is empty', () => {
    const listed = eventOf('hub.court.v1.HearingListed', {
      hearingId: 'h1',
      days: [{ startsAt: { seconds: 1n, nanos: 123_456_789 } }],
    })
    expect(eventToJson(listed.type, listed.data, writeInstant)).toEqual({
      hearingId: 'h1',
      days: [{ startsAt: '2026-03-04T05:06:07.123456789Z' }],
    })
  })

  it('leaves out what the reader may not see', () => {
    const json = eventToJson(sentence.type, sentence.data, writeInstant, field => field.sensitivity === 'IDENTIFYING')
    expect(json.personal).toBeUndefined()
    expect(json.court).toBeDefined()
  })
})

describe('summary', () => {
  it('says an event in one line', () => {
    expect(summaryOf(sentence.type, sentence.data, writeInstant)).toBe(
      "Sentence: suspended imprisonment of 1 year 6 months, suspended for 2 years at Lavender Hill Magistrates' Court",
    )
  })

  it('names every item of a list that has what is asked for', () => {
    const passed = eventOf('hub.court.v1.SentencePassed', {
      kind: SentenceKind.SENTENCE_KIND_COMMUNITY_ORDER,
      requirements: [
        { kind: RequirementKind.REQUIREMENT_KIND_UNPAID_WORK },
        {},
        { kind: RequirementKind.REQUIREMENT_KIND_CURFEW },
        { kind: RequirementKind.REQUIREMENT_KIND_CURFEW },
      ],
    })
    expect(summaryOf(passed.type, passed.data, writeInstant)).toBe(
      'Sentence: community order, with unpaid work, curfew',
    )
  })

  it('leaves out the parts that are not known', () => {
    const bare = eventOf('hub.custody.v1.ReceivedIntoPrison', { recall: true })
    expect(summaryOf(bare.type, bare.data, writeInstant)).toBe('Received into prison, recalled')
  })

  it('counts, one and many, and says nothing of none', () => {
    const line = (days: object) => {
      const kept = eventOf('hub.obligation.v1.PromiseKept', { title: 'Report', ...days })
      return summaryOf(kept.type, kept.data, writeInstant)
    }
    expect([line({ daysLate: 1 }), line({ daysLate: 2 }), line({ daysEarly: 1 }), line({})]).toEqual([
      'Report: done, 1 day late',
      'Report: done, 2 days late',
      'Report: done, 1 day early',
      'Report: done',
    ])
  })

  it('cuts a value that is too long to be read, not within a character', () => {
    const line = (label: string) => {
      const result = eventOf('hub.court.v1.ResultRecorded', { result: { label, cjsCode: '1002' } })
      return summaryOf(result.type, result.data, writeInstant)
    }
    expect(line('x'.repeat(200))).toBe(`Result: ${'x'.repeat(200)} (1002)`)
    expect(line('x'.repeat(200_000))).toBe(`Result: ${'x'.repeat(200)}… (1002)`)
    expect(line(`${'x'.repeat(199)}😀😀`)).toBe(`Result: ${'x'.repeat(199)}… (1002)`)
  })

  it('fills every template of the catalogue without a leftover', () => {
    for (const type of Object.keys(events) as EventType[]) {
      const line = summaryOf(type, eventOf(type, {}).data, writeInstant)
      expect(line).not.toMatch(/[{}[\]]|undefined/)
      expect(line).not.toBe('')
    }
  })
})
