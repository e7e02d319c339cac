import { type Instant, parseInstant } from '@hub/calendar'
import { EVENT } from '@hub/service'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { clock, startedJourneys } from './started-journeys'

let started: Awaited<ReturnType<typeof startedJourneys>>
beforeAll(async () => {
  started = await startedJourneys()
})
afterAll(() => started.close())

describe('what holds', () => {
  const at = (time: string) => ({ [EVENT.time]: time })
  const seconds = (time: string) => parseInstant(time)!
  const custody = async (personId: string, view: { at?: Instant; knownAt?: Instant } = {}) =>
    (await started.client.getPerson({ personId, ...view })).person?.facts.custody
  const received = (person: string, prisonId: string, over: Readonly<Record<string, string>>) =>
    started.tell(person, 'hub.custody.v1.ReceivedIntoPrison', { prisonId } as never, over)

  it('is what happened last, whichever came last', async () => {
    const person = clock.newId()
    await received(person, 'MDI', at('2024-05-01T00:00:00Z'))
    await started.tell(person, 'hub.custody.v1.DiedInCustody', {} as never, at('2024-06-01T00:00:00.000000001Z'))
    await received(person, 'LEI', at('2024-06-01T00:00:00Z'))
    await started.has(person, 3)
    expect((await started.client.getPerson({ personId: person })).person?.facts).toEqual({ custody: 'Died in custody' })
  })

  it('is not what was corrected or taken back', async () => {
    const person = clock.newId()
    await received(person, 'MDI', at('2024-05-01T00:00:00Z'))
    const died = await started.tell(person, 'hub.custody.v1.DiedInCustody', {} as never, at('2024-06-01T00:00:00Z'))
    await started.tell(person, 'hub.custody.v1.FactRetracted', {} as never, { [EVENT.retracts]: died })
    await started.has(person, 3)
    expect(await custody(person)).toBe('Received into prison MDI')
    const wrong = await received(person, 'LEI', at('2024-07-01T00:00:00Z'))
    // Told to have happened earlier than what it corrects.
    await received(person, 'WSI', { ...at('2024-06-20T00:00:00Z'), [EVENT.corrects]: wrong })
    await started.has(person, 5)
    expect(await custody(person)).toBe('Received into prison WSI')
  })

  it('can be asked for any moment, and as it was known at any moment', async () => {
    const person = clock.newId()
    const known = (time: string) => ({ [EVENT.recorded]: time })
    const first = await received(person, 'MDI', { ...at('2026-02-01T00:00:00Z'), ...known('2026-02-01T01:00:00Z') })
    await received(person, 'LEI', { ...at('2026-03-01T00:00:00Z'), ...known('2026-03-05T00:00:00Z') })
    await received(person, 'WSI', {
      ...at('2026-02-02T00:00:00Z'),
      ...known('2026-03-06T00:00:00Z'),
      [EVENT.corrects]: first,
    })
    await started.has(person, 3)
    const march = seconds('2026-03-03T12:00:00Z')
    expect(await custody(person)).toBe('Received into prison LEI')
    expect(await custody(person, { knownAt: march })).toBe('Received into prison MDI')
    expect(await custody(person, { at: march })).toBe('Received into prison LEI')
    expect(await custody(person, { at: seconds('2026-02-20T00:00:00Z') })).toBe('Received into prison WSI')
    expect(await custody(person, { at: seconds('2026-02-01T12:00:00Z') })).toBeUndefined()
    expect(await custody(person, { at: seconds('2026-02-01T12:00:00Z'), knownAt: march })).toBe(
      'Received into prison MDI',
    )
    expect(await custody(person, { knownAt: seconds('2026-02-01T00:59:59Z') })).toBeUndefined()
  })

  it('of people who are one is read from all of them', async () => {
    const [elder, younger] = [clock.newId(), clock.newId()]
    await received(elder, 'MDI', at('2024-05-01T00:00:00Z'))
    const wrong = await received(younger, 'LEI', at('2024-06-01T00:00:00Z'))
    await started.merge(elder, younger)
    await started.has(elder, 4)
    for (const id of [elder, younger]) expect(await custody(id)).toBe('Received into prison LEI')
    // Taken back on the surviving id, where its source now records.
    await started.tell(elder, 'hub.custody.v1.FactRetracted', {} as never, { [EVENT.retracts]: wrong })
    await started.has(elder, 5)
    for (const id of [elder, younger]) expect(await custody(id)).toBe('Received into prison MDI')
  })
})
