import { type Played, playSamples } from '@hub/runtime'
import { expectedStates, sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ask, type StartedHub, startedHub } from './started-hub'

const lineOf = async (hub: StartedHub, personId: string) => {
  const response = await ask(hub, `/v1/people/${personId}/line?limit=1000`)
  return ((await response.json()) as { items: { eventId: string; summary: string; current: boolean }[] }).items
}
const findBy = async (hub: StartedHub, query: string) => {
  const response = await ask(hub, `/v1/people?${query}`)
  return ((await response.json()) as { people: { personId: string; facts: Record<string, string> }[] }).people
}

describe('the samples, played into an empty hub, again, and again after a restart', () => {
  let hub: StartedHub
  let first: readonly Played[]
  let linesBefore: readonly string[]

  const everyLine = async (): Promise<readonly string[]> => {
    const people = [...new Set(first.flatMap(({ people }) => people))].sort()
    const lines = await Promise.all(people.map(id => lineOf(hub, id)))
    // Samples that speak of the same person under several identities are read as one line by each of its ids.
    return [...new Set(lines.map(items => JSON.stringify(items)))]
  }

  beforeAll(async () => {
    hub = await startedHub()
    first = await playSamples(hub, () => {})
    linesBefore = await settledLines()
  }, 60_000)
  afterAll(() => hub.stop())

  /** Lines follow the receipts by a moment: the same twice in a row, with every event of the receipts in them. */
  const settledLines = async (): Promise<readonly string[]> => {
    const wanted = first.flatMap(({ eventIds }) => eventIds)
    let before: readonly string[] = []
    return eventually(async () => {
      const lines = await everyLine()
      const [text, same] = [lines.join(''), lines.join() === before.join()]
      before = lines
      expect(wanted.filter(id => !text.includes(id))).toEqual([])
      expect(same).toBe(true)
      return lines
    }, 10_000)
  }

  it('gives every sample the state and reason that its partner would expect', () => {
    const states = Object.fromEntries(first.map(({ name, state }) => [name, state]))
    expect(states).toEqual(Object.fromEntries(Object.entries(expectedStates).map(([name, { state }]) => [name, state])))
    for (const { state, reason } of first) if (state !== 'translated') expect(reason).toBeTruthy()
  })

  it('puts each event on the line of its person, once', async () => {
    const ids = first.flatMap(({ eventIds }) => eventIds)
    const text = linesBefore.join('')
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(text.split(`"eventId":"${id}"`).length - 1).toBe(1)
  })

  it('takes back what the court took back, and says so on the line', async () => {
    const [person] = await findBy(hub, 'name=bot9031')
    const line = await lineOf(hub, person!.personId)
    expect(line.filter(({ summary }) => summary.startsWith('Sentence: community order until 12 Dec 2024'))).toEqual([
      expect.objectContaining({ current: false }),
    ])
    expect(line.at(-1)).toMatchObject({ summary: expect.stringContaining('Withdrawn'), current: true })
  })

  it('leaves the present alone when a movement of the past comes late', async () => {
    const [person] = await findBy(hub, 'identifier=noms:a1001bc')
    expect(person!.facts.custody).toBe('Released from MDI: on licence')
    expect(await lineOf(hub, person!.personId)).toHaveLength(3)
  })

  it('says what held at a moment, and what was known then', async () => {
    const [person] = await findBy(hub, 'identifier=noms:a1001bc')
    const asked = async (view: string) => {
      const answer = await ask(hub, `/v1/people/${person!.personId}?${view}`)
      const { facts, code, field } = (await answer.json()) as { facts?: object; code?: string; field?: string }
      return facts ?? [answer.status, code, field]
    }
    expect(await asked('at=2009-12-31T00:00:00Z')).toEqual({})
    expect(await asked('at=2010-01-02T00:00:00Z')).toEqual({ custody: expect.stringContaining('Released') })
    expect(await asked('at=2010-01-02T00:00:00Z&knownAt=2010-01-02T00:00:00Z')).toEqual({})
    for (const field of ['at', 'knownAt'])
      expect(await asked(`${field}=3-March`)).toEqual([400, 'HUB_REQUEST_INVALID', field])
  })

  it('finds one person by both numbers that were merged or linked', async () => {
    const byNumber = async (number: string) =>
      (await findBy(hub, `identifier=${number}`)).map(({ personId }) => personId)
    expect(await byNumber('NOMS:A9019BC')).toEqual(await byNumber('NOMS:A1019BC'))
    expect(await byNumber('CRN:X757129')).toEqual(await byNumber('NOMS:A1020BC'))
    expect(await byNumber('CRN:X757129')).toHaveLength(1)
  })

  it('changes nothing when the same messages come again', async () => {
    await playSamples(hub, () => {})
    expect(await everyLine()).toEqual(linesBefore)
  }, 60_000)

  it('finds everything as it was after a restart, and still changes nothing', async () => {
    hub = await hub.restart()
    expect(await everyLine()).toEqual(linesBefore)
    const again = await playSamples(hub, () => {})
    expect(await everyLine()).toEqual(linesBefore)
    expect(again.filter(({ state }) => state === 'held')).toEqual([])
  }, 60_000)

  it('logs a line for every outcome and no personal value', () => {
    const logged = hub.logged()
    expect(logged.split('\n').filter(line => line.includes('receiptId')).length).toBeGreaterThan(100)
    const found = [...personalValues()].filter(value => logged.includes(value))
    expect(found).toEqual([])
  })
})

/** Every name, address line, date of birth and identifier of a person that stands in the samples. */
function personalValues(): Set<string> {
  const values = new Set<string>()
  const names =
    /^(firstName|lastName|middleName|forename\d|surname|defendantName|dateOfBirth|defendantDob|address\d|line\d|postcode|pcode|pncId|pnc|croNumber|cro|cId|nomsNumber|removedNomsNumber|prisonerId|offenderIdDisplay)$/
  // A fixture's placeholder, which is also a word of ours.
  const placeholders = ['first name', 'last name']
  const visit = (value: unknown, name: string, parent: unknown) => {
    if (typeof value === 'string') {
      const identifier = name === 'value' && (parent as { type?: string }).type !== undefined
      // Codes and short words stand in logs for other reasons.
      if ((names.test(name) || identifier) && value.trim().length >= 5 && !placeholders.includes(value.trim()))
        values.add(value.trim())
      if (name === 'Message') parse(value)
    } else if (value && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) visit(inner, key, value)
  }
  const parse = (text: string) => {
    try {
      visit(JSON.parse(text), '', undefined)
    } catch {
      // A sample that is not JSON holds nothing that could be found by name.
    }
  }
  for (const { body } of sampleMessages()) parse(body.toString())
  return values
}
