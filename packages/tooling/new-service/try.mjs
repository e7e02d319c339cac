// Proves `npm run new:service`: in a copy of the repository it makes one, checks, builds and tests it, starts the hub
// with it and sends it its sample. Needs a built repository and no network. Run by `npm run test:new-service`.
import { execFileSync, fork, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const NAME = 'tryout'
const root = fileURLToPath(new URL('../../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hub-new-service-'))
const copy = join(folder, 'throughline')
const data = join(folder, 'data')
const started = process.hrtime.bigint()

let failure
try {
  await step('a copy of the repository', copyRepository)
  await step('refuses what can be no service', () => {
    for (const [name, why] of [
      ['', 'Give one name'],
      ['Courts', 'small letters'],
      ['../courts', 'small letters'],
      ['courts', 'exists already'],
      ['calendar', 'exists already'],
      ['class', 'has a meaning'],
      ['shared', 'tells nobody'],
    ])
      mustRefuse(name, why)
  })
  await step('npm run new:service', () => make(NAME))
  link(NAME)
  // What others are built of has not changed: a new event only adds to the catalogue.
  await step('build', async () => {
    for (const built of ['packages/contracts', `services/${NAME}`, 'infra/runtime'])
      await run('npm', 'run', '--silent', 'build', '--workspace', built)
  })
  await Promise.all([
    step('lint, types, boundaries', () => run('npm', 'run', '--silent', 'lint')),
    step('its tests, the shape of the repository', () =>
      run('npx', '--no-install', 'jest', '--maxWorkers=1', `services/${NAME}`, 'packages/tooling'),
    ),
  ])
  await step('the hub takes its sample', sendSample)
} catch (error) {
  failure = error
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (failure) console.error(failure.message)
console.log(`${failure ? 0 : 1} passed, ${failure ? 1 : 0} failed`)
process.exitCode = failure ? 1 : 0

async function step(what, work) {
  await work()
  console.log(`${String((process.hrtime.bigint() - started) / 1_000_000_000n).padStart(4)} s  ${what}`)
}

/** With everything that is built, on the dependencies of the original; its own workspaces are linked to each other. */
function copyRepository() {
  const left = new Set(['node_modules', '.git', '.turbo'])
  cpSync(root, copy, { recursive: true, filter: from => !from.split(sep).some(part => left.has(part)) })
  mkdirSync(join(copy, 'node_modules', '@hub'), { recursive: true })
  for (const dependency of readdirSync(join(root, 'node_modules')))
    if (dependency !== '@hub')
      symlinkSync(join(root, 'node_modules', dependency), join(copy, 'node_modules', dependency))
  for (const workspace of readdirSync(join(root, 'node_modules', '@hub'))) link(workspace)
  execFileSync('git', ['init', '--quiet'], { cwd: copy })
}

function link(workspace) {
  const parent = ['packages', 'services', 'infra'].find(each => readdirSync(join(copy, each)).includes(workspace))
  if (parent) symlinkSync(join('..', '..', parent, workspace), join(copy, 'node_modules', '@hub', workspace))
}

function make(name) {
  const env = { ...process.env, PATH: `${join(copy, 'node_modules', '.bin')}:${process.env.PATH}` }
  execFileSync(process.execPath, [join(copy, 'packages/tooling/new-service/make.mjs'), name], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  })
}

function mustRefuse(name, why) {
  let said = 'nothing'
  try {
    make(name)
  } catch (error) {
    said = error.stderr
  }
  if (!said.includes(why)) throw new Error(`new:service ${name} must be refused with "${why}", it said: ${said}`)
}

/** Runs a command in the copy; what it said is shown only when it fails. */
function run(command, ...options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', text => (said += text))
    child.stderr.on('data', text => (said += text))
    child.on('error', reject)
    child.on('close', code =>
      code === 0 ? resolve() : reject(new Error(`${said}\n${basename(command)} ${options.join(' ')} failed`)),
    )
  })
}

async function sendSample() {
  const settings = { HUB_DATA_DIR: data, HUB_HTTP_PORT: '0', HUB_GRPC_PORT: '0', HUB_CONSOLE_PORT: '0' }
  const env = { ...process.env, ...settings }
  const hub = fork(join(copy, 'infra/runtime/dist/main.js'), ['--no-samples'], { cwd: copy, env, stdio: 'pipe' })
  try {
    const { httpPort } = await new Promise((resolve, reject) => {
      let said = ''
      for (const stream of [hub.stdout, hub.stderr]) stream.on('data', text => (said += text))
      hub.once('message', resolve)
      hub.once('exit', () => reject(new Error(`the hub did not start:\n${said}`)))
    })
    const token = execFileSync(process.execPath, [join(copy, 'infra/command-line/dist/main.js'), 'token'], {
      env,
      encoding: 'utf8',
    }).trim()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = `http://127.0.0.1:${httpPort}`
    const body = readFileSync(join(copy, 'services', NAME, 'test/samples/01-contact.json'))
    const sent = await fetch(`${url}/v1/messages/${NAME}`, { method: 'POST', headers, body })
    if (sent.status !== 202) throw new Error(`the door answered ${sent.status}: ${await sent.text()}`)
    const { location } = await sent.json()
    const receipt = await (await fetch(`${url}${location}?wait=20`, { headers })).json()
    if (receipt.state !== 'translated') throw new Error(`the sample became ${JSON.stringify(receipt)}`)
  } finally {
    hub.removeAllListeners('exit')
    const gone = new Promise(resolve => hub.once('exit', resolve))
    if (hub.exitCode === null) {
      hub.kill('SIGTERM')
      await gone
    }
  }
}
