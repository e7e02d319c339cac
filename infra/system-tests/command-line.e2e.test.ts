import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@hub/clock'
import type { run as Run } from '@hub/command-line'
import { type SampleMessage, sampleMessages } from '@hub/simulator'
import { eventually } from '@hub/testing'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { Receipt, StartedHub } from './started-hub'

/** A fault of the hub's own, until it is mended: nobody can translate what is about these people. */
const fault = { mended: false }
jest.doMock('@hub/service', () => {
  const service = jest.requireActual<typeof import('@hub/service')>('@hub/service')
  const createTokens: typeof service.createTokens = key => {
    const tokens = service.createTokens(key)
    const tokenOf: typeof tokens.tokenOf = (type, value) => {
      if (!fault.mended && type === 'CP_MASTER_DEFENDANT' && value.startsWith('eeeee'))
        throw new Error('a fault of ours')
      return tokens.tokenOf(type, value)
    }
    return { ...tokens, tokenOf }
  }
  return { ...service, createTokens }
})

const clock = systemClock()
const samples = new Map(sampleMessages().map(sample => [sample.name, sample]))
const sampleOf = (start: string): SampleMessage => [...samples.values()].find(({ name }) => name.startsWith(start))!
/** The same message about somebody who concerns the fault. */
const aboutFault = ({ body }: SampleMessage, number: number): string =>
  body.toString().replace(/\b[0-9a-f]{6}([0-9a-f]{2}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gi, `eeeee${number}$1`)

const dataDir = mkdtempSync(join(tmpdir(), 'hub-command-line-'))
const files = mkdtempSync(join(tmpdir(), 'hub-messages-'))
const fileWith = (name: string, body: string | Buffer): string => {
  const file = join(files, name)
  writeFileSync(file, body)
  return file
}
const fileOf = (start: string): string => {
  const { name, body } = sampleOf(start)
  return fileWith(`${name}.json`, body)
}

let run: typeof Run
let hub: StartedHub
/** Every document that any command printed for `--json`. */
const documents: string[] = []

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a user sees of one command, without colours. */
const ran = (...args: readonly string[]): Promise<Ran> => ranAs(args)

/** A terminal, and what was written to it. */
function terminal({ input = '', colours = false, ended = new AbortController().signal } = {}) {
  const written = { out: '', err: '' }
  const write = (to: keyof typeof written) => (text: string) => {
    written[to] += text
  }
  return {
    written,
    out: write('out'),
    err: write('err'),
    colours,
    clock,
    input: async () => Buffer.from(input),
    ended: () => ended,
  }
}

interface Where {
  readonly port?: number
  readonly folder?: string
}

const placeOf = ({ port = portOf(hub), folder = dataDir }: Where) => ({
  HUB_HOST: '127.0.0.1',
  HUB_HTTP_PORT: port,
  HUB_DATA_DIR: folder,
})

async function ranAs(args: readonly string[], settings: Where & Parameters<typeof terminal>[0] = {}): Promise<Ran> {
  const at = terminal(settings)
  const code = await run(args, placeOf(settings), at)
  if (args.includes('--json')) documents.push(...linesOf(at.written.out))
  return { code, ...at.written }
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line !== '')
const portOf = ({ url }: StartedHub): number => Number(new URL(url).port)
/** The one document that a command printed. */
async function json<T>(...args: readonly string[]): Promise<T> {
  const { out } = await ran(...args, '--json')
  expect(linesOf(out)).toHaveLength(1)
  return JSON.parse(out) as T
}

beforeAll(async () => {
  // Not before the fault is in place.
  const { startedHub } = jest.requireActual<typeof import('./started-hub')>('./started-hub')
  run = jest.requireActual<typeof import('@hub/command-line')>('@hub/command-line').run
  const { freePorts } = jest.requireActual<typeof import('@hub/runtime')>('@hub/runtime')
  // A port of its own: after a restart it is found where it was.
  const [port] = await freePorts(1)
  hub = await startedHub({ HUB_CLOCK: '2026-01-05T09:00:00Z', HUB_HTTP_PORT: String(port) }, dataDir)
}, 60_000)
afterAll(async () => {
  await hub?.stop()
  rmSync(files, { recursive: true, force: true })
})
afterAll(() => {
  expect(documents.length).toBeGreaterThan(20)
  for (const document of documents) expect(() => JSON.parse(document)).not.toThrow()
})

describe('send', () => {
  it('tells the channel from the message, and shows what became of each', async () => {
    const sent = await ran('send', fileOf('08-received'), fileOf('02-cp-hearing'), fileOf('15-libra'))
    expect(sent).toMatchObject({ code: 0, err: '' })
    expect(sent.out).toMatch(/^translated {2}08-received-recall\.json\n {12}1 event about 1 person\n/)
    expect(sent.out).toMatch(/receipt prisons-[0-9a-f-]+\n/)
    expect(sent.out).toMatch(/CP_DEFENDANT:12ac99a5-\S+ +ignored +youth\n/)
    expect(sent.out).toMatch(/3 messages: 3 translated\n$/)
    expect(sent.out).not.toContain('had come before')
    const again = await ran('send', fileOf('08-received'))
    expect(again.out).toContain('a message with its id had come before: this one changes nothing')
  })

  it('says which channels there are where a message does not tell its own', async () => {
    const sent = await ranAs(['send', '-'], { input: '{"what": "is this"}' })
    expect(sent).toEqual({
      code: 2,
      out: '',
      err: 'standard input does not say which channel it comes by: add --channel and send to one of: allocation-manager, common-platform, court-reports, hmpps-domain-events, libra, nomis-events, resettlement-passport\n',
    })
  })

  it('as JSON a line for each: its receipt, or the problem', async () => {
    const broken = fileWith('broken.json', '{"no')
    const sent = await ran('send', '--json', '--channel', 'libra', fileOf('18-libra'), broken)
    expect(sent.code).toBe(1)
    const [rejected, unreadable] = linesOf(sent.out).map(line => JSON.parse(line) as Receipt)
    expect(rejected).toMatchObject({ state: 'rejected', reason: 'no case number', channel: 'libra' })
    expect(unreadable).toMatchObject({ state: 'rejected', reason: expect.stringMatching(/^not JSON at byte/) })
    const refused = await ran('send', '--json', '--channel', 'telex', broken)
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.out)).toMatchObject({ status: 404, code: 'HUB_GATEWAY_UNKNOWN_CHANNEL' })
    expect((await ran('send', '--channel', 'telex', broken)).out).toMatch(
      /^refused {5}broken\.json\n {12}HUB_GATEWAY_UNKNOWN_CHANNEL: send to one of: .* \(channel\)\n$/,
    )
  })

  it("by Common Platform's own paths", async () => {
    const file = fileOf('19-hmcts')
    const sent = await ran('send', '--kind', 'resulted', file)
    expect(sent.out).toMatch(/^translated/)
    expect((await ran('send', '--kind', 'deleted', file)).out).toMatch(/^(translated|ignored)/)
    expect(await ran('send', '--kind', 'done', file)).toMatchObject({ code: 2, err: expect.stringContaining('one of') })
    expect((await ran('send', '--kind', 'resulted', '--channel', 'libra', file)).code).toBe(2)
    const none = await ran('send', '--kind', 'resulted', fileOf('15-libra'))
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('has no hearing id') })
  })

  it('says which file cannot be read', async () => {
    expect(await ran('send', '/nowhere/x.json')).toEqual({
      code: 1,
      out: '',
      err: '/nowhere/x.json cannot be read (ENOENT)\n',
    })
  })
})

