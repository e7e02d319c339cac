import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One real-shape message as a partner sends it. */
export interface SampleMessage {
  /** File name without `.json`; the number in front orders the samples of a folder. */
  readonly name: string
  /** The channel it comes by. */
  readonly channel: string
  readonly body: Buffer
}

/** The package's own folder is one above both `src` and `dist`. */
const SAMPLES = join(__dirname, '..', 'samples')

type Folder = 'courts' | 'prisons' | 'reports' | 'resettlement' | 'handover'

/** Which numbers of a folder come by which channel; the first row that has the number counts. */
const CHANNELS: Readonly<
  Record<Folder, readonly { readonly from: number; readonly to: number; readonly channel: string }[]>
> = {
  courts: [
    { from: 15, to: 18, channel: 'libra' },
    { from: 24, to: 25, channel: 'hmpps-domain-events' },
    { from: 1, to: 99, channel: 'common-platform' },
  ],
  prisons: [
    { from: 15, to: 15, channel: 'nomis-events' },
    { from: 1, to: 99, channel: 'hmpps-domain-events' },
  ],
  reports: [
    { from: 1, to: 1, channel: 'common-platform' },
    { from: 2, to: 2, channel: 'hmpps-domain-events' },
    { from: 3, to: 3, channel: 'court-reports' },
  ],
  resettlement: [{ from: 1, to: 99, channel: 'resettlement-passport' }],
  handover: [{ from: 1, to: 99, channel: 'allocation-manager' }],
}

/** Every sample, the courts' first, then the prisons', then a report from request to court, then resettlement and handover, each
 * folder by name; or those of one folder. Reads from disk; throws when a file is missing. */
export function sampleMessages(only?: Folder): readonly SampleMessage[] {
  const folders = Object.entries(CHANNELS).filter(([folder]) => only === undefined || folder === only)
  return folders.flatMap(([folder, rows]) =>
    readdirSync(join(SAMPLES, folder))
      .filter(file => file.endsWith('.json'))
      .sort()
      .map(file => {
        const number = Number(file.slice(0, 2))
        const row = rows.find(({ from, to }) => from <= number && number <= to)
        if (!row)
          throw new Error(`The sample ${folder}/${file} has no number in front; name it like 01-what-it-is.json.`)
        return {
          name: file.slice(0, -'.json'.length),
          channel: row.channel,
          body: readFileSync(join(SAMPLES, folder, file)),
        }
      }),
  )
}
