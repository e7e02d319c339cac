import type { FastifyInstance } from 'fastify'
import { readUnmappedMovements } from '../app/unmapped-movements'
import { readUnmappedResults } from '../app/unmapped-results'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

/** Court results that no definition knows, and reasons of movements that no row has. */
export function resultRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get('/results', async (_, reply) => {
    const [results, movements] = await Promise.all([readUnmappedResults(ports), readUnmappedMovements(ports)])
    return sendPage(reply, 'results', { results, movements })
  })
}
