import { sampleMessages } from '@hub/simulator'

/** What became of one sample. */
export interface Played {
  readonly name: string
  readonly state: string
  readonly reason: string | null
  readonly eventIds: readonly string[]
  readonly people: readonly string[]
  /** When the message first came (RFC 3339); earlier than the playing when it had come before. */
  readonly receivedAt: string
  readonly parts: readonly { readonly subject: string; readonly state: string; readonly reason: string | null }[]
}

/**
 * Sends every sample to a running hub as a partner would, one after another, and waits for what became of each: played
 * in order, a later message of one hearing or person finds what the earlier ones left.
 */
export async function playSamples(
  hub: { readonly url: string; readonly token: string },
  onPlayed: (played: Played, done: number, all: number) => void,
): Promise<readonly Played[]> {
  const samples = sampleMessages()
  const results: Played[] = []
  for (const sample of samples) {
    const headers = { authorization: `Bearer ${hub.token}` }
    const sent = await fetch(`${hub.url}/v1/messages/${sample.channel}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: new Uint8Array(sample.body),
    })
    if (sent.status !== 202) throw new Error(`${sample.name} was refused: ${await sent.text()}`)
    const { location } = (await sent.json()) as { location: string }
    const receipt = await fetch(`${hub.url}${location}?wait=10`, { headers })
    const played = { name: sample.name, ...((await receipt.json()) as Omit<Played, 'name'>) }
    results.push(played)
    onPlayed(played, results.length, samples.length)
  }
  return results
}
