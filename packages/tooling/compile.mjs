// Compiles one package, the one it is run in: every .ts of its folders (src when none is named) but tests, to dist, with
// the data (.json) between them. Each file by itself and as the tests run it; types are checked once for the whole
// repository by `npm run typecheck`.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { transformFile } from '@swc/core'

const folders = process.argv.slice(2)
/** Several folders keep their names under dist; src alone is dist. */
const root = folders.length > 0 ? '.' : 'src'

const options = {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
  sourceMaps: true,
  swcrc: false,
}

const sources = (folders.length > 0 ? folders : ['src']).flatMap(folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|json)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name)),
)
rmSync('dist', { recursive: true, force: true })
await Promise.all(
  sources.map(async source => {
    const target = join('dist', relative(root, source)).replace(/\.ts$/, '.js')
    mkdirSync(dirname(target), { recursive: true })
    if (source.endsWith('.json')) return copyFileSync(source, target)
    const { code, map } = await transformFile(source, { ...options, sourceFileName: relative(dirname(target), source) })
    writeFileSync(target, `${code}\n//# sourceMappingURL=${basename(target)}.map\n`)
    writeFileSync(`${target}.map`, map)
  }),
)
