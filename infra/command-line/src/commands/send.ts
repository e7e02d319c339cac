import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { compareInstantTexts } from '@hub/calendar'
import type { Receipt, Time } from '../answers'
import { command, type Hub, secondsOf } from '../command'
import { Failed, Refused, WrongUsage } from '../errors'
import { channelOf, hearingIdOf } from '../guess'
import { as, count } from '../print'
import { partRows, stateCell, waitFor, whyOf } from './receipt'

const KINDS = ['resulted', 'confirmed', 'deleted'] as const
type Kind = (typeof KINDS)[number]

/** Common Platform's own paths, by the kind of hearing message. */
const PATHS: Readonly<Record<Kind, (hearing: string) => readonly ['POST' | 'DELETE', string]>> = {
  resulted: hearing => ['POST', `/hearing/${hearing}/result`],
  confirmed: hearing => ['POST', `/hearing/${hearing}`],
  deleted: hearing => ['DELETE', `/hearing/${hearing}/delete`],
}
const COMMON_PLATFORM = 'common-platform'

interface Accepted {
  readonly location: string
}

/** One message, and how it is sent. */
interface Message {
  readonly name: string
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly body?: Buffer
}

export const send = command({
  name: 'send',
  summary: 'send messages as a partner does, and show what becomes of each',
  usage: 'FILE…',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  options: {
    channel: { takes: 'NAME', meaning: 'the channel they come by; without it told from what they say' },
    kind: { takes: KINDS.join('|'), meaning: "the kind of a hearing's message, by Common Platform's own paths" },
    wait: { takes: 'SECONDS', meaning: 'how long to wait for what becomes of each, 10 by default' },
  },
  detail:
    'FILE is one message as the partner sends it, - is standard input. They are sent one after another, each when it is\n' +
    'known what became of the one before. Exit code 1: one of them was refused, rejected or held.',
  run: async ({ words, options, json }, hub) => {
    const seconds = secondsOf('wait', options.wait, 10)
    const kind = kindOf(options.kind, options.channel)
    const messages = await Promise.all(words.map(file => messageOf(file, options.channel, kind, hub)))
    const ends = new Map<string, number>()
    for (const message of messages) {
      const end = await sendOne(message, seconds, json, hub)
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }
    if (!json && messages.length > 1)
      hub.print.line(`${count(messages.length, 'message')}: ${[...ends].map(([end, n]) => `${n} ${end}`).join(', ')}`)
    return ['refused', 'rejected', 'held'].some(end => ends.has(end)) ? 1 : 0
  },
})

function kindOf(text: string | undefined, channel: string | undefined): Kind | undefined {
  if (text === undefined) return undefined
  const kind = KINDS.find(each => each === text)
  if (!kind) throw new WrongUsage(`--kind is one of: ${KINDS.join(', ')}`)
  if (channel !== undefined && channel !== COMMON_PLATFORM)
    throw new WrongUsage(`--kind is for ${COMMON_PLATFORM} alone: leave out --channel`)
  return kind
}

async function messageOf(file: string, named: string | undefined, kind: Kind | undefined, hub: Hub): Promise<Message> {
  const name = file === '-' ? 'standard input' : basename(file)
  const body = file === '-' ? await hub.input() : await contentOf(file)
  if (kind) {
    const hearing = hearingIdOf(body)
    if (!hearing) throw new Failed(`${name} has no hearing id, which --kind needs: send it by --channel`)
    const [method, path] = PATHS[kind](encodeURIComponent(hearing))
    return { name, method, path, ...(kind === 'deleted' ? {} : { body }) }
  }
  const channel = named ?? channelOf(body)
  if (channel === undefined)
    throw new WrongUsage(`${name} does not say which channel it comes by: add --channel and ${await channelsOf(hub)}`)
  return { name, method: 'POST', path: `/v1/messages/${encodeURIComponent(channel)}`, body }
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new Failed(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** The hub itself says which channels there are when it is asked for one that cannot be. */
async function channelsOf({ api }: Hub): Promise<string> {
  try {
    await api.send('POST', '/v1/messages/-', Buffer.from('{}'))
  } catch (error) {
    if (error instanceof Refused) return error.detail
    throw error
  }
  return ''
}

/** What became of it, in one word. */
async function sendOne(
  { name, method, path, body }: Message,
  seconds: number,
  json: boolean,
  hub: Hub,
): Promise<string> {
  const { api, print } = hub
  try {
    // By the hub's own time: what was received before now had come before. Its receipt may not count the repeat yet.
    const { now } = (await api.get<Time>('/v1/clock')).value
    const { value } = await api.send<Accepted>(method, path, body)
    const { value: receipt, text } = await waitFor(hub, value.location, seconds)
    if (json) print.json(text)
    else show(name, receipt, compareInstantTexts(receipt.receivedAt ?? now, now) < 0, hub)
    return receipt.state
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (json) {
      print.json(error.body)
      print.note(`${name}: ${error.message}`)
    } else {
      print.line(as('red', 'refused   '), `  ${name}`)
      print.line(`${INDENT}${error.message}`)
    }
    return 'refused'
  }
}

const INDENT = ' '.repeat(12)

function show(name: string, receipt: Receipt, repeated: boolean, { print }: Hub): void {
  const { state, eventIds, people, parts, warnings, receiptId } = receipt
  print.line(stateCell(state, 10), `  ${name}`)
  const told = [
    ...(eventIds.length > 0
      ? [`${count(eventIds.length, 'event')} about ${count(people.length, 'person', 'people')}`]
      : []),
    ...[whyOf(receipt)].filter(text => text !== ''),
    ...(repeated ? ['a message with its id had come before: this one changes nothing'] : []),
    ...(state === 'accepted' ? ['it waits to be read; ask again: hub receipt with the id below'] : []),
    ...(state === 'held' ? ['it waits in a held lane: hub lanes lists them'] : []),
    ...warnings.map(warning => `warning: ${warning}`),
    `receipt ${receiptId}`,
  ]
  for (const line of told) print.line(`${INDENT}${line}`)
  if (parts.length > 1) print.table(partRows(receipt).map(row => [INDENT.slice(2, -2), ...row]))
}