describe('receipt', () => {
  it('what became of a message', async () => {
    const [line] = linesOf((await ran('send', '--json', fileOf('09-cp'))).out)
    const { receiptId } = JSON.parse(line!) as Receipt
    expect(await json('receipt', receiptId, '--wait', '5')).toMatchObject({ receiptId, state: 'rejected' })
    const { code, out } = await ran('receipt', receiptId)
    expect(code).toBe(0)
    expect(out).toContain(receiptId)
    expect(out).toMatch(/Because +defendant without id \(hearing\.prosecutionCases\[0\]\.defendants\[0\]\.id\)\n/)
    expect(out).toMatch(/Received +5 Jan 2026 09:/)
    expect(out).toContain('organisation')
  })

  it('one that was never given', async () => {
    const unknown = { code: 1, err: 'HUB_RECEIPT_UNKNOWN: this hub gave no such receipt\n' }
    expect(await ran('receipt', 'courts-1')).toEqual({ ...unknown, out: '' })
    const answer = await ran('receipt', 'courts-1', '--json')
    expect(answer).toMatchObject(unknown)
    expect(JSON.parse(answer.out)).toMatchObject({ code: 'HUB_RECEIPT_UNKNOWN' })
    expect(await ran('receipt', 'courts-1', '--wait', 'soon')).toMatchObject({ code: 2 })
  })
})

