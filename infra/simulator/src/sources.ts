import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** The package's own folder is one above both `src` and `dist`. */
const DETAILS = join(__dirname, '..', 'samples', 'prisons', 'details')

/** What the systems of prisons answer, by path: a file of the folder. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['/prisoner/A1013BC', 'prisoner-A1013BC'],
  ['/prisoner/A1008BC', 'prisoner-A1008BC-recalled'],
  ['/api/bookings/1200835/sentenceDetail', 'sentence-detail-1200835'],
  ['/api/bookings/1202211/sentenceDetail', 'sentence-detail-1202211'],
  ['/api/bookings/1209333/sentenceDetail', 'sentence-detail-1209333'],
  ['/api/bookings/1200835', 'booking-1200835'],
  ['/operative-sentence-envelope/A1015BC', 'sentence-envelope-38339A'],
  ['/operative-sentence-envelope/A1016BC', 'sentence-and-offence-1202211-sds-plus'],
  ['/api/handovers/A1017BC', 'handover-A1017BC'],
  ['/api/allocation/A1018BC/primary_pom', 'pom-allocation-A1018BC'],
  ['/case-records/A1015BC', 'case-record-A1015BC'],
  ['/case-records/A1017BC', 'case-record-A1017BC'],
])

/** Systems that the samples point at, as the hub's configuration names them. */
const SYSTEMS = [
  'prisoner-search',
  'prison-api',
  'calculate-release-dates',
  'allocation-manager',
  'manage-pom-cases-and-delius',
] as const

export interface SampleSources {
  /** For the configuration of a hub. */
  readonly sources: Readonly<Record<string, { readonly url: string }>>
  stop(): Promise<void>
}

/** Serves, on a port of its own, what partners' systems answer about the people of the samples; 404 about all others. */
export async function startSampleSources(): Promise<SampleSources> {
  const server = createServer((request, response) => {
    const file = FILES.get(request.url ?? '')
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(file === undefined ? '{"status":404}' : readFileSync(join(DETAILS, `${file}.json`)))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    sources: Object.fromEntries(SYSTEMS.map(system => [system, { url }])),
    stop: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
