import type { FastifyInstance } from 'fastify'
import { readReceipt } from '../app/receipt'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

/** A message and what became of it. */
export function receiptRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: { id?: string } }>('/receipts', async (request, reply) => {
    const { id } = request.query
    if (id === undefined) return sendPage(reply, 'receipts', { id: '' })
    const text = id.trim()
    if (text === '' || text.length > 200)
      return sendPage(reply, 'receipts', { id: text.slice(0, 200), problem: 'Enter a receipt' }, 400)
    return reply.redirect(`/receipts/${encodeURIComponent(text)}`)
  })

  server.get<{ Params: { id: string } }>('/receipts/:id', async (request, reply) =>
    sendPage(reply, 'receipt', { receipt: await readReceipt(ports, request.params.id) }),
  )
}
