import { StoreError } from '../errors'
import type { Move, Settled, Store, Work } from '../port'
import type { Surroundings } from './attempt'
import type { Engine } from './engine'
import { type Call, sizeOf, type Unit, unitsOf } from './entry'
import { fill, type Gathering, LARGEST_GROUP } from './gather'
import { type Done, isOutage, runGroup } from './group'

/** Of a group, while messages wait too. */
const COMMANDS_SHARE = 0.5

export interface Committer {
  readonly run: Store['run']
  /** Lets the group in flight end, and rejects what waits. */
  close(): Promise<void>
}

export interface CommitterSettings extends Surroundings {
  readonly engine: Engine
}

/**
 * Gathers works from all callers into groups and commits each group in one transaction; one is in flight at a time,
 * so while the engine writes, the next group fills.
 */
export function createCommitter(settings: CommitterSettings): Committer {
  const { clock } = settings
  const waiting: Gathering = { commands: [], messages: [], works: 0, bytes: 0, arrived: () => {} }
  let pumping: Promise<void> | undefined
  let closed = false
  let before = 1

  const take = (): Unit[] => {
    const units: Unit[] = []
    let works = 0
    let bytes = 0
    const from = (queue: Unit[], share: number) => {
      while (queue.length > 0) {
        const unit = queue[0] as Unit
        const full =
          works + sizeOf(unit) > LARGEST_GROUP.works * share || bytes + unit.bytes > LARGEST_GROUP.bytes * share
        if (full && units.length > 0) break
        queue.shift()
        waiting.works -= sizeOf(unit)
        waiting.bytes -= unit.bytes
        if (unit.call.over) continue
        units.push(unit)
        works += sizeOf(unit)
        bytes += unit.bytes
      }
    }
    // Commands first, but half of the group is for messages: commands without end must not keep them waiting for ever.
    if (waiting.messages.length > 0) {
      from(waiting.commands, COMMANDS_SHARE)
      from(waiting.messages, 1)
    }
    from(waiting.commands, 1)
    return units
  }

  const pump = async () => {
    while (waiting.commands.length + waiting.messages.length > 0) {
      await fill(waiting, before, clock)
      const units = take()
      if (units.length === 0) continue
      before = units.reduce((sum, unit) => sum + sizeOf(unit), 0)
      await commit(units, settings)
    }
    pumping = undefined
  }

  return {
    run: <A>(works: readonly Work<A>[], move?: Move) => {
      if (closed) return Promise.reject(new StoreError('HUB_STORE_CLOSED', 'the store is closed'))
      if (works.length === 0 && !move) return Promise.resolve([])
      return new Promise<readonly Settled<A>[] | 'fenced'>((resolve, reject) => {
        const units: Unit[] = []
        const call: Call = {
          move,
          units,
          settled: new Array<Settled>(works.length),
          open: 0,
          reached: undefined,
          over: false,
          resolve: resolve as Call['resolve'],
          reject,
        }
        units.push(...unitsOf(call, works as readonly Work[]))
        call.open = units.length
        const command = !move && works.every(work => work.priority === 'command')
        for (const unit of units) {
          ;(command ? waiting.commands : waiting.messages).push(unit)
          waiting.works += sizeOf(unit)
          waiting.bytes += unit.bytes
        }
        waiting.arrived()
        pumping ??= pump()
      })
    },
    close: async () => {
      closed = true
      for (const unit of [...waiting.commands.splice(0), ...waiting.messages.splice(0)])
        refuse(unit, new StoreError('HUB_STORE_CLOSED', 'the store was closed before this work ran'))
      waiting.works = 0
      waiting.bytes = 0
      waiting.arrived()
      await pumping
    },
  }
}

function refuse({ call }: Unit, error: unknown): void {
  if (call.over) return
  call.over = true
  call.reject(error)
}

/** Commits the units as one group; if the engine cannot, halves them until the guilty work stands alone. */
async function commit(units: readonly Unit[], settings: CommitterSettings): Promise<void> {
  const open = units.filter(unit => !unit.call.over)
  if (open.length === 0) return
  try {
    settle(open, await runGroup({ units: open, engine: settings.engine, around: settings }))
  } catch (error) {
    if (isOutage(error)) for (const unit of open) refuse(unit, error)
    else if (open.length > 1) {
      const middle = Math.ceil(open.length / 2)
      await commit(open.slice(0, middle), settings)
      await commit(open.slice(middle), settings)
    } else await single(open[0] as Unit, error, settings)
  }
}

/** One record's works, of which at least one cannot be committed: the first that is guilty alone, else all of them. */
async function single(unit: Unit, cause: unknown, settings: CommitterSettings): Promise<void> {
  const error = cause instanceof Error ? cause : new Error('the engine threw what is not an error')
  const innocent = unit.entries.filter(entry => !entry.poison)
  const suspects = innocent.length > 1 ? [...innocent.map(entry => [entry]), innocent] : [innocent]
  for (const poisoned of suspects) {
    for (const entry of poisoned) entry.poison = error
    try {
      settle([unit], await runGroup({ units: [unit], engine: settings.engine, around: settings }))
      return
    } catch (again) {
      if (isOutage(again)) return refuse(unit, again)
      for (const entry of poisoned) entry.poison = undefined
    }
  }
  refuse(unit, error)
}

function settle(units: readonly Unit[], { attempts, fenced }: Done): void {
  for (const { entry, settled } of attempts) entry.call.settled[entry.index] = settled
  for (const unit of units) {
    const { call } = unit
    if (call.over) continue
    if (fenced.has(call)) {
      call.over = true
      call.resolve('fenced')
      continue
    }
    unit.committed = true
    call.open -= 1
    if (call.open > 0) continue
    call.over = true
    call.resolve(call.settled)
  }
}
