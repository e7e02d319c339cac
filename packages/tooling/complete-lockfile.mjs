// Completes package-lock.json after a dependency changed: `npm run lockfile`.
// A registry mirror may lack packages of other platforms; npm then leaves them out of the lock, and `npm ci` refuses a
// lock that lacks them. They are optional and never installed on another platform, so an entry by name and version is
// enough. Addresses of registries are left out: the lock is the same wherever it was made.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

const platformOf = name => {
  const [, os, cpu] =
    /(android|darwin|freebsd|linux|openharmony|sunos|win32|aix|netbsd|openbsd)[-_]([a-z0-9]+)/.exec(name) ?? []
  const cpus = { 64: 'x64', armv7: 'arm', armv6: 'arm' }
  return os ? { cpu: [cpus[cpu] ?? cpu], os: [os] } : {}
}

for (const [path, entry] of Object.entries(lock.packages)) {
  if (/^https?:/.test(entry.resolved ?? '')) delete entry.resolved
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`
    const top = `node_modules/${name}`
    if (lock.packages[nested] || lock.packages[top] || !/^\d/.test(version)) continue
    lock.packages[top] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true }
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
