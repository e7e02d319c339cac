import { systemClock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import { createTokens, createTools, type IntakePart, type Performance } from '@hub/service'
import type { SourceAnswer } from '@hub/translation'
import { describe, expect, it } from '@jest/globals'
import type { CustodyCommand } from '../domain/custody'
import type { Ask } from '../translate/asks'
import { askFirst } from './ask-sources'

const clock = systemClock()
const tools = createTools(createTokens(Buffer.from('a key for tests')), createEventCodec())
const event = eventOf('hub.custody.v1.PrisonRecordChangeReported', { personal: {} })
const fact = { key: 'change', event, hash: '', occurredAt: clock.now() }

const NAMES = { prisonerNumber: 'A1234BC' }
const part = (path: string): IntakePart<CustodyCommand> => ({
  receiptId: path,
  channel: 'hmpps-domain-events',
  receivedAt: clock.now(),
  part: {
    is: 'command',
    subject: path,
    identities: [],
    command: { is: 'report', fact, asks: [{ for: 'record', source: 'prisoner-search', path, names: NAMES }] },
  },
})
/** What each part came to: its readings, or the outcome or error instead. */
async function come(answers: Readonly<Record<string, SourceAnswer | Error>>): Promise<readonly unknown[]> {
  const asked: string[] = []
  const ask = async (_: string, path: string): Promise<SourceAnswer> => {
    asked.push(path)
    const answer = answers[path]!
    if (answer instanceof Error) throw answer
    return answer
  }
  const perform = askFirst(
    async parts =>
      parts.map(({ part: { command } }): Performance => {
        const readings = (command.readings ?? []).map(({ is }) => is).join()
        return { lane: '', run: async () => ({ outcome: { is: 'ignored', reason: readings } }) }
      }),
    { sources: { knows: () => true, ask }, clock, tools },
  )
  const performances = await perform(Object.keys(answers).flatMap(path => [part(path), part(path)]))
  expect(asked).toEqual(Object.keys(answers))
  const came = await Promise.all(
    performances.map(({ run }) =>
      run({} as never).then(({ outcome }) => ('reason' in outcome ? outcome.reason : ''), String),
    ),
  )
  return came.filter((_, index) => index % 2 === 0)
}

const RECORD = { prisonerNumber: 'A1234BC', sentenceStartDate: 'soon' }

describe('messages that lead to questions', () => {
  it('are performed with the answers, or wait, or fail, each for itself; each path is asked once', async () => {
    expect(
      await come({
        '/prisoner/A1234BC': { is: 'found', body: { prisonerNumber: 'a1234bc ', status: 'ACTIVE IN' } },
        '/nobody': { is: 'not-found', body: undefined },
        '/away': { is: 'away' },
        '/refused': { is: 'refused', reason: 'it answered 403' },
        '/broken': new Error('a defect'),
      }),
    ).toEqual([
      'record,dates',
      '',
      'prisoner-search cannot be reached; it is asked again',
      'prisoner-search refuses: it answered 403; it is asked again',
      'Error: a defect',
    ])
  })

  it.each([{ prisonerNumber: 'X9999XX' }, {}, { prisonerNumber: 'x' }])(
    'take no record from %j: it is not of the one asked for',
    async body => {
      expect(await come({ '/prisoner/A1234BC': { is: 'found', body: { ...body, status: 'ACTIVE IN' } } })).toEqual([''])
    },
  )

  it.each([
    ['222', ['/prisoner/A1234BC', '/api/bookings/222/sentenceDetail']],
    [undefined, ['/prisoner/A1234BC']],
    ['../../secrets', ['/prisoner/A1234BC']],
  ])('that do not say which booking are asked by the one that the record names: %s', async (bookingId, asked) => {
    const paths: string[] = []
    const ask = async (_: string, path: string): Promise<SourceAnswer> => {
      paths.push(path)
      return { is: 'found', body: { prisonerNumber: 'A1234BC', bookingId, conditionalReleaseDate: '2027-01-05' } }
    }
    const perform = askFirst(
      async parts => parts.map((): Performance => ({ lane: '', run: async () => ({ outcome: { is: 'done' } }) })),
      { sources: { knows: () => true, ask }, clock, tools },
    )
    const one = part('/prisoner/A1234BC')
    const dates = {
      for: 'dates' as const,
      source: 'prison-api',
      path: '/api/bookings/{booking}/sentenceDetail',
      names: { bookingId: 'booking' },
    }
    const { command } = one.part
    await perform([{ ...one, part: { ...one.part, command: { ...command, asks: [...command.asks!, dates] } } }])
    expect(paths).toEqual(asked)
  })

  it('take nothing of another booking than the one that the record names', async () => {
    const dates = (booking: string) => ({
      for: 'dates' as const,
      source: 'prison-api',
      path: `/api/bookings/${booking}/sentenceDetail`,
      names: { bookingId: booking },
    })
    const length = (booking: string) => ({
      for: 'envelope' as const,
      source: 'calculate-release-dates',
      path: '/operative-sentence-envelope/A1234BC',
      names: {},
      mayName: { bookingId: booking },
    })
    const record = { for: 'record' as const, source: 'prisoner-search', path: '/prisoner/A1234BC', names: NAMES }
    const body = { prisonerNumber: 'A1234BC', bookingId: '222', status: 'ACTIVE IN' }
    const readingsOf = async (
      booking: string,
      told: object,
      secondsAgo = 0n,
      about: (booking: string) => Ask = dates,
    ) => {
      let readings: readonly string[] = []
      const perform = askFirst(
        async ([{ part: each } = part('')]) => {
          readings = (each.command.readings ?? []).map(({ is }) => is)
          return [{ lane: '', run: async () => ({ outcome: { is: 'done' } }) }]
        },
        {
          sources: {
            knows: () => true,
            ask: async (_, path) => ({ is: 'found', body: path === record.path ? told : { bookingId: booking } }),
          },
          clock,
          tools,
        },
      )
      const one = part('/x')
      const asks = [record, about(booking)]
      const receivedAt = { ...one.receivedAt, seconds: one.receivedAt.seconds - secondsAgo }
      const command = { ...one.part.command, asks }
      const [performance] = await perform([{ ...one, receivedAt, part: { ...one.part, command } }])
      const { answer, outcome } = await performance!.run({} as never)
      return [readings.join(), ...('reason' in outcome ? [outcome.reason] : []), ...(answer?.warnings ?? [])]
    }
    expect(await readingsOf('222', body)).toEqual(['record,dates,dates'])
    expect(await readingsOf('111', body)).toEqual([
      'record,dates',
      'prison-api: the booking is not the one that the record names: the answer says nothing',
    ])
    expect(await readingsOf('222', body, 0n, length)).toEqual(['record,dates,envelope'])
    expect(await readingsOf('111', body, 0n, length)).toEqual([
      'record,dates',
      'calculate-release-dates: the booking is not the one that the record names: the answer says nothing',
    ])
    // The search may not know of the new booking yet; after a minute it is taken at its word.
    expect(await readingsOf('333', body)).toEqual(['', 'the record names an earlier booking; it is asked again'])
    expect(await readingsOf('333', body, 61n)).toEqual([
      'record,dates',
      'prison-api: the booking is not the one that the record names: the answer says nothing',
    ])
    expect(await readingsOf('333', { ...body, bookingId: '22x' })).toEqual([
      'record,dates',
      'prison-api: the booking is not the one that the record names: the answer says nothing',
    ])
    // A record that names none says nothing against any.
    expect(await readingsOf('111', { ...body, bookingId: null })).toEqual(['record,dates,dates'])
  })

  it('have what could not be read of the answers among their warnings', async () => {
    const perform = askFirst(
      async parts =>
        parts.map(
          (): Performance => ({ lane: '', run: async () => ({ outcome: { is: 'ignored', reason: 'no change' } }) }),
        ),
      {
        sources: { knows: () => true, ask: async () => ({ is: 'found', body: RECORD }) },
        clock,
        tools,
      },
    )
    const [performance] = await perform([part('/prisoner/A1234BC')])
    expect(await performance!.run({} as never)).toEqual({
      outcome: { is: 'ignored', reason: 'no change' },
      answer: { eventIds: [], warnings: [expect.stringMatching(/^prisoner-search: sentenceStartDate /)] },
    })
  })

  it.each([null, [], {}, { prisonerNumber: 'A1234BC' }, 'x', 7].map(body => [JSON.stringify(body), body]))(
    'take %s for no answer: no date is gone by it',
    async (_, body) => {
      expect(await come({ '/odd': { is: 'found', body } })).toEqual([
        'prisoner-search gives no object that says anything; it is asked again',
      ])
    },
  )
})
