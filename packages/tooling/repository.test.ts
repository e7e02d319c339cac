import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const root = join(__dirname, '..', '..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(file => file !== '' && existsSync(join(root, file)))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const foldersOf = (parent: string) =>
  readdirSync(join(root, parent)).filter(name => existsSync(join(root, parent, name, 'package.json')))
const sources = files.filter(file => /^(packages|services|infra)\/.*\.ts$/.test(file) && !file.includes('/gen/'))

describe('repository', () => {
  it('has nothing at the top but what a newcomer expects there', () => {
    const top = new Set(files.map(file => file.split('/')[0]!).filter(name => !name.startsWith('.')))
    expect([...top].sort()).toEqual(
      [
        'README.md',
        'infra',
        'package-lock.json',
        'package.json',
        'packages',
        'proto',
        'services',
        'tsconfig.base.json',
        'turbo.json',
      ].sort(),
    )
  })

  it('names every package after its folder', () => {
    for (const parent of ['packages', 'services', 'infra'])
      for (const folder of foldersOf(parent))
        expect(JSON.parse(read(`${parent}/${folder}/package.json`)).name).toBe(`@hub/${folder}`)
  })

  it('declares every package of the hub that it imports', () => {
    const missing = sources
      .filter(file => !/\.test\.ts$|\/test\//.test(file))
      .flatMap(file => {
        const home = file.split('/').slice(0, 2).join('/')
        const { name, dependencies = {} } = JSON.parse(read(`${home}/package.json`)) as {
          name: string
          dependencies?: object
        }
        return [...read(file).matchAll(/from '(@hub\/[a-z-]+)/g)]
          .map(([, imported]) => imported!)
          .filter(imported => imported !== name && !(imported in dependencies))
          .map(imported => `${home} imports ${imported}: add it to its dependencies`)
      })
    expect([...new Set(missing)]).toEqual([])
  })

  it('has no folder or file whose name tells nothing', () => {
    const nothing = /(^|\/)(utils?|helpers?|common|shared|misc|lib|core|base|managers?)(\/|\.ts$)/
    expect(files.filter(file => nothing.test(file) && !file.startsWith('infra/images/'))).toEqual([])
  })

  it('tells each service by a README with the same headings', () => {
    const headings = ['Purpose', 'Listens to', 'Publishes', 'Serves', 'State', 'Configuration', 'When it fails']
    for (const service of foldersOf('services')) {
      const text = existsSync(join(root, 'services', service, 'README.md')) ? read(`services/${service}/README.md`) : ''
      const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
      expect({ service, found }).toEqual({ service, found: headings })
    }
  })

  it('keeps a service readable: its context, its composition in under 120 lines, files of one idea', () => {
    for (const service of foldersOf('services')) {
      expect(existsSync(join(root, 'services', service, 'src', 'context.ts'))).toBe(true)
      expect(read(`services/${service}/src/service.ts`).split('\n').length).toBeLessThan(120)
    }
    const long = sources.filter(file => !file.endsWith('.test.ts') && read(file).split('\n').length > 350)
    expect(long).toEqual([])
  })

  it('holds no empty file and no path or host of the machine it was made on', () => {
    for (const file of files) {
      if (statSync(join(root, file)).size > 2_000_000) throw new Error(`${file} is larger than 2 MB`)
      expect({ file, empty: statSync(join(root, file)).size === 0 }).toEqual({ file, empty: false })
    }
    const home = basename(join(root, '..'))
    const texts = files.filter(
      file => /\.(ts|js|cjs|mjs|json|md|yaml|proto)$|(^|\/)run$/.test(file) && file !== 'package-lock.json',
    )
    expect(texts.filter(file => read(file).includes(`/${home}/${basename(root)}`))).toEqual([])
  })
})
