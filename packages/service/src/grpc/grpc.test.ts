import { type AddressInfo, createServer } from 'node:net'
import { ReceiptServiceDefinition } from '@hub/contracts/intake'
import { PersonServiceDefinition } from '@hub/contracts/person'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createChannel, createClient } from 'nice-grpc'
import { HealthDefinition } from 'nice-grpc-server-health'
import { ServerReflectionService } from 'nice-grpc-server-reflection'
import { HubError } from '../errors'
import { inProcessClient } from './in-process'
import { type GrpcClients, type GrpcServer, grpcClients, serveGrpc } from './network'
import { type Client, type Implementation, serve } from './types'

type People = typeof PersonServiceDefinition

/** Answers each group with its first value, `fail:` in front of which says how to fail instead. */
const seen: unknown[] = []
const implementation: Implementation<People> = {
  resolveMany: async (request, caller) => {
    seen.push(request, caller)
    const value = request.groups[0]?.identities[0]?.value
    if (value === 'ours') throw new HubError('conflict', 'HUB_REQUEST_INVALID', 'two at once', { field: 'groups[0]' })
    if (value === 'foreign') throw new Error('Ann Person, A1234BC')
    if (value === 'never') await new Promise(() => {})
    return { people: request.groups.map(group => ({ personId: `person of ${group.identities[0]?.value}` })) }
  },
}
const of = (value: string) => ({
  groups: [{ identities: [{ type: 'IDENTITY_TYPE_NOMS' as never, value }], reason: '', receiptId: '', channel: '' }],
})

let server: GrpcServer
let clients: GrpcClients
/** Gives up soon: for calls that nobody answers. */
let hasty: GrpcClients
const DEADLINE = 300
beforeAll(async () => {
  server = await serveGrpc([{ context: 'people', served: [serve(PersonServiceDefinition, implementation)] }], {
    host: '127.0.0.1',
    port: 0,
  })
  clients = grpcClients(20_000)
  hasty = grpcClients(DEADLINE)
})
afterAll(async () => {
  clients.close()
  hasty.close()
  // A call that never ends must not keep the process: it was given up by its caller.
  await server.stop()
})

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: HubError) => error,
  )

describe.each<[string, () => Client<People>]>([
  ['in process', () => inProcessClient(PersonServiceDefinition, implementation)],
  ['over the network', () => clients.client(PersonServiceDefinition, 'people', `127.0.0.1:${server.port}`)],
])('a client %s', (_, connect) => {
  it('gives what was asked and answered, through its bytes', async () => {
    seen.length = 0
    const request = of('A1234BC')
    const answer = await connect().resolveMany({ ...request, unknown: 'dropped' } as never)
    expect(answer.people.map(({ personId }) => personId)).toEqual(['person of A1234BC'])
    expect(seen[0]).toEqual(request)
    expect(seen[0]).not.toBe(request)
  })

  it('fills in what was left out', async () => {
    expect((await connect().resolveMany({})).people).toEqual([])
    expect(seen.at(-2)).toEqual({ groups: [] })
  })

  it('passes the hub’s own errors on, with their field', async () => {
    expect(await failure(connect().resolveMany(of('ours')))).toMatchObject({
      name: 'HubError',
      kind: 'conflict',
      code: 'HUB_REQUEST_INVALID',
      message: 'two at once',
      field: 'groups[0]',
    })
  })

  it('makes a defect of any other, and tells nothing of it', async () => {
    const error = await failure(connect().resolveMany(of('foreign')))
    expect(error).toMatchObject({ kind: 'defect', code: 'HUB_DEFECT' })
    expect(`${error?.message} ${error?.field}`).not.toMatch(/Ann|A1234BC/)
  })
})

