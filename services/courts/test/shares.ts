import type { HubEvent } from '@hub/contracts'
import type { PastEvent } from '@hub/decider'
import { type Became, type createHub, translate } from './play'

/** People of the hearing that tests speak of, by letter. */
export const PEOPLE = {
  A: 'aaaaaaaa-0000-4000-8000-000000000001',
  B: 'bbbbbbbb-0000-4000-8000-000000000002',
  C: 'cccccccc-0000-4000-8000-000000000003',
} as const
export type Letter = keyof typeof PEOPLE

export const HEARING = 'a1111111-0000-4000-8000-000000000000'
export const DAY = '2026-03-02'
export const NEXT_DAY = '2026-03-03'

export interface Message {
  readonly body: unknown
  readonly over: {
    readonly kind: string
    readonly pathId: string
    readonly receivedAt: { seconds: bigint; nanos: number }
  }
}

let arrivals = 0
const arriving = () => ({ seconds: 1_780_000_000n + BigInt(++arrivals), nanos: 0 })

/** A defendant with results on one charge; `over` changes the defendant as the source writes them. */
export const defendant = (letter: Letter, results: unknown, over: object = {}) => ({
  id: PEOPLE[letter],
  masterDefendantId: PEOPLE[letter],
  personDefendant: { personDetails: { firstName: 'Test', lastName: `Person ${letter}`, gender: 'FEMALE' } },
  offences: [
    {
      id: `offence-${letter.toLowerCase()}`,
      offenceCode: 'TH68010',
      convictionDate: '2026-03-01',
      judicialResults: results,
    },
  ],
  ...over,
})

type Of = Partial<Record<Letter, readonly object[]>>

/** A hearing with these people; a time of day makes it a resulted share of that moment. */
export function hearing(people: Of | readonly object[], over: { hearing?: object; body?: object } = {}) {
  const defendants = Array.isArray(people)
    ? people
    : Object.entries(people as Of).map(([letter, results]) => defendant(letter as Letter, results!))
  return {
    hearing: {
      id: HEARING,
      courtCentre: { code: 'C01LV00', name: 'Liverpool Crown Court' },
      jurisdictionType: 'CROWN',
      hearingDays: [DAY, NEXT_DAY].map(day => ({ sittingDay: `${day}T10:00:00Z` })),
      prosecutionCases: [{ prosecutionCaseIdentifier: { caseURN: '01AA0000126' }, defendants }],
      ...over.hearing,
    },
    ...over.body,
  }
}

/** Results that are ordered on the first day are ordered on this one. */
const orderedOn = (day: string, body: object): unknown =>
  JSON.parse(JSON.stringify(body), (name, value) => (name === 'orderedDate' && value === DAY ? day : value))

/** A resulted share, made at that time of the hearing day. */
export const shared = (
  time: string,
  people: Of | readonly object[],
  over: { hearing?: object; day?: string } = {},
): Message => {
  const day = over.day ?? DAY
  const body = { hearingDay: day, sharedTime: `${day}T${time}:00Z` }
  return {
    body: orderedOn(day, hearing(people, { body, ...(over.hearing ? { hearing: over.hearing } : {}) })),
    over: { kind: 'resulted', pathId: HEARING, receivedAt: arriving() },
  }
}

export const confirmed = (people: Of | readonly object[], over: { hearing?: object } = {}): Message => ({
  body: hearing(people, over),
  over: { kind: 'confirmed', pathId: HEARING, receivedAt: arriving() },
})

export const deleted = (): Message => ({
  body: {},
  over: { kind: 'deleted', pathId: HEARING, receivedAt: arriving() },
})

type Hub = ReturnType<typeof createHub>

export const send = (hub: Hub, { body, over }: Message): Promise<readonly Became[]> =>
  hub.say('common-platform', body, over)

export const warningsOf = ({ body, over }: Message): readonly string[] =>
  translate('common-platform', body, over).warnings

/** What came about, in a line each: who, what, of which fact; details of a person are left out. */
export const told = (became: readonly Became[]): readonly string[] =>
  became.flatMap(({ events }) => events.map(line)).filter(text => text !== '')

function line({ event, corrects, retracts, key }: PastEvent<HubEvent>): string {
  const { identity } = (event.data as { personal?: { identity?: { value: string } } }).personal ?? {}
  const who = Object.entries(PEOPLE).find(([, id]) => id === identity?.value)?.[0] ?? '?'
  if (key === 'details') return ''
  const of = key.replace(/^result\//, '').replace(`${DAY}/`, '')
  if (retracts) return `${who} withdrawn ${of}: ${(event.data as { reason: string }).reason}`
  const type = event.type.replace('hub.court.v1.', '')
  const what =
    key === 'cancelled' || key === 'unlisted'
      ? `${type}: ${(event.data as { reason: string }).reason}`
      : `${type} ${of}`
  return `${who} ${corrects ? 'corrected ' : ''}${what}`
}

const result = (judicialResultId: string, cjsCode: string, over: object = {}) => ({
  judicialResultId,
  cjsCode,
  label: `result ${cjsCode}`,
  orderedDate: DAY,
  rootJudicialResultId: judicialResultId,
  ...over,
})

export const prompts = (values: Readonly<Record<string, string>>) => ({
  judicialResultPrompts: Object.entries(values).map(([promptReference, value]) => ({ promptReference, value })),
})

export const order = (id = 'order', values: Readonly<Record<string, string>> = {}, over: object = {}) =>
  result(id, '1116', { ...prompts(values), ...over })
export const prison = (id = 'prison', values: Readonly<Record<string, string>> = { imprisonmentPeriod: '2 Years' }) =>
  result(id, '1002', prompts(values))
export const suspended = (id: string, values: Readonly<Record<string, string>>) => result(id, '1115', prompts(values))
export const requirement = (
  id: string,
  cjsCode: string,
  below: string,
  values: Readonly<Record<string, string>> = {},
) => result(id, cjsCode, { ...prompts(values), rootJudicialResultId: below })
export const remand = (id = 'remand', cjsCode = '4028', over: object = {}) => result(id, cjsCode, over)
export const inError = (id = 'error') => result(id, '4583')
export const unknown = (id = 'unknown', over: object = {}) =>
  result(id, '', {
    judicialResultTypeId: '11111111-2222-4333-8444-555555555555',
    label: 'A new kind of order',
    ...over,
  })