describe('person', () => {
  const BOTS = ['21-hmcts', '22-hmcts']
  interface Shown {
    readonly personId: string
    readonly names: readonly object[]
    readonly items: readonly { readonly current: boolean; readonly recordedAt: string }[]
    readonly next: string | null
  }
  beforeAll(async () => {
    for (const start of BOTS) expect((await ran('send', fileOf(start))).code).toBe(0)
    await eventually(async () => {
      const shown = await json<Shown>('person', 'bot9031')
      expect(shown.items.some(({ current }) => !current)).toBe(true)
    }, 10_000)
  })

  it('identifiers, names, facts and the line, what was taken back visibly so', async () => {
    const shown = await json<Shown>('person', 'Bot9031')
    expect(shown).toMatchObject({ next: null, names: [{ last: 'Bot9031' }] })
    const { code, out } = await ran('person', shown.personId)
    expect(code).toBe(0)
    expect(out).toMatch(/^John1KT4u Bot9031, born 25 Sep 1983\n/)
    expect(out).toMatch(/CP_DEFENDANT +8b357a96-/)
    expect(out).toContain(`Line of ${shown.items.length} events`)
    expect(out).toMatch(/ {2}25 Sep 2024 +\[withdrawn\] Sentence: community order until 12 Dec 2024/)
    const short = await ran('person', shown.personId, '--limit', '2')
    expect(short.out).toMatch(/Line of 2 events[\s\S]*--limit shows more of it\.\n$/)
    expect((await ran('person', shown.personId, '--limit', '0')).code).toBe(2)
  })

  it('what holds now, and what held', async () => {
    expect((await ran('person', 'noms:a1008bc')).out).toMatch(/now: custody +Received into prison SWI, recalled\n/)
    const then = await ran('person', 'NOMS:A1008BC', '--at', '2020-01-01T00:00:00Z')
    expect(then.out).not.toContain('custody  ')
    expect(then.out).toContain('all of it, as it is known now')
    const known = await json<{ facts: object }>('person', 'NOMS:A1008BC', '--known-at', '2025-12-31T00:00:00Z')
    expect(known).toMatchObject({ facts: {}, items: [] })
    expect(await ran('person', 'NOMS:A1008BC', '--at', 'then')).toEqual({
      code: 2,
      out: '',
      err: '--at takes an instant, such as 2026-03-02T09:00:00Z\n',
    })
  })

  it('several are listed, nobody is said, and what was asked for is not repeated', async () => {
    await ran('send', fileOf('07-cp'))
    // Somebody else of that name: with the same birthday and address, likeness would take them for one.
    const namesake = sampleOf('07-cp')
      .body.toString()
      .replace('1975-01-01', '1999-10-11')
      .replace('SA1 1FU', 'LS1 1AA')
      .replace('f91ef118-a51f', 'f91ef119-a51f')
      .replace('9b583616-049b', '9b583617-049b')
    await ran('send', fileWith('namesake.json', namesake))
    await eventually(
      async () => expect((await json<{ people: object[] }>('person', 'morgan')).people).toHaveLength(2),
      10_000,
    )
    const several = await ran('person', 'arthur', 'morgan')
    expect(several.out).toMatch(
      /^2 people fit; ask again with the id of one:\n( {2}[0-9a-f-]{36} {2}Arthur MORGAN, born 1+ (Jan|Oct) 19\d\d .*\n){2}$/,
    )
    const [one, other] = (await json<{ people: { personId: string }[] }>('person', 'arthur', 'morgan')).people
    const explained = await ran('explain', one!.personId, '--with', other!.personId)
    expect(explained.out).toMatch(/Records, and where each is from\n {2}(CP_DEFENDANT|LIBRA_CASE):/)
    expect(explained.out).toContain('name equal +17.1, date of birth different -8.6, postcode different -2.3')
    expect(await json<{ comparisons: object[] }>('explain', one!.personId, '--with', other!.personId)).toMatchObject({
      comparisons: expect.arrayContaining([expect.objectContaining({ verdict: 'review', total: 6.2 })]),
    })
    expect(await ran('person', 'Nemo')).toEqual({ code: 1, out: '', err: 'nobody is known by that\n' })
    expect(await ran('person', 'Nemo', '--json')).toMatchObject({ code: 1, out: '{"people":[]}\n' })
    const wrong = await ran('person', 'NOMS:A12')
    expect(wrong).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^HUB_REQUEST_INVALID: .* \(identifier\)\n/),
    })
    expect(wrong.err).not.toContain('A12')
    const away = await ranAs(['person', 'NOMS:A1008BC'], { port: 1 })
    expect(away.err).not.toContain('A1008BC')
  })
})

