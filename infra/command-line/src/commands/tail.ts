import type { StreamedEvent } from '../answers'
import { command, type Hub } from '../command'
import { Unreachable } from '../errors'
import { as } from '../print'
import { londonSecond } from '../times'

const EVENTS = '/v1/events'
/** How long to wait before the hub is asked for again, in milliseconds. */
const AGAIN = 500

export const tail = command({
  name: 'tail',
  summary: 'follow the event stream as it grows, until Ctrl-C',
  usage: '',
  least: 0,
  most: 0,
  options: {},
  detail:
    'Events are shown by hub ids alone: nothing identifies a person. When the hub stops, this waits until it is back and\n' +
    'goes on with what comes then; what came in between stands on the lines.',
  run: async ({ json }, hub) => {
    const { print, clock } = hub
    const ended = hub.ended()
    let followed = false
    let away = false
    while (!ended.aborted) {
      try {
        for await (const line of hub.api.lines(EVENTS, ended)) {
          // The first thing that comes, an empty line, says that the hub listens.
          if (!followed) print.note(`Following ${hub.api.url}; Ctrl-C ends it.`)
          else if (away) print.note('The hub is back; what happened in between stands on the lines of those concerned.')
          followed = true
          away = false
          if (line === '') continue
          if (json) print.json(line)
          else show(JSON.parse(line) as StreamedEvent, hub)
        }
      } catch (error) {
        // A hub that never answered is not waited for; one that stopped is.
        if (ended.aborted) break
        if (!followed || !(error instanceof Unreachable)) throw error
      }
      if (ended.aborted) break
      if (!away) print.note('The hub went away; waiting until it is back …')
      away = true
      await clock.sleep(AGAIN, ended)
    }
    return 0
  },
})

function show(event: StreamedEvent, { print }: Hub): void {
  const { type, personId, recordedAt, source, corrects, retracts, confirms } = event
  const about = corrects
    ? `corrects ${corrects}`
    : retracts
      ? `withdraws ${retracts}`
      : confirms
        ? `confirms ${confirms}`
        : ''
  print.line(
    as('dim', londonSecond(recordedAt)),
    '  ',
    as('bold', wordsOf(type).padEnd(30)),
    `  ${personId ? `person ${personId}` : ''}`,
    as('dim', `  ${source.receiptId ? `receipt ${source.receiptId}` : `by ${event.context}`}`),
    about === '' ? '' : as('yellow', `  ${about}`),
  )
}

/** `hub.court.v1.SentencePassed` as words: `Sentence passed`. */
const wordsOf = (type: string): string =>
  type
    .split('.')
    .at(-1)!
    .replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
