import { isRecord } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createHub } from './play'
import { defendant, hearing, order, prison, remand, requirement, send, shared } from './shares'

/** A hearing in which everything that can name a result or a person does. */
const everything = () => {
  const applicant = (letter: 'A' | 'B') => ({ masterDefendantId: defendant(letter, []).masterDefendantId })
  return hearing(
    [
      defendant('A', [order('order'), requirement('work', '3101', 'order', { numberOfHours: '80 Hours' })], {
        judicialResults: [remand('remand')],
      }),
      defendant('B', [prison('prison')]),
    ],
    {
      hearing: {
        defendantJudicialResults: [{ ...applicant('B'), judicialResult: remand('beside') }],
        courtApplications: [
          {
            id: 'application',
            subject: { masterDefendant: applicant('A') },
            judicialResults: [remand('below-application')],
            courtApplicationCases: [{ offences: [{ id: 'clone', judicialResults: [remand('cloned')] }] }],
          },
        ],
      },
    },
  ) as { hearing: object }
}

type Path = readonly (string | number)[]

/** Where each value of it stands. */
const pathsIn = (value: unknown, path: Path = []): readonly Path[] => [
  ...(path.length === 0 ? [] : [path]),
  ...(Array.isArray(value) || isRecord(value)
    ? Object.entries(value).flatMap(([name, below]) =>
        pathsIn(below, [...path, Array.isArray(value) ? Number(name) : name]),
      )
    : []),
]

/** The same with something that cannot be read in that place. */
function withUnreadable(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return Array.isArray(value) || isRecord(value) ? '?' : {}
  const entries = Object.entries(value as object).map(
    ([key, below]) => [key, key === String(name) ? withUnreadable(below, rest) : below] as const,
  )
  return Array.isArray(value) ? entries.map(([, below]) => below) : Object.fromEntries(entries)
}

describe('a share of which something cannot be read', () => {
  const { hearing: whole } = everything()
  const places = pathsIn(whole)

  it.each(places.map(path => [path.join('.'), path] as const))('takes nothing back: %s', async (_, path) => {
    const hub = createHub()
    const first = shared('10:00', [], { hearing: whole })
    const results = (await send(hub, first)).flatMap(({ events }) => events).filter(({ key }) => /^result/.test(key))
    expect(results).toHaveLength(6)
    const second = shared('11:00', [], { hearing: withUnreadable(whole, path) as object })
    const gone = (await send(hub, second))
      .flatMap(({ events }) => events)
      .filter(({ event, retracts }) => retracts || event.type === 'hub.court.v1.HearingCancelled')
    expect(gone.map(({ key }) => key)).toEqual([])
  })

  it('keeps the requirements of an order, the charges and the days of a listing', async () => {
    const lists = places.filter(path => ['judicialResults', 'offences', 'hearingDays'].includes(String(path.at(-2))))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lists), async path => {
        const hub = createHub()
        const first = await send(hub, shared('10:00', [], { hearing: whole }))
        const second = await send(hub, shared('11:00', [], { hearing: withUnreadable(whole, path) as object }))
        const composed = ['listing', 'result/2026-03-02/order']
        const corrected = second.flatMap(({ events }) => events).filter(({ key }) => composed.includes(key))
        expect(first.length).toBe(2)
        expect(corrected).toEqual([])
      }),
      { numRuns: lists.length * 2 },
    )
  })
})