describe('what operators do', () => {
  it('status: well, and not', async () => {
    const status = await ran('status')
    expect(status).toMatchObject({ code: 0, err: '' })
    expect(status.out).toMatch(/^All is well\.\n {2}CONTEXT +TO READ /)
    expect(status.out).toMatch(/ {2}courts .* receipts, \d+ repeats?, 0 conflicts/)
    expect(await json('status')).toMatchObject({ well: true })
  })

  it('intake of a day', async () => {
    expect((await ran('intake')).out).toMatch(
      /^What came in on 5 Jan 2026\n {2}CHANNEL +READ BY +MESSAGES[\s\S]*\n {2}libra +courts +3 +1 /,
    )
    expect((await ran('intake')).out).toMatch(/\nWhat became of a message counts for each person it is about, .*\n$/)
    expect((await ran('intake', '--day', '2020-02-01')).out).toBe('Nothing came in on 1 Feb 2020.\n')
    expect(await json('intake', '--day', '2026-01-05')).toMatchObject({ from: '2026-01-05', to: '2026-01-05' })
    expect(await ran('intake', '--day', 'today')).toMatchObject({
      code: 1,
      err: 'HUB_REQUEST_INVALID: write YYYY-MM-DD (from)\n',
    })
  })

  it('rules: which there are, and what one answers', async () => {
    expect((await ran('rules')).out).toMatch(/^identifier\n {2}fact +type +PNC, CRO, NOMS, CRN\n/)
    const { rules } = (await json('rules')) as { rules: readonly { name: string }[] }
    expect(rules.map(({ name }) => name)).toEqual(expect.arrayContaining(['identifier', 'sentence-check']))
    const sentence = ['kind=imprisonment', 'term=6 Months', 'convictedOn=2026-03-22'] as const
    expect(await json('rules', 'sentence-check', ...sentence)).toMatchObject({
      result: { findings: [{ code: 'short-custody-presumption', source: 'Sentencing Act 2026 s.1, s.49(4)' }] },
    })
    expect(await json('rules', 'identifier')).toMatchObject({ name: 'identifier', facts: { type: { type: 'text' } } })
    expect(await json('rules', 'release-dates', 'dates=CRD:2027-02-28,ARD:2027-03-01')).toMatchObject({
      result: { prisonEffective: { type: 'ARD', date: '2027-03-01' } },
    })
    const args = ['rules', 'identifier', '--on', '2026-01-01', 'type=PNC', 'value=2012/394773H'] as const
    expect((await ran(...args)).out).toMatch(/^ {2}valid +yes\n {2}canonical +2012\/0394773H\n/)
    expect(await json(...args)).toMatchObject({ result: { valid: true }, ruleSet: { id: 'identifiers' } })
    const facts = fileWith('facts.json', '{"type": "NOMS", "value": "A1234BC"}')
    expect(await json('rules', 'identifier', '--facts', facts)).toMatchObject({ result: { canonical: 'A1234BC' } })
    expect((await ran('rules', 'identifier', '--facts', facts, 'type=CRN')).out).toMatch(/valid +no/)
    for (const [args, code, err] of [
      [['rules', 'identifer', 'type=PNC'], 1, 'did you mean `identifier`?'],
      [['rules', 'identifier', 'typ=PNC'], 1, 'HUB_RULES_INVALID: this rule knows the facts: type, value (facts.typ)'],
      [
        ['rules', 'identifier', 'type=NINO'],
        1,
        'HUB_RULES_INVALID: it must be one of: PNC, CRO, NOMS, CRN (facts.type)',
      ],
      [['rules', 'identifier', 'PNC'], 2, 'write facts as FACT=value'],
      [['rules', 'identifier', '--facts', '/nowhere'], 1, '/nowhere cannot be read as JSON'],
    ] as const)
      expect(await ran(...args)).toMatchObject({ code, out: '', err: expect.stringContaining(err) })
  })

  it('replay: only a preview', async () => {
    const refused = await ran('replay', '--channel', 'libra')
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('add --preview') })
    const all = await ran('replay', '--preview')
    expect(all.out).toMatch(/^\d+ messages read again with today's translators; nothing is recorded\.\n/)
    expect(all.out).toMatch(/ {2}0 +retractions\n/)
    expect(await json('replay', '--preview', '--channel', 'libra', '--from', '2999-01-01T00:00:00Z')).toMatchObject({
      messages: 0,
    })
    expect((await ran('replay', '--preview', '--receipt', 'one', 'two')).out).toMatch(
      /2 +not kept any more, .*\n +one\n +two\n/,
    )
    expect((await ran('replay', '--preview', '--from', 'soon')).code).toBe(2)
  })

  it('the clock: shown, and moved forward', async () => {
    expect((await ran('clock')).out).toMatch(/^5 Jan 2026 09:\d\d in London \(2026-01-05T09:.*Z\), simulated\n$/)
    const moved = await ran('clock', 'advance', 'P1D')
    expect(moved).toMatchObject({ code: 0, err: expect.stringContaining('waits until everything') })
    expect(moved.out).toMatch(/^6 Jan 2026 09:/)
    expect(await json('clock', 'set', '2026-07-01T12:00:00Z')).toMatchObject({ simulated: true })
    expect((await ran('clock')).out).toMatch(/^1 Jul 2026 13:00 in London/)
    expect(await ran('clock', 'set', '2026-01-01T00:00:00Z')).toMatchObject({
      code: 1,
      err: expect.stringContaining('HUB_CLOCK_BACKWARDS: '),
    })
    expect((await ran('clock', 'set', 'tomorrow')).code).toBe(2)
    expect(await ran('clock', 'advance', 'soon')).toMatchObject({ code: 1, err: expect.stringContaining('(advance)') })
  })

  it('a token that the hub takes', async () => {
    const { out } = await ran('token')
    const answer = await fetch(`${hub.url}/v1/clock`, { headers: { authorization: `Bearer ${out.trim()}` } })
    expect(answer.status).toBe(200)
    expect(await json('token')).toEqual({ token: expect.stringMatching(/^ey/) })
  })
})

