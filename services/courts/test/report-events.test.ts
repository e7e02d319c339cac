import { describe, expect, it } from '@jest/globals'
import { createHub, wholeOf } from './play'

const told = (eventType: string, over: object = {}) => ({
  eventType,
  occurredAt: '2025-02-11T14:22:08.452612281Z',
  detailUrl: 'https://reports.example.test/one',
  personReference: { identifiers: [{ type: 'CRN', value: 'X123456' }] },
  additionalInformation: { reportId: 'one' },
  ...over,
})

describe('a pre-sentence report', () => {
  it('is completed once, whichever event tells of it', async () => {
    const hub = createHub()
    expect(wholeOf(await hub.say('hmpps-domain-events', told('pre-sentence.report.created'))).state).toBe('translated')
    expect(wholeOf(await hub.say('hmpps-domain-events', told('pre-sentence.report.completed')))).toEqual({
      state: 'ignored',
      reason: 'no change',
    })
  })

  it('is corrected by another time of it, and not by an event that has none', async () => {
    const hub = createHub()
    const say = async (over: object) =>
      (await hub.say('hmpps-domain-events', told('pre-sentence.report.completed', over)))[0]!
    const [first] = (await say({})).events
    const corrected = await say({ occurredAt: '2025-02-12T09:00:00Z' })
    expect(corrected.events).toMatchObject([{ corrects: first!.id, occurredAt: { seconds: 1_739_350_800n } }])
    for (const occurredAt of [undefined, 'soon', '2025-02-12T09:00:00Z'])
      expect(await say({ occurredAt })).toMatchObject({ state: 'ignored', reason: 'no change' })
  })

  it.each([
    [{ eventType: undefined }, 'rejected', 'no event type'],
    [{ eventType: 'pre-sentence.report.started' }, 'translated', ''],
    [{ eventType: 'pre-sentence.report.other' }, 'ignored', 'no context takes pre-sentence.report.other yet'],
    [{ additionalInformation: {} }, 'rejected', 'no report id'],
    [{ personReference: null }, 'rejected', 'no usable CRN of the person'],
  ])('with %j is %s: %s', async (over, state, reason) => {
    expect(wholeOf(await createHub().say('hmpps-domain-events', told('pre-sentence.report.created', over)))).toEqual({
      state,
      reason,
    })
  })
})
