import type { Clock } from '@hub/clock'
import type { EventLog, Running, Subscription } from '@hub/messaging'
import type { Sources } from '@hub/service'
import type { Store } from '@hub/store'
import type { SourceAnswer } from '@hub/translation'
import type { Faults, Life } from './faults'

/** The log as one instance sees it. When the instance dies its subscriptions are taken from it. */
export function faultyLog(log: EventLog, faults: Faults, life: Life): EventLog {
  const around = <T>(call: string, effect: () => Promise<T>) => faults.around(life, call, effect)
  return {
    ...log,
    append: (topic, batch) => around('append', () => log.append(topic, batch)),
    fetch: (topic, partition, offset) => around('fetch', () => log.fetch(topic, partition, offset)),
    subscribe: async (subscription: Subscription): Promise<Running> => {
      // A process that died while it started subscribes to nothing more.
      if (life.dead) return new Promise(() => {})
      let die: (error: Error) => void = () => {}
      const died = new Promise<never>((_, reject) => {
        die = reject
      })
      died.catch(() => {})
      const running = await log.subscribe({
        ...subscription,
        claim: (group, partitions) => Promise.race([subscription.claim(group, partitions), died]),
        handle: batch => Promise.race([subscription.handle(batch), died]),
        onError: error => {
          if (!life.dead) subscription.onError?.(error)
        },
      })
      const mourn = () => {
        die(new Error(`${life.name} died`))
        void running.stop()
      }
      if (life.dead) mourn()
      else life.mourners.push(mourn)
      return running
    },
    // The engine outlives everyone who uses it.
    close: async () => {},
  }
}

/** The store as one instance sees it. */
export function faultyStore(store: Store, faults: Faults, life: Life): Store {
  const around = <T>(call: string, effect: () => Promise<T>) => faults.around(life, call, effect)
  return {
    ...store,
    run: (works, move) => around('run', () => store.run(works, move)),
    claim: (group, partitions) => around('claim', () => store.claim(group, partitions)),
    marks: ids => around('marks', () => store.marks(ids)),
    held: (group, filter) => around('held', () => store.held(group, filter)),
    queue: (group, lane, limit) => around('queue', () => store.queue(group, lane, limit)),
    get: (collection, ids) => around('get', () => store.get(collection, ids)),
    find: (collection, query, page) => around('find', () => store.find(collection, query, page)),
    outbox: {
      lease: (owner, ttl) => around('lease', () => store.outbox.lease(owner, ttl)),
      watermark: () => around('watermark', () => store.outbox.watermark()),
      last: () => around('last', () => store.outbox.last()),
      read: (after, limit) => around('outbox.read', () => store.outbox.read(after, limit)),
      advance: (lease, from, to) => around('advance', () => store.outbox.advance(lease, from, to)),
      committed: listener => store.outbox.committed(listener),
    },
    close: async () => {},
  }
}

/** Partners' systems as one instance sees them: each is away now and then. */
export const faultySources = (answers: (path: string) => SourceAnswer, faults: Faults, life: Life): Sources => ({
  knows: () => true,
  ask: (_, path) => faults.around(life, 'ask', async () => answers(path)).catch((): SourceAnswer => ({ is: 'away' })),
})

/** Time that nothing of a dead process sees pass: what it was going to do later it never does. */
export const mortalClock = (clock: Clock, life: Life): Clock => ({
  ...clock,
  after: (millis, run) =>
    clock.after(millis, () => {
      if (!life.dead) run()
    }),
  sleep: async (millis, wake) => {
    await clock.sleep(millis, wake)
    if (life.dead) await new Promise(() => {})
  },
})
