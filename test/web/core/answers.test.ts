import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { Browser, csrfIn, signIn } from '../support/browser.ts'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

let site: SignedIn

beforeAll(async () => {
  site = await signedIn()
})
afterAll(async () => {
  await site.close()
})

const assetPath = async (ending: string): Promise<string> => {
  const page = await (await new Browser(site.url).get('/login')).text()
  return new RegExp(String.raw`"(/assets/[^"]+\.${ending})"`).exec(page)?.[1] ?? ''
}

describe('every kind of answer carries what protects it', () => {
  const KINDS: readonly [string, number, () => Promise<Response>][] = [
    ['the sign-in page', 200, () => new Browser(site.url).get('/login')],
    ['a page', 200, () => site.get('/settings')],
    ['a redirect', 303, () => new Browser(site.url).get('/settings')],
    ['an error page', 404, () => site.get('/nothing-here')],
    ['a refused form', 403, () => site.browser.postAsIs('/logout', {})],
    ['a wrong method', 405, () => site.browser.send('/settings/password', { method: 'GET' })],
    ['a method no page takes', 405, () => site.browser.send('/settings', { method: 'DELETE' })],
    ['a style sheet', 200, async () => site.get(await assetPath('css'))],
    ['a document', 200, () => new Browser(site.url).get('/llm/full-reference.md')],
    ['the health of the server', 200, () => new Browser(site.url).get('/health')],
    ['a part of a page', 404, () => site.get('/nothing-here', { 'HX-Request': 'true' })],
    ['a body that is too large', 413, () => site.post('/logout', { x: 'x'.repeat(1_100_000) })],
  ]

  it.each(KINDS)('%s (%i)', async (kind, status, get) => {
    const answer = await get()
    expect(answer.status).toBe(status)
    const { headers } = answer
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-vultrino-request-id')).toMatch(/^[0-9a-f]{16}$/)
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('cache-control')).toBe(
      kind === 'a style sheet' ? 'public, max-age=31536000, immutable' : 'no-store',
    )
    await answer.text()
  })

  it('so do bytes that are no request', async () => {
    const answer = await ask(site.url, '/', { headers: { 'X-Long': 'x'.repeat(40_000) } })
    expect(answer.status).toBe(431)
    expect(answer.headers['x-frame-options']).toBe('DENY')
    expect(answer.headers['x-vultrino-error']).toBe('headers_too_large')
  })
})

it('nothing in a page is inline', async () => {
  for (const path of ['/login', '/settings', '/nothing-here']) {
    const page = await (await site.get(path)).text()
    expect(page).not.toMatch(/<style|style="|<script(?![^>]* src="\/assets\/)|\son\w+=|javascript:/i)
    expect(page).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//)
  }
})

it('the agreed paths are there without signing in, and no other', async () => {
  const stranger = new Browser(site.url)
  expect(await (await stranger.get('/health')).json()).toEqual({
    status: 'ok',
    version: expect.any(String) as string,
  })
  expect((await stranger.get('/llm/full-reference.md')).headers.get('content-type')).toBe(
    'text/markdown; charset=utf-8',
  )
  for (const path of [
    '/',
    '/credentials',
    '/keys',
    '/settings',
    '/nothing',
    '/docs',
    '/login/',
    '/assets/x.css',
  ])
    expect([path, (await stranger.get(path)).status]).toEqual([path, 303])
})

it('HEAD is answered as GET is, without the body', async () => {
  for (const path of ['/login', '/health', '/nothing']) {
    const get = await ask(site.url, path)
    const head = await ask(site.url, path, { method: 'HEAD' })
    expect(head.status).toBe(get.status)
    expect(head.body).toBe('')
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  }
})

it('405 names what is taken', async () => {
  expect((await site.get('/logout')).headers.get('allow')).toBe('POST')
  expect((await site.browser.postAsIs('/settings', {})).headers.get('allow')).toBe('GET, HEAD')
})

it('what stays the same is compressed for whoever takes it', async () => {
  const path = await assetPath('css')
  const plain = await ask(site.url, path)
  const packed = await ask(site.url, path, { headers: { 'Accept-Encoding': 'gzip, br' } })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(Number(packed.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']))
})

describe('htmx', () => {
  it('is led to the sign-in page as a whole, and back to the page it was on', async () => {
    const asked = { 'HX-Request': 'true', 'HX-Current-URL': `${site.url}/audit?q=1` }
    const answer = await new Browser(site.url).get('/audit/rows', asked)
    expect(answer.headers.get('hx-redirect')).toBe('/login?next=%2Faudit%3Fq%3D1')
    expect(await answer.text()).toBe('')
  })

  it('gets an error as a part of the page', async () => {
    const text = await (await site.get('/nothing-here', { 'HX-Request': 'true' })).text()
    expect(text).toContain('There is no such page')
    expect(text).not.toContain('<html')
  })
})

describe('cookies', () => {
  it('are for this host alone, kept from scripts and from other sites', async () => {
    const browser = new Browser(site.url)
    const fields = [...(await browser.get('/login')).headers.getSetCookie()]
    fields.push(...(await signIn(browser)).headers.getSetCookie())
    expect(fields.length).toBeGreaterThanOrEqual(3)
    for (const field of fields) {
      expect(field).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/)
      expect(field).not.toMatch(/Domain|Secure/)
    }
    const session = fields.find((field) => field.startsWith('vultrino_session='))
    expect(session).not.toMatch(/Max-Age|Expires/)
  })

  it('are Secure and tied to the host when it is reached by HTTPS, or cookie_secure says so', async () => {
    const config = join(site.product.folder, 'secure.toml')
    writeFileSync(config, '[web]\ncookie_secure = true\n')
    const web = await site.product.web(['--bind', '127.0.0.1:0', '--config', config])
    try {
      const browser = new Browser(web.url)
      const answer = await signIn(browser)
      expect(answer.status).toBe(303)
      expect([...browser.cookies.keys()]).toEqual(['__Host-vultrino'])
      for (const field of answer.headers.getSetCookie()) {
        expect(field).toMatch(/^__Host-.*; Path=\/; HttpOnly; SameSite=Strict; Secure/)
      }
      // The name without the prefix, which another page could set, counts for nothing.
      const token = browser.cookies.get('__Host-vultrino') ?? ''
      expect(
        (await new Browser(web.url).get('/settings', { Cookie: `vultrino_session=${token}` })).status,
      ).toBe(303)
      expect(csrfIn(await (await browser.get('/settings')).text())).toMatch(/^[0-9a-f]{64}$/)
    } finally {
      await web.stop()
    }
  })
})
