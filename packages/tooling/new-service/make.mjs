// Makes a service that builds, takes a message and passes its tests: npm run new:service NAME
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const template = fileURLToPath(new URL('template/', import.meta.url))
const CONTEXTS = join(root, 'infra/runtime/src/contexts.ts')
const RUNTIME = join(root, 'infra/runtime/package.json')

const parts = readdirSync(template, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name))

const [name = '', ...others] = process.argv.slice(2)
const wrong = refusal()
if (wrong) {
  console.error(`${wrong}\nUsage: npm run new:service NAME`)
  process.exit(1)
}
const called = text =>
  text.replaceAll('__name__', name).replaceAll('__Name__', `${name[0].toUpperCase()}${name.slice(1)}`)

for (const part of parts) {
  const file = join(root, called(relative(template, part)).replace(/\.tmpl$/, ''))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, called(readFileSync(part, 'utf8')))
}
putIntoTheRuntime()
run('npm', 'run', '--silent', 'proto')
run(join('node_modules', '.bin', 'biome'), 'check', '--write', `services/${name}`, CONTEXTS, RUNTIME)

console.log(`services/${name} is made. It is a small one that works; see that it does:

  npm install                 links it; then npm run lockfile, so that the lock holds on every platform
  npx jest services/${name}
  npm start                   and in another terminal, to send it its sample:
  curl -H "Authorization: Bearer $(npm run --silent hub -- token)" -H 'Content-Type: application/json' \\
       --data-binary @services/${name}/test/samples/01-contact.json http://127.0.0.1:8080/v1/messages/${name}

Then make it yours, in this order:

  services/${name}/README.md            what it is for
  proto/hub/${name}/v1/events.proto     what it publishes, and how far each field may go; then npm run proto
  services/${name}/src/context.ts       what comes in, and in which lane
  services/${name}/src/domain/          its rules, with their cases
  services/${name}/src/translate/       one file for each format that partners speak

When its events are as they are to stay: npm run proto:publish. npm test asks for it, and from then on they only grow.`)

/** Why there can be no service of that name, in a sentence; undefined when there can be one. */
function refusal() {
  if (name === '' || others.length > 0) return 'Give one name.'
  if (!/^[a-z]{3,20}$/.test(name))
    return `${JSON.stringify(name)} is no name of a service: write 3 to 20 small letters, as in courts. It names a folder, a proto package, a topic and every receipt.`
  if (/^(utils?|helpers?|common|shared|misc|lib|core|base|managers?)$/.test(name))
    return `${name} tells nobody what the service is about: name it after its part of the field, as in courts.`
  const taken = ['services', 'packages', 'infra', 'proto/hub']
    .map(parent => `${parent}/${name}`)
    .find(folder => existsSync(join(root, folder)))
  if (taken) return `${taken} exists already: take another name.`
  const word = new RegExp(`\\b${name}\\b`)
  const code = [CONTEXTS, ...parts.filter(part => part.endsWith('.ts.tmpl'))]
  if (isKeyword() || code.some(file => word.test(readFileSync(file, 'utf8'))))
    return `${name} has a meaning in the code of every service already: take another name.`
}

function isKeyword() {
  try {
    new Function(`'use strict'; const ${name} = 0`)
    return false
  } catch {
    return true
  }
}

/** Its entry in the list of contexts, and the dependency of the runtime on it. */
function putIntoTheRuntime() {
  const entry = called(`  {
    definition: __name__,
    create: (ports, clientTo) => create__Name__({ ...ports, people: clientTo(PersonServiceDefinition, people.name) }),
  },
`)
  const contexts = readFileSync(CONTEXTS, 'utf8')
  const withEntry = contexts.replace(/^export const CONTEXTS\b.*?(?=^\]$)/ms, list => list + entry)
  if (withEntry === contexts) throw new Error(`${relative(root, CONTEXTS)} has no list CONTEXTS any more`)
  writeFileSync(CONTEXTS, called("import { create__Name__, __name__ } from '@hub/__name__'\n") + withEntry)

  const runtime = JSON.parse(readFileSync(RUNTIME, 'utf8'))
  const dependencies = Object.entries({ ...runtime.dependencies, [`@hub/${name}`]: '0.1.0' }).sort()
  const withIt = { ...runtime, dependencies: Object.fromEntries(dependencies) }
  writeFileSync(RUNTIME, `${JSON.stringify(withIt, null, 2)}\n`)
}

/** What it says is shown only when it fails. */
function run(command, ...options) {
  const shell = process.platform === 'win32'
  const { status, stdout, stderr, error } = spawnSync(command, options, { cwd: root, encoding: 'utf8', shell })
  if (status !== 0) throw error ?? new Error(`${stdout}${stderr}\n${command} ${options.join(' ')} failed`)
}
