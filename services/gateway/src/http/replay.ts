import { parseInstant } from '@hub/calendar'
import type { PreviewReplayResponse } from '@hub/contracts/operations'
import { HubError } from '@hub/service'
import type { FastifyInstance } from 'fastify'
import { demand } from '../door/authenticate'
import { objectOf } from './body'
import type { HttpPorts } from './ports'

const HINT = 'send {"receipts": [ids]} or {"channel", "from", "to"}, each of them optional, as JSON'
const MOST_RECEIPTS = 10_000
/** Everything that is kept may have to be read, in milliseconds. */
const LONGEST_WAIT = 10 * 60_000

/** What today's translators would make of messages that were read before: shown, not done. */
export function replayRoutes(server: FastifyInstance, { replays, tokens }: HttpPorts): void {
  server.post('/v1/replay/preview', async request => {
    demand(request.caller, 'operate')
    const { receipts = [], channel = '', from, to, ...rest } = objectOf(request.body, 'HUB_REQUEST_INVALID', HINT)
    // Misspelt, a condition would be none, and everything be read.
    for (const field of Object.keys(rest)) throw invalid(field)
    if (!isTexts(receipts) || receipts.length > MOST_RECEIPTS) throw invalid('receipts')
    if (typeof channel !== 'string') throw invalid('channel')
    const [start, end] = [instantOf('from', from), instantOf('to', to)]
    const owners = new Map(receipts.map(id => [id, tokens.contextOf(id)]))
    const unknown = receipts.filter(id => !Object.hasOwn(replays, owners.get(id) ?? ''))
    const answers = await Promise.all(
      Object.entries(replays).map(([context, client]) => {
        const theirs = receipts.filter(id => owners.get(id) === context)
        if (receipts.length > 0 && theirs.length === 0) return NOTHING
        return client.previewReplay({
          receiptIds: theirs,
          channel,
          ...(start ? { from: start } : {}),
          ...(end ? { to: end } : {}),
          waitMillis: LONGEST_WAIT,
        })
      }),
    )
    const sum = (of: (answer: PreviewReplayResponse) => bigint | undefined) =>
      answers.reduce((total, answer) => total + Number(of(answer) ?? 0n), 0)
    return {
      messages: sum(({ messages }) => messages),
      same: sum(({ same }) => same),
      gone: [...unknown, ...answers.flatMap(({ gone }) => gone)],
      counts: Object.fromEntries(KINDS.map(kind => [kind, sum(({ counts }) => counts[kind])])),
      changes: answers.flatMap(({ changes }) => changes),
    }
  })
}

const KINDS = ['new', 'changed', 'gone', 'outcome'] as const
const NOTHING: PreviewReplayResponse = { messages: 0n, same: 0n, gone: [], changes: [], counts: {} }

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

function instantOf(field: string, text: unknown) {
  if (text === undefined || text === null) return undefined
  const instant = parseInstant(text)
  if (!instant) throw invalid(field)
  return instant
}

const invalid = (field: string) => new HubError('invalid', 'HUB_REQUEST_INVALID', HINT, { field })
