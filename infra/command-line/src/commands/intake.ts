import type { Intake, Tally } from '../answers'
import { command } from '../command'
import { as, type Cell } from '../print'
import { dayOf } from '../times'

/** What is counted, in the order of the columns. */
const COLUMNS: Readonly<Record<keyof Tally, string>> = {
  receipts: 'MESSAGES',
  translated: 'TRANSLATED',
  ignored: 'IGNORED',
  rejected: 'REJECTED',
  held: 'HELD',
  repeats: 'REPEATS',
  conflicts: 'CONFLICTS',
}
const NAMES = Object.keys(COLUMNS) as readonly (keyof Tally)[]
const BECAME: readonly (keyof Tally)[] = ['translated', 'ignored', 'rejected', 'held']
const BAD: readonly (keyof Tally)[] = ['rejected', 'held', 'conflicts']

export const intake = command({
  name: 'intake',
  summary: 'what came in on a day, by channel, and what became of it',
  usage: '',
  least: 0,
  most: 0,
  options: { day: { takes: 'DATE', meaning: "a day in London, YYYY-MM-DD; today by the hub's clock by default" } },
  detail:
    'A message about several people counts once among the messages, and for each of them by what became of that part.',
  run: async ({ options: { day }, json }, { api, print }) => {
    const query = day === undefined ? '' : `?${new URLSearchParams({ from: day, to: day })}`
    const { value, text } = await api.get<Intake>(`/v1/intake${query}`)
    if (json) print.json(text)
    else if (value.counts.length === 0) print.line(`Nothing came in on ${dayOf(value.from)}.`)
    else {
      print.line(as('bold', `What came in on ${dayOf(value.from)}`))
      const total = Object.fromEntries(
        NAMES.map(name => [name, value.counts.reduce((sum, tally) => sum + tally[name], 0)]),
      ) as unknown as Tally
      print.table(
        [
          ...value.counts.map(tally => [tally.channel, tally.context, ...cellsOf(tally)]),
          [as('bold', 'all'), '', ...cellsOf(total)],
        ],
        ['CHANNEL', 'READ BY', ...NAMES.map(name => COLUMNS[name])],
      )
      if (BECAME.reduce((sum, name) => sum + total[name], 0) > total.receipts)
        print.line('What became of a message counts for each person it is about, so that is more than the messages.')
    }
    return 0
  },
})

const cellsOf = (tally: Tally): readonly Cell[] =>
  NAMES.map(name => (tally[name] > 0 && BAD.includes(name) ? as('yellow', String(tally[name])) : String(tally[name])))
