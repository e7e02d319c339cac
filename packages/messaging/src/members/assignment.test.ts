import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { PARTITIONS } from '../port'
import { assign, type Candidate } from './assignment'
import type { Place } from './source'

interface Member extends Candidate {
  places: Place[]
}

const member = (topics: string[]): Member => {
  const self: Member = {
    topics,
    places: [],
    owns: (topic, partition) => self.places.some(place => place.topic === topic && place.partition === partition),
  }
  return self
}

const topicsRead = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })

describe('assign', () => {
  it('gives every partition to exactly one reader, in fair numbers, through any joining and leaving', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(topicsRead, fc.nat(9)), { maxLength: 12 }), steps => {
        let members: Member[] = []
        for (const step of steps) {
          if (typeof step === 'number') members = members.filter((_, index) => index !== step)
          else members = [...members, member(step)]
          for (const [one, places] of assign(members)) one.places = places

          for (const topic of new Set(members.flatMap(one => one.topics))) {
            const counts = members
              .filter(one => one.topics.includes(topic))
              .map(one => one.places.filter(place => place.topic === topic).length)
            const all = members.flatMap(one => one.places.filter(place => place.topic === topic))
            expect(new Set(all.map(place => place.partition)).size).toBe(PARTITIONS)
            expect(all.length).toBe(PARTITIONS)
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })

  it('moves only what it must', () => {
    const [first, second] = [member(['a']), member(['a'])]
    first.places = assign([first]).get(first)!
    const shares = assign([first, second])
    expect(shares.get(first)).toEqual(first.places.slice(0, 24))
    first.places = shares.get(first)!
    second.places = shares.get(second)!
    expect(assign([first, second])).toEqual(shares)
  })
})
