import { join } from 'node:path'
import type { FastifyReply } from 'fastify'
import nunjucks from 'nunjucks'
import { type Assets, FRONTEND, HOME } from './assets'

/** Sends a page: one of the templates in `views`, with what it shows. */
export type SendPage = (reply: FastifyReply, view: View, shown: object, status?: number) => FastifyReply

export type View =
  | 'today'
  | 'people'
  | 'person'
  | 'receipts'
  | 'receipt'
  | 'lanes'
  | 'lane'
  | 'skip'
  | 'results'
  | 'prisons'
  | 'handovers'
  | 'releases'
  | 'reviews'
  | 'review'
  | 'link'
  | 'problem'

/** The templates, everything that is put into them escaped. */
export function createPages(assets: Assets): SendPage {
  const loader = new nunjucks.FileSystemLoader([join(HOME, 'views'), FRONTEND])
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: false,
    trimBlocks: true,
    lstripBlocks: true,
  })
  environment.addGlobal('assets', assets)
  environment.addFilter('number', (value: bigint | number) => value.toLocaleString('en-GB'))
  return (reply, view, shown, status = 200) =>
    reply
      .status(status)
      .type('text/html; charset=utf-8')
      .send(environment.render(`${view}.njk`, shown))
}
