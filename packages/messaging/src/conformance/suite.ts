import { describe } from '@jest/globals'
import { appending } from './appending'
import { batches } from './batches'
import type { Engine } from './engine'
import { ownership } from './ownership'
import { reading } from './reading'
import { setScene } from './scene'

/**
 * Every numbered guarantee of the event log's port, quoted and tried on one engine. Call it at the top of a test file.
 *
 * Nothing in it knows an engine: it speaks through the port alone, waits by `eventually`, and takes rebalances,
 * repeats, failures and two workers as the normal course of things.
 */
export function eventLogConformance(name: string, makeEngine: () => Promise<Engine>): void {
  describe(`event log on ${name}`, () => {
    const scene = setScene(makeEngine)
    appending(scene)
    batches(scene)
    ownership(scene)
    reading(scene)
  })
}
