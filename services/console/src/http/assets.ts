import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

/** The package's own folder is two above both `src/http` and `dist/http`. */
export const HOME = join(__dirname, '..', '..')
/** Where GOV.UK Frontend keeps its templates and its style sheet. */
export const FRONTEND = join(dirname(require.resolve('govuk-frontend/package.json')), 'dist')

/**
 * GOV.UK Frontend's style sheet without what is for www.gov.uk only: its typeface (a licence that other sites do not
 * have) and the crest. The reader's own system typeface takes its place.
 */
export const outsideGovUk = (css: string): string =>
  css
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'system-ui,arial,sans-serif')
    .replaceAll('url(/assets/images/govuk-crest.svg)', 'none')
    .replace(/\/\*#.*?\*\//g, '')

export interface Assets {
  readonly styleSheet: string
  readonly icon: string
}

/** Serves the style sheet and the icon under names that change with their content, so that a browser keeps them. */
export function assetRoutes(server: FastifyInstance): Assets {
  const serve = (name: string, extension: string, type: string, content: string): string => {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
    const path = `/assets/${name}-${hash}.${extension}`
    server.get(path, async (_, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').type(type).send(content),
    )
    return path
  }
  const own = (name: string) => readFileSync(join(HOME, 'assets', name), 'utf8')
  const frontend = readFileSync(join(FRONTEND, 'govuk', 'govuk-frontend.min.css'), 'utf8')
  return {
    styleSheet: serve('console', 'css', 'text/css; charset=utf-8', `${outsideGovUk(frontend)}\n${own('console.css')}`),
    icon: serve('icon', 'svg', 'image/svg+xml', own('icon.svg')),
  }
}
