import type { Clock } from '@hub/clock'
import type { SourceAnswer } from '@hub/translation'
import limited from 'p-limit'

/** A partner's system that can be asked for what its messages only point at. */
export interface SourceSettings {
  /** Scheme, host and port, maybe a path in front: only what the configuration names is ever asked, never a message's address. */
  readonly url: string
  /** Sent as a bearer token. */
  readonly token?: string
}

/** Asks partners' systems. Never throws. */
export interface Sources {
  /** True when the source is configured. */
  knows(source: string): boolean
  /** Asks for a path (`/prisoner/A1234BC`) of a source that is known. */
  ask(source: string, path: string): Promise<SourceAnswer>
}

/** How long a source may take to answer, in milliseconds of the machine. */
const PATIENCE = 2_000
/** So many failures in a row open the circuit. */
const FAILURES = 3
/** An open circuit lets one question through after so long, in milliseconds of the machine. */
const REST = 5_000
/** So many questions one source answers at a time; the others wait for their turn. */
const AT_ONCE = 8
/** The same as the door takes. */
const LARGEST_BODY = 10 * 1024 * 1024

interface Circuit {
  readonly turn: ReturnType<typeof limited>
  failures: number
  /** Until when nobody asks. */
  openUntil: number
}

const CLOSED = { failures: 0, openUntil: 0 }

/**
 * Asks over HTTP, each question once more when it fails. A source that failed several times in a row is left alone for a
 * while, so that those who wait for it wait in their lanes and hold up nobody.
 */
export function httpSources(
  settings: Readonly<Record<string, SourceSettings>>,
  clock: Clock,
  get: typeof fetch = fetch,
): Sources {
  const circuits = new Map<string, Circuit>()
  const circuitOf = (source: string): Circuit => {
    const circuit = circuits.get(source) ?? { turn: limited(AT_ONCE), ...CLOSED }
    circuits.set(source, circuit)
    return circuit
  }

  const once = async ({ url, token }: SourceSettings, path: string): Promise<SourceAnswer> => {
    const slow = new AbortController()
    const cancel = clock.after(PATIENCE, () => slow.abort())
    try {
      const response = await get(`${url.replace(/\/$/, '')}${path}`, {
        headers: { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        // An answer that points elsewhere would be asked of a host that nobody named.
        redirect: 'manual',
        signal: slow.signal,
      })
      return await answerOf(response)
    } catch {
      return { is: 'away' }
    } finally {
      cancel()
    }
  }

  const tried = async (circuit: Circuit, source: string, path: string): Promise<SourceAnswer> => {
    if (clock.machine() < circuit.openUntil) return { is: 'away' }
    // Whoever asks while this one tries finds it open.
    if (circuit.failures >= FAILURES) circuit.openUntil = clock.machine() + REST
    let answer = await once(settings[source]!, path)
    if (answer.is === 'away' && circuit.failures < FAILURES) answer = await once(settings[source]!, path)
    if (answer.is !== 'away') Object.assign(circuit, CLOSED)
    else if (++circuit.failures >= FAILURES) circuit.openUntil = clock.machine() + REST
    return answer
  }

  return {
    knows: source => Object.hasOwn(settings, source),
    ask: (source, path) => {
      const circuit = circuitOf(source)
      return circuit.turn(() => tried(circuit, source, path))
    },
  }
}

async function answerOf(response: Response): Promise<SourceAnswer> {
  const { status } = response
  if (status >= 500 || status === 429) {
    await response.body?.cancel()
    return { is: 'away' }
  }
  if (status !== 200 && status !== 404) {
    await response.body?.cancel()
    return { is: 'refused', reason: `it answered ${status}` }
  }
  const body = await bodyOf(response)
  if (status === 404) return { is: 'not-found', body }
  return body === undefined ? { is: 'refused', reason: 'its answer is no JSON' } : { is: 'found', body }
}

/** Parsed; undefined for what is no JSON or too large. */
async function bodyOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