describe('held lanes', () => {
  interface Lane {
    readonly context: string
    readonly group: string
    readonly lane: string
    readonly reason: string
  }
  const lanes = async () => (await json<{ lanes: readonly Lane[] }>('lanes')).lanes
  let held: readonly Lane[]

  it('are listed with what waits in each', async () => {
    expect((await ran('lanes')).out).toBe('No lane is held.\n')
    const sample = sampleOf('03-cp-hearing')
    const sent = await ran(
      'send',
      '--wait',
      '5',
      ...[1, 2, 3].map(n => fileWith(`held-${n}.json`, aboutFault(sample, n))),
    )
    expect(sent).toMatchObject({ code: 1, out: expect.stringMatching(/^held {8}held-1\.json\n/) })
    held = await lanes()
    expect(held).toHaveLength(3)
    expect((await ran('lanes')).out).toMatch(
      /^ {2}CONTEXT +GROUP +LANE .*\n( {2}courts +hub\.courts +hearing\/\S+ +1 +1 Jul 2026 13:\d\d +0 +Error\n){3}$/,
    )
    const { context, group, lane } = held[0]!
    const shown = await ran('lanes', 'show', context, group, lane)
    expect(shown.out).toMatch(
      /^Held since 1 Jul 2026 13:\d\d, retried 0 times: Error\n[\s\S]*\n {2}courts-[0-9a-f-]+ +common-platform/,
    )
    expect(await json('lanes', 'show', context, group, lane)).toMatchObject({
      messages: [{ channel: 'common-platform' }],
    })
    expect((await ran('status')).out).toMatch(/ {2}courts +0 +0 +\d+ +3 +3 /)
  })

  it('a first message is given up, with a reason that its receipt keeps', async () => {
    const { context, group, lane } = held[0]!
    const { messages } = await json<{ messages: { id: string }[] }>('lanes', 'show', context, group, lane)
    expect(await ran('lanes', 'skip', context, group, lane)).toMatchObject({ code: 2, out: '' })
    const skipped = await ran('lanes', 'skip', context, group, lane, '--why', 'sent by mistake', '--wait', '20')
    expect(skipped).toMatchObject({ code: 0, err: 'The lane is open again.\n' })
    expect((await ran('receipt', messages[0]!.id)).out).toMatch(/Because +skipped by development: sent by mistake\n/)
    expect(await lanes()).toHaveLength(2)
  })

  it('is tried again in vain, and says so', async () => {
    const { context, group, lane } = held[1]!
    const retried = await ran('lanes', 'retry', context, group, lane, '--wait', '20')
    expect(retried).toMatchObject({ code: 1, out: '1 lane will be tried again.\n' })
    expect(retried.err).toMatch(/ is held again: Error\n$/)
  })

  it('all that are held for one reason are tried again once the fault is mended', async () => {
    const [{ reason }] = (await lanes()) as [Lane]
    expect(await ran('lanes', 'retry', '--reason', 'another')).toMatchObject({ code: 1, out: '' })
    fault.mended = true
    const wished = await ran('lanes', 'retry', '--reason', reason, '--json')
    expect(wished).toMatchObject({ code: 0, out: '{"lanes":2}\n', err: expect.stringContaining('That is a wish') })
    await eventually(async () => expect(await lanes()).toEqual([]), 20_000)
  }, 40_000)

  it('one that is not held', async () => {
    const unknown = { code: 1, out: '', err: 'HUB_LANE_UNKNOWN: that lane is not held (any more) (lane)\n' }
    expect(await ran('lanes', 'retry', 'courts', 'hub.courts', 'hearing/none')).toEqual(unknown)
    expect(await ran('lanes', 'skip', 'courts', 'hub.courts', 'hearing/none', '--why', 'w')).toEqual(unknown)
    expect((await ran('lanes', 'retry', 'courts')).code).toBe(2)
  })
})

