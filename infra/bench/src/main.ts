import { type Figure, tableOf } from './figure'
import { custody } from './figures/custody'
import { embedded } from './figures/embedded'
import { ingest } from './figures/ingest'
import { latency } from './figures/latency'
import { matching } from './figures/matching'
import { messaging } from './figures/messaging'
import { peopleCalls } from './figures/people-calls'
import { pipelineBatch } from './figures/pipeline-batch'
import { pipelineHttp } from './figures/pipeline-http'
import { pipelineStream } from './figures/pipeline-stream'
import { promises } from './figures/promises'
import { rebuild } from './figures/rebuild'
import { rollover } from './figures/rollover'
import { store } from './figures/store'
import { translation } from './figures/translation'
import { type Ground, openGround, SMOKE, WHOLE } from './ground'

/** In this order: those that need the hub's three processes stand together, those that need others of it come last. */
const FIGURES: Readonly<Record<string, (ground: Ground) => Promise<readonly Figure[]>>> = {
  messaging,
  store,
  translation,
  custody,
  matching,
  promises,
  rollover,
  embedded,
  'pipeline-http': pipelineHttp,
  'pipeline-batch': pipelineBatch,
  'pipeline-stream': pipelineStream,
  latency,
  rebuild,
  'people-calls': peopleCalls,
  ingest,
}

const USAGE = `npm run bench -- [--json] [--smoke] [--only NAME]\nNAME is one of: ${Object.keys(FIGURES).join(', ')}\n`

interface Options {
  readonly json: boolean
  readonly smoke: boolean
  readonly names: readonly string[]
}

function optionsFrom(words: readonly string[]): Options | undefined {
  let json = false
  let smoke = false
  const names: string[] = []
  for (let next = 0; next < words.length; next++) {
    const word = words[next]!
    if (word === '--json') json = true
    else if (word === '--smoke') smoke = true
    else if (word === '--only' && Object.hasOwn(FIGURES, words[next + 1] ?? '')) names.push(words[++next]!)
    else return undefined
  }
  return { json, smoke, names: names.length > 0 ? names : Object.keys(FIGURES) }
}

async function main(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2))
  if (!options) {
    process.stderr.write(USAGE)
    process.exitCode = 1
    return
  }
  const ground = openGround(options.smoke ? SMOKE : WHOLE)
  let ending = false
  const interrupted = () => {
    ending = true
    void ground.stop().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  const measured: Figure[] = []
  const failed: string[] = []
  try {
    for (const name of options.names) {
      if (ending) return
      ground.say(`${name} …`)
      try {
        const figures = await FIGURES[name]!(ground)
        measured.push(...figures)
        if (options.json) for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`)
      } catch (error) {
        if (ending) return
        failed.push(name)
        ground.say(`${name} did not run: ${error instanceof Error ? error.stack : error}`)
      }
    }
  } finally {
    await ground.stop()
  }
  if (!options.json) process.stdout.write(`${tableOf(measured)}\n`)
  // A target that is missed is no failure: machines differ, and the table says it.
  if (failed.length > 0) {
    ground.say(`did not run: ${failed.join(', ')}`)
    process.exitCode = 1
  }
}

// What a figure that broke off left open must not keep the process alive.
void main().finally(() => process.exit())
