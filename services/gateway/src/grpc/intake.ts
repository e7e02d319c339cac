import { IntakeServiceDefinition, type Message, type Refusal } from '@hub/contracts/intake'
import { asHubError, HubError, type Caller as Metadata, type Served, serve } from '@hub/service'
import { atOnce } from '../door/at-once'
import { type Authenticate, type Caller, demand } from '../door/authenticate'
import type { Arrival, Taken } from '../door/take'

export interface IntakePorts {
  readonly authenticate: Authenticate
  readonly take: (arrival: Arrival) => Promise<Taken>
  readonly rate: (partner: string, messages: number) => void
}

const MOST_MESSAGES = 10_000

/** The gRPC door: the same rules and answers as over HTTP. */
export function intakeService({ authenticate, take, rate }: IntakePorts): Served {
  const takeOne = async (caller: Caller, message: Message | undefined): Promise<Taken> => {
    if (!message)
      throw new HubError('invalid', 'HUB_GATEWAY_EMPTY_BODY', 'the request holds no message', { field: 'message' })
    demand(caller, `send:${message.channel}`)
    rate(caller.partner, 1)
    return take({
      channel: message.channel,
      body: message.body,
      contentType: message.contentType,
      sender: caller.partner,
    })
  }
  const refusalOf = (error: unknown, index: number): Refusal => {
    const { code, message: detail } = asHubError(error)
    return { index: BigInt(index), code, detail }
  }
  const callerOf = ({ authorization }: Metadata) => authenticate(authorization)

  return serve(IntakeServiceDefinition, {
    send: async ({ message }, metadata) => {
      const { receiptId } = await takeOne(await callerOf(metadata), message)
      return { result: { receiptId, refusal: undefined } }
    },
    sendBatch: async ({ messages }, metadata) => {
      const caller = await callerOf(metadata)
      if (messages.length > MOST_MESSAGES)
        throw new HubError('invalid', 'HUB_GATEWAY_TOO_LARGE', `a batch has at most ${MOST_MESSAGES} messages`)
      const results = await Promise.all(
        messages.map(async (message, index) => {
          try {
            return { receiptId: (await takeOne(caller, message)).receiptId, refusal: undefined }
          } catch (error) {
            return { receiptId: '', refusal: refusalOf(error, index) }
          }
        }),
      )
      return { results }
    },
    sendStream: async (requests, metadata) => {
      const caller = await callerOf(metadata)
      const refusals: Refusal[] = []
      let accepted = 0n
      let index = 0
      const onTheirWay = atOnce()
      for await (const { message } of requests) {
        const place = index++
        await onTheirWay.start(message?.body.length ?? 0, async () => {
          try {
            await takeOne(caller, message)
            accepted++
          } catch (error) {
            refusals.push(refusalOf(error, place))
          }
        })
      }
      await onTheirWay.end()
      return { accepted, refusals: refusals.sort((a, b) => Number(a.index - b.index)) }
    },
  })
}
