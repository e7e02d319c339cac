import type { Preview } from '../answers'
import { command, type Hub } from '../command'
import { WrongUsage } from '../errors'
import { as, count, type Look } from '../print'
import { instantOf } from '../times'

/** What a change would be. */
const KINDS: Readonly<Record<keyof Preview['counts'], { readonly text: string; readonly look: Look }>> = {
  new: { text: 'new event', look: 'green' },
  changed: { text: 'correction', look: 'yellow' },
  gone: { text: 'retraction', look: 'red' },
  outcome: { text: 'other outcome', look: 'yellow' },
}

export const replay = command({
  name: 'replay',
  summary: "what today's translators would make of messages that were read before",
  usage: '--preview',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  options: {
    preview: { meaning: 'show what would change; nothing is recorded' },
    channel: { takes: 'NAME', meaning: 'messages of this channel alone' },
    from: { takes: 'INSTANT', meaning: 'received then or later' },
    to: { takes: 'INSTANT', meaning: 'received before then' },
    receipt: { takes: 'ID', many: true, meaning: 'these messages alone; more ids may follow' },
  },
  run: async ({ words, options, json }, hub) => {
    if (!options.preview)
      throw new WrongUsage('a replay can only be looked at so far: add --preview, which shows what it would change')
    if (words.length > 0 && !options.receipt) throw new WrongUsage('write receipts as `--receipt ID…`')
    const receipts = [...(options.receipt ?? []), ...words]
    const { channel } = options
    const [from, to] = [instantOf('--from', options.from), instantOf('--to', options.to)]
    const { value, text } = await hub.api.send<Preview>('POST', '/v1/replay/preview', {
      ...(receipts.length > 0 ? { receipts } : {}),
      ...(channel ? { channel } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    })
    if (json) hub.print.json(text)
    else show(value, hub)
    return 0
  },
})

function show({ messages, same, gone, counts, changes }: Preview, { print }: Hub): void {
  print.line(`${count(messages, 'message')} read again with today's translators; nothing is recorded.`)
  print.table([
    [String(same), 'would stay as they are'],
    ...Object.entries(KINDS).map(([kind, { text, look }]) => {
      const number = counts[kind as keyof Preview['counts']]
      return [String(number), number > 0 ? as(look, text + (number === 1 ? '' : 's')) : `${text}s`]
    }),
    ...(gone.length > 0 ? [[String(gone.length), as('red', 'not kept any more, or never came here:')]] : []),
    ...gone.map(id => ['', id]),
  ])
  if (changes.length === 0) return
  print.line()
  print.table(
    changes.map(({ receiptId, kind, part, type, factKey, was, now }) => [
      receiptId,
      as(KINDS[kind].look, KINDS[kind].text),
      kind === 'outcome' ? `${part ? `${part}: ` : ''}${was} → ${now}` : `${type.split('.').at(-1)} ${factKey}`,
    ]),
    ['RECEIPT', 'WOULD BE', 'WHAT'],
  )
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0)
  if (all > changes.length) print.line(`… and ${(all - changes.length).toLocaleString('en-GB')} more`)
}
