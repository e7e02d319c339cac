import { describe, expect, it } from '@jest/globals'
import { compareFacts, type Decider, evolveFacts, type Fact, type KnownFacts, nothing } from '.'
import { casesOf } from './testing'

type Noted = { readonly type: 'Noted' | 'Struck'; readonly data: { text: string; personal?: { name: string } } }
type Command = { readonly note: Fact<Noted> } | { readonly strike: string }

const note = (key: string, text = key): Fact<Noted> => ({
  key,
  hash: text,
  occurredAt: { seconds: 1n, nanos: 0 },
  event: { type: 'Noted', data: { text, personal: { name: 'Ann' } } },
})
const struck = (key: string): Fact<Noted> => ({
  ...note(key, 'struck'),
  event: { type: 'Struck', data: { text: key } },
})

/** Notes are compared by key; striking one that nobody made has a reason. */
const notes: Decider<KnownFacts, Command, Noted> = {
  initialState: new Map(),
  evolve: evolveFacts,
  decide: (command, known) => {
    if ('note' in command) return compareFacts<Noted>(known, [command.note], () => false, struck)
    const before = known.get(command.strike)
    if (!before || before.retracted) return nothing('no such note')
    return compareFacts<Noted>(known, [], key => key === command.strike, struck)
  },
}
const { given, after } = casesOf(notes)

describe('a case', () => {
  it('passes when exactly what is expected is decided, in the fields that are named', () => {
    given()
      .when({ note: note('a') })
      .thenEvents({ key: 'a', revision: 0, corrects: undefined, event: { type: 'Noted', data: { text: 'a' } } })
    given(note('a'))
      .when({ note: note('a', 'other') })
      .thenEvents({ corrects: 'event-1', revision: 1 })
  })

  it('goes on with what was decided', () => {
    const then = given()
      .when({ note: note('a') })
      .thenEvents({})
      .when({ note: note('a') })
      .thenNothing()
      .when({ strike: 'a' })
      .thenEvents({ retracts: 'event-1', event: { type: 'Struck' } })
      .when({ strike: 'a' })
      .thenNothing('no such note')
    expect(then.state.get('a')).toMatchObject({ id: 'event-2', retracted: true })
  })

  it('may begin with what commands left', () => {
    after({ note: note('a') }, { note: note('a') }, { strike: 'x' }, { note: note('b') })
      .when({ strike: 'b' })
      .thenEvents({ retracts: 'event-2' })
  })

  const striking = () => given(note('a')).when({ strike: 'a' })
  it.each<[string, () => unknown, RegExp]>([
    [
      'another value',
      () => striking().thenEvents({ key: 'b' }),
      /0\.key: "a", not "b"\n {2}decided was:\n {2}Struck a rev/,
    ],
    [
      'another value deep inside',
      () => striking().thenEvents({ event: { data: { text: 'x' } } }),
      /0\.event\.data\.text: "a"/,
    ],
    [
      'a field that must be absent',
      () => striking().thenEvents({ retracts: undefined }),
      /0\.retracts: "event-1", not absent/,
    ],
    ['too few', () => striking().thenEvents({}, {}), /length: 1, not 2/],
    ['too many', () => striking().thenEvents(), /length: 1, not 0/],
    ['an instant', () => striking().thenEvents({ occurredAt: { seconds: 2n, nanos: 0 } }), /seconds: "1n", not "2n"/],
    [
      'a reason instead',
      () => given().when({ strike: 'a' }).thenEvents({ key: 'a' }),
      /nothing was decided: no such note/,
    ],
    [
      'events instead',
      () => striking().thenNothing(),
      /nothing was to be decided\n {2}Struck a revision 1 retracts event-1/,
    ],
    ['another reason', () => given().when({ strike: 'a' }).thenNothing('why not'), /it is "no such note"/],
    ['a reason where none was expected', () => given().when({ strike: 'a' }).thenNothing(), /to be absent/],
    [
      'no reason',
      () =>
        given(note('a'))
          .when({ note: note('a') })
          .thenNothing('why'),
      /it is absent/,
    ],
  ])('fails on %s, and says where', (_, run, message) => expect(run).toThrow(message))

  it('fails when a decision rests on `personal`', () => {
    const curious: typeof notes = {
      ...notes,
      evolve: (known, past) => evolveFacts(known, { ...past, hash: past.event.data.personal?.name ?? 'nobody' }),
    }
    const about = { ...note('a'), hash: 'Ann' }
    expect(() => casesOf(curious).given(about).when({ note: about })).toThrow(
      /must not read `personal`.*\n {2}length: 1, not 0/,
    )
    expect(casesOf(curious).given(about).state.get('a')?.hash).toBe('nobody')
  })

  it('leaves the events as they were', () => {
    const before = note('a')
    given(before)
    expect(before.event.data.personal).toEqual({ name: 'Ann' })
  })
})
