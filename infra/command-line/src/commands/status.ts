import type { ContextStatus, Status } from '../answers'
import { command } from '../command'
import { as, type Cell, count } from '../print'

export const status = command({
  name: 'status',
  summary: 'how every context is doing: problems, what waits, what is held, whether every message is accounted for',
  usage: '',
  least: 0,
  most: 0,
  options: {},
  detail: 'Exit code 1: something is not as it should be.',
  run: async ({ json }, { api, print }) => {
    const { value, text } = await api.get<Status>('/v1/status')
    if (json) print.json(text)
    else {
      const problems = value.contexts.flatMap(({ context, problems }) =>
        problems.map(problem => [context, as('red', problem)]),
      )
      print.line(value.well ? as('green', 'All is well.') : as('red', 'Not all is well:'))
      if (problems.length > 0) print.table(problems)
      print.table(value.contexts.map(rowOf), [
        'CONTEXT',
        'TO READ',
        'TO PUBLISH',
        'PUBLISHED',
        'HELD LANES',
        'HELD MESSAGES',
        'DUE TIMERS',
        'MESSAGES THAT CAME',
      ])
    }
    return value.well ? 0 : 1
  },
})

function rowOf(status: ContextStatus): readonly Cell[] {
  const lag = status.consumers.reduce((sum, consumer) => sum + consumer.lag, 0)
  const held = (number: number): Cell => (number > 0 ? as('yellow', String(number)) : '0')
  return [
    as(status.problems.length > 0 ? 'red' : 'bold', status.context),
    String(lag),
    String(status.recordedPosition - status.publishedPosition),
    String(status.publishedPosition),
    held(status.heldLanes),
    held(status.heldMessages),
    String(status.dueTimers),
    accountOf(status.conservation),
  ]
}

/** Everything that was read is a receipt, a repeat or a conflict. */
function accountOf(conservation: ContextStatus['conservation']): Cell {
  if (!conservation) return 'none come here'
  const { arrived, receipts, repeats, conflicts, waiting } = conservation
  const parts = [count(receipts, 'receipt'), count(repeats, 'repeat'), count(conflicts, 'conflict')].join(', ')
  const missing = arrived - receipts - repeats - conflicts
  const text = `${arrived + waiting}: ${parts}${waiting > 0 ? `, ${waiting} waiting` : ''}`
  return missing === 0 ? text : as('red', `${text}, ${missing} not accounted for`)
}