describe('over the network', () => {
  const client = () => clients.client(PersonServiceDefinition, 'people', `127.0.0.1:${server.port}`)

  it('what does not answer is unavailable when the deadline has passed', async () => {
    const started = process.hrtime.bigint()
    expect(
      await failure(
        hasty.client(PersonServiceDefinition, 'people', `127.0.0.1:${server.port}`).resolveMany(of('never')),
      ),
    ).toMatchObject({
      kind: 'unavailable',
      code: 'HUB_SERVICE_UNAVAILABLE',
    })
    const millis = Number(process.hrtime.bigint() - started) / 1e6
    expect(millis).toBeGreaterThan(DEADLINE * 0.9)
  })

  it('what asks to wait is given that time on top', async () => {
    let answer = () => {}
    const receipts = await serveGrpc(
      [
        {
          context: 'courts',
          served: [
            serve(ReceiptServiceDefinition, {
              getReceipts: () =>
                new Promise(resolve => {
                  answer = () => resolve({ receipts: [] })
                  setTimeout(answer, DEADLINE * 2)
                }),
            }),
          ],
        },
      ],
      { host: '127.0.0.1', port: 0 },
    )
    const waiting = hasty.client(ReceiptServiceDefinition, 'courts', `127.0.0.1:${receipts.port}`)
    expect(await waiting.getReceipts({ receiptIds: [], waitMillis: DEADLINE * 4 })).toEqual({ receipts: [] })
    expect(await failure(waiting.getReceipts({ receiptIds: [] }))).toMatchObject({ kind: 'unavailable' })
    answer()
    await receipts.stop()
  })

  it('a server that is not there is unavailable within the deadline', async () => {
    const port = await new Promise<number>(resolve => {
      const free = createServer().listen(0, '127.0.0.1', () => {
        const { port: found } = free.address() as AddressInfo
        free.close(() => resolve(found))
      })
    })
    const nobody = clients.client(PersonServiceDefinition, 'people', `127.0.0.1:${port}`)
    expect(await failure(nobody.resolveMany(of('A1234BC')))).toMatchObject({
      kind: 'unavailable',
      code: 'HUB_SERVICE_UNAVAILABLE',
    })
  })

  it('a context that the process does not hold is unavailable', async () => {
    const elsewhere = clients.client(PersonServiceDefinition, 'courts', `127.0.0.1:${server.port}`)
    expect(await failure(elsewhere.resolveMany(of('A1234BC')))).toMatchObject({ kind: 'unavailable' })
  })

  it('an answer of many megabytes arrives', async () => {
    const { people } = await client().resolveMany({
      groups: Array.from({ length: 6 }, () => of('x'.repeat(1024 * 1024)).groups[0]!),
    })
    expect(people).toHaveLength(6)
  })

  it('says that it is healthy', async () => {
    const channel = createChannel(`127.0.0.1:${server.port}`)
    const health = createClient(HealthDefinition, channel)
    expect(await health.check({ service: PersonServiceDefinition.fullName })).toMatchObject({ status: 1 })
    channel.close()
  })
})

it('tells by reflection what it serves and what the messages are, for tools such as grpcurl', async () => {
  const channel = createChannel(`127.0.0.1:${server.port}`)
  const client = createClient(ServerReflectionService, channel)
  const request = ServerReflectionService.serverReflectionInfo.requestDeserialize
  const symbol = 'hub.person.v1.PersonService'
  async function* asked() {
    // Fields 7, list_services, and 4, file_containing_symbol, as they are on the wire.
    yield request(Buffer.from([0x3a, 0]))
    yield request(Buffer.from([0x22, symbol.length, ...Buffer.from(symbol)]))
  }
  const answers = []
  for await (const answer of client.serverReflectionInfo(asked())) answers.push(answer)
  channel.close()
  const services = answers[0]!.getListServicesResponse()!.getServiceList()
  expect(services.map(service => service.getName())).toContain(symbol)
  const files = answers[1]!.getFileDescriptorResponse()!.getFileDescriptorProtoList_asU8()
  expect(Buffer.concat(files).toString('latin1')).toContain('hub/person/v1/person_service.proto')
})