describe('tail', () => {
  it.each([[[]], [['--json']]])(
    'follows the stream over a restart of the hub, until it is ended %j',
    async options => {
      const end = new AbortController()
      const at = terminal({ ended: end.signal })
      const { written } = at
      const code = run(['tail', ...options], placeOf({}), at)
      await eventually(async () => expect(written.err).toContain(`Following ${hub.url}`), 10_000)
      const sent = async (id: string, noms: string) => {
        const body = sampleOf('08-received').body.toString()
        const file = fileWith(
          'tail.json',
          body.replaceAll('A1008BC', noms).replace(/"MessageId": *"[^"]+"/, `"MessageId":"${id}"`),
        )
        return JSON.parse((await ran('send', '--json', file)).out) as Receipt
      }
      const letter = options.length === 0 ? 'X' : 'Y'
      const first = await sent(`tail-1${letter}`, `A7001${letter}X`)
      await eventually(async () => expect(written.out).toContain(first.receiptId), 10_000)
      hub = await hub.restart()
      await eventually(
        async () => expect(written.err).toContain('The hub went away; waiting until it is back …'),
        10_000,
      )
      await eventually(async () => expect(written.err).toContain('The hub is back'), 10_000)
      const second = await sent(`tail-2${letter}`, `A7002${letter}X`)
      await eventually(async () => expect(written.out).toContain(second.receiptId), 10_000)
      end.abort()
      expect(await code).toBe(0)
      expect(written.out).not.toMatch(/A700/)
      if (options.length === 0)
        expect(written.out).toMatch(
          /^\d\d:\d\d:\d\d {2}Received into prison +person [0-9a-f-]{36} {2}receipt prisons-/m,
        )
      else
        for (const line of linesOf(written.out)) expect(JSON.parse(line)).toMatchObject({ eventId: expect.any(String) })
    },
    60_000,
  )
})

