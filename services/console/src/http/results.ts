import type { FastifyInstance } from 'fastify'
import { readUnmappedResults } from '../app/unmapped-results'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

/** Court results that no definition knows. */
export function resultRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get('/results', async (_, reply) => sendPage(reply, 'results', { results: await readUnmappedResults(ports) }))
}
