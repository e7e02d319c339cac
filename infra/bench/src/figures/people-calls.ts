import { type CallCounter, countCalls } from '../count-calls'
import { type Figure, figure } from '../figure'
import { type Ground, untilVisible } from '../ground'
import type { Layout } from '../hub-processes'
import { everythingCameOut } from '../pipeline'
import type { Prepared } from '../roles/load-generator'

/** People in a process of its own: only there a call to it goes over gRPC and can be counted. */
const PEOPLE_APART: Layout = {
  people: ['people'],
  readers: ['journeys', 'obligations'],
  deciders: ['courts', 'prisons'],
  edge: ['gateway', 'console'],
}
const STRANGERS = 20

/** gRPC calls that the deciders make to people, per message about somebody who is known. */
export async function peopleCalls(ground: Ground): Promise<readonly Figure[]> {
  const { clock, extent, say } = ground
  await ground.hub()
  const counts = await ground.counts()
  const load = await ground.load()
  let counter: CallCounter | undefined
  const { door } = await ground.instead({
    layout: PEOPLE_APART,
    by: async (context, address) => {
      if (context !== 'people') return address
      counter = await countCalls(address)
      return counter.address
    },
  })
  try {
    const send = async ({ messages, parts }: Prepared): Promise<number> => {
      const before = counter!.calls()
      await load.ask('send', { door, by: 'batch' })
      ground.sent.messages += messages
      ground.sent.parts += parts
      await untilVisible(counts, ground.sent.messages, clock)
      return counter!.calls() - before
    }
    const count = Math.min(extent.messages, 2_000)
    const calls = await send(await load.ask<Prepared>('prepare', { count }))
    // Who is not known must be asked for: a counter that sees nothing then is no proof of anything.
    const aboutStrangers = await send(await load.ask<Prepared>('strangers', { count: STRANGERS }))
    if (aboutStrangers === 0) throw new Error('the counter sees no calls where there must be some')
    await everythingCameOut(ground)
    say(`  people calls: ${calls} for ${count} messages, ${aboutStrangers} for ${STRANGERS} strangers`)
    return [figure('people calls', calls / count, 'gRPC calls/message', { target: { atMost: 0 } })]
  } finally {
    counter?.stop()
  }
}