describe('wrong usage and absence', () => {
  it('names what was probably meant', async () => {
    for (const [args, err] of [
      [['statsu'], 'there is no command `statsu`; did you mean `status`?'],
      [['frobnicate'], 'there is no command `frobnicate`; `hub help` lists them'],
      [['lanes', 'rety'], 'there is no `hub lanes rety`; did you mean `hub lanes retry`?'],
      [['send', '--chanel', 'x', 'y'], '`hub send` has no option `--chanel`; did you mean `--channel`?'],
      [['receipt'], 'write it as `hub receipt ID [--wait SECONDS] [--json]`'],
      [['receipt', 'one', '--wait'], 'write it as `--wait SECONDS`'],
      [['status', '--json=yes'], '`--json` takes no value'],
      [['token', 'please'], 'a word too many'],
      [['--json'], 'name a command'],
    ] as const) {
      const { code, out, err: said } = await ran(...args)
      expect({ code, out, said }).toEqual({ code: 2, out: '', said: expect.stringContaining(err) })
    }
  })

  it('help, of all and of one', async () => {
    const { code, out } = await ran()
    expect(code).toBe(0)
    expect((await ran('help')).out).toBe(out)
    const commands = linesOf(out).flatMap(line => /^ {2}([a-z]+(?: [a-z]+)?) {2}/.exec(line)?.[1] ?? [])
    expect(commands.length).toBeGreaterThan(10)
    for (const name of commands) {
      const help = await ran(...name.split(' '), '--help')
      expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`hub ${name}`) })
      expect(await ran('help', ...name.split(' '))).toEqual(help)
    }
  })

  it('no hub there, another program there, no port, no key', async () => {
    const refused = 'no hub answers at http://127.0.0.1:1: start it with npm start, or set HUB_HTTP_PORT\n'
    for (const args of [['status'], ['tail'], ['send', fileOf('08-received')], ['clock', '--json']])
      expect(await ranAs(args, { port: 1 })).toMatchObject({ code: 1, out: '', err: refused })
    expect((await ranAs(['status'], { port: 0 })).err).toContain('set it to the one that the hub printed')
    const console = await ranAs(['status'], { port: Number(new URL(hub.consoleUrl).port) })
    expect(console).toMatchObject({ code: 1, err: expect.stringContaining('is no hub') })
    expect(await ranAs(['status'], { folder: files })).toMatchObject({
      code: 1,
      err: expect.stringContaining('start the hub once with the same HUB_DATA_DIR'),
    })
  })

  it('colours only where they are wanted, and what partners write gives a terminal no orders', async () => {
    expect((await ranAs(['status'], { colours: true })).out).toContain('\u001b[32mAll is well.')
    expect((await ran('status')).out).not.toContain('\u001b')
    const body = JSON.parse(
      sampleOf('03-cp')
        .body.toString()
        .replace(/[0-9a-f]{6}(?=[0-9a-f]{2}-)/g, 'abcdef'),
    )
    const text = JSON.stringify(body).replace(/"lastName":"[^"]*"/, '"lastName":"Escape\\u001b[31mRed"')
    await ran('send', fileWith('escape.json', text))
    const shown = await eventually(async () => {
      const answer = await ran('person', 'escape')
      expect(answer.code).toBe(0)
      return answer.out
    }, 10_000)
    expect(shown).toContain('Escape [31mRed')
    expect(shown).not.toContain('\u001b')
  })
})
