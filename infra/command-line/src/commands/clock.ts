import type { Time } from '../answers'
import type { Answer, Api } from '../api'
import { type Command, command } from '../command'
import type { Printer } from '../print'
import { instantOf, londonTime } from '../times'

const CLOCK = '/v1/clock'

function show({ value, text }: Answer<Time>, json: boolean, print: Printer): number {
  if (json) print.json(text)
  else print.line(`${londonTime(value.now)} in London (${value.now}), ${value.simulated ? 'simulated' : 'real time'}`)
  return 0
}

/** The answer comes when everything due by then has happened, which may be much. */
async function move(to: object, api: Api, print: Printer): Promise<Answer<Time>> {
  print.note('Time moves; this waits until everything that is due by then has happened …')
  return api.send<Time>('POST', CLOCK, to)
}

const FORWARD = 'Only a hub that was started with HUB_CLOCK has a time that can be moved, and it moves forward only.'

/** The hub's time, and moving a simulated one. */
export const clock: readonly Command[] = [
  command({
    name: 'clock',
    summary: "the hub's time",
    usage: '',
    least: 0,
    most: 0,
    options: {},
    run: async ({ json }, { api, print }) => show(await api.get<Time>(CLOCK), json, print),
  }),
  command({
    name: 'clock set',
    summary: 'move a simulated clock to an instant',
    usage: 'INSTANT',
    least: 1,
    most: 1,
    options: {},
    detail: FORWARD,
    run: async ({ words: [instant], json }, { api, print }) =>
      show(await move({ set: instantOf('hub clock set', instant) }, api, print), json, print),
  }),
  command({
    name: 'clock advance',
    summary: 'move a simulated clock on by a duration, such as P56D',
    usage: 'DURATION',
    least: 1,
    most: 1,
    options: {},
    detail: FORWARD,
    run: async ({ words: [advance], json }, { api, print }) => show(await move({ advance }, api, print), json, print),
  }),
]
