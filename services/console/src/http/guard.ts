import type { FastifyInstance, FastifyReply } from 'fastify'

/** Nothing but our own style sheet and icon, no script at all, forms go to us, nobody frames us. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Of every answer, whatever it is. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // Addresses name people: no other site learns them. Not `no-referrer`, which takes the origin from our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Names by which this machine calls itself, with any port: the way here may lead through a tunnel. */
const OURSELVES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

/**
 * What holds for every page. While there is no sign-in, being able to reach the console is the permission, so a page of
 * another site must not reach it through the browser of somebody who can:
 *
 * 1. A request by another host name than this machine's own is refused: that name was pointed here to read pages.
 * 2. A request that changes something comes from our own pages: the browser says so by `Sec-Fetch-Site`, or one too old
 *    for that by `Origin`. What says neither is refused.
 */
export function guard(server: FastifyInstance, refuse: (reply: FastifyReply) => FastifyReply): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS)
    const { host = '', origin, 'sec-fetch-site': site } = request.headers
    if (!OURSELVES.test(host)) return refuse(reply)
    if (request.method === 'GET' || request.method === 'HEAD') return
    const ours = site === undefined ? origin === `http://${host}` : site === 'same-origin'
    if (!ours) return refuse(reply)
  })
}
