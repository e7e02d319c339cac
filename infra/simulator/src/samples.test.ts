import { describe, expect, it } from '@jest/globals'
import { expectedStates, mutationOf, sampleMessages } from '.'

const samples = sampleMessages()

describe('sample messages', () => {
  it('are 54, the courts first, each folder by name', () => {
    expect(samples.map(({ name }) => name.slice(0, 2))).toEqual([
      ...Array.from({ length: 25 }, (_, index) => String(index + 1).padStart(2, '0')),
      ...Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(2, '0')),
      ...['01', '02', '03'],
      ...['01', '02', '03'],
      ...['01', '02', '03'],
    ])
  })

  it('come by the channels of their systems', () => {
    const count = (channel: string) => samples.filter(sample => sample.channel === channel).length
    const channels = ['common-platform', 'libra', 'court-reports', 'hmpps-domain-events', 'nomis-events']
    expect([...channels, 'resettlement-passport', 'allocation-manager'].map(count)).toEqual([20, 4, 1, 22, 1, 3, 3])
  })

  it('each have an expected state, and no other has one', () => {
    expect(Object.keys(expectedStates)).toEqual(samples.map(({ name }) => name))
  })
})

describe('mutations', () => {
  it('are the same for one seed, and mostly differ from the message and each other', () => {
    for (const { body } of samples) {
      const written = Array.from({ length: 50 }, (_, seed) => JSON.stringify(mutationOf(body, seed)))
      expect(Array.from({ length: 50 }, (_, seed) => JSON.stringify(mutationOf(body, seed)))).toEqual(written)
      expect(new Set(written).size).toBeGreaterThan(25)
    }
  })

  it('bring dangerous keys as own fields, without touching any prototype', () => {
    const bodies = samples.flatMap(({ body }) => Array.from({ length: 50 }, (_, seed) => mutationOf(body, seed)))
    expect(bodies.some(body => JSON.stringify(body).includes('__proto__'))).toBe(true)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
