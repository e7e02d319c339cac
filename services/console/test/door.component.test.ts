import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Browser, emptyWorld, HeldLane, open, type World } from './console'

let world: World
let browser: Browser
beforeEach(async () => {
  world = emptyWorld()
  world.lanes = [
    HeldLane.fromPartial({ group: 'hub.courts', lane: 'hearing/1', reason: 'a fault of ours', length: 1n }),
  ]
  browser = await open(world)
})
afterEach(() => browser.console.stop())

const RETRY = { context: 'courts', group: 'hub.courts', lane: 'hearing/1' }

/** A request under any host name. */
const statusAs = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(browser.url, { headers: { host } }, answer => {
      answer.resume()
      resolve(answer.statusCode!)
    })
    asked.on('error', reject)
    asked.end()
  })

describe('every page', () => {
  it.each(['/', '/people', '/people?q=x', '/receipts', '/lanes', '/nowhere', '/people/%ff'])(
    '%s is kept by nobody, framed by nobody and runs no script',
    async path => {
      const { headers, html } = await browser.get(path)
      const policy = headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script|unsafe/)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(html).not.toMatch(/<script|<style|style="| on[a-z]+="/)
      expect(html).toMatch(/^\s*<!DOCTYPE html>/)
      expect(html).toContain('Throughline')
      expect(html).not.toMatch(/GOV\.UK|crown|crest/i)
    },
  )

  it('has a style sheet that is kept, without the typeface and the crest of www.gov.uk', async () => {
    const [, path] = /<link rel="stylesheet" href="([^"]+)"/.exec((await browser.get('/')).html)!
    const { status, headers, html: css } = await browser.get(path!)
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(css).toContain('.govuk-button')
    expect(css).not.toMatch(/GDS Transport|@font-face|crest\.svg|url\(\/assets/)
  })

  it('that is not there is a page that says so', async () => {
    const { status, text } = await browser.get('/nowhere')
    expect([status, text]).toEqual([404, expect.stringContaining('Page not found')])
    expect((await browser.get('/people/%ff')).status).toBe(404)
    expect((await browser.get(`/people/${'x'.repeat(400)}`)).status).toBe(404)
  })
})

describe('a page of another site', () => {
  it.each([
    [{}, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 303],
  ])('cannot send our forms: %j is %i', async (headers, status) => {
    expect((await browser.post('/lanes/retry', RETRY, headers as Record<string, string>)).status).toBe(status)
    expect(world.asked).toHaveLength(status === 303 ? 1 : 0)
  })

  it('is told from ours by the origin, where a browser says no more than that', async () => {
    expect((await browser.post('/lanes/retry', RETRY, { origin: browser.url })).status).toBe(303)
  })

  it('cannot read pages under a name of its own', async () => {
    for (const host of ['evil.example', 'evil.example:8081', '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect([host, await statusAs(host)]).toEqual([host, 403])
    for (const host of ['127.0.0.1:8081', 'localhost:9000', '[::1]:1', 'LOCALHOST'])
      expect([host, await statusAs(host)]).toEqual([host, 200])
  })
})

it('takes no form that is none, or too large', async () => {
  const { url } = browser
  const post = (body: string, type: string) =>
    fetch(`${url}/lanes/retry`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
    })
  expect((await post('{}', 'application/json')).status).toBe(415)
  expect((await post(`lane=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded')).status).toBe(413)
})
