import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Browser, csrfIn, signIn } from '../support/browser.ts'
import { ask } from '../support/ask.ts'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

let site: SignedIn

beforeAll(async () => {
  site = await signedIn()
})
afterAll(async () => {
  await site.close()
})

const FIELDS = { present: 'wrong-password-1', next: 'typed-secret-22', again: 'typed-secret-22' }

/** Whether a form got as far as the act it asks for: the wrong password it holds is refused there. */
const reached = (answer: Response): boolean => answer.headers.get('x-vultrino-error') !== 'access_denied'

const refusals = async (): Promise<string[]> => {
  const { stdout } = await site.product.cli(['audit', 'tail', '-n', '500'])
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line.includes(' web_request '))
}

describe('forms that are not ours are refused, and recorded', () => {
  const csrfOfAnother = async (): Promise<string> => {
    const other = new Browser(site.url)
    await signIn(other)
    return csrfIn(await (await other.get('/settings')).text())
  }

  it.each([
    ['no token', () => Promise.resolve({})],
    ['a wrong token', () => Promise.resolve({ csrf: 'f'.repeat(64) })],
    ['a token that is too long', () => Promise.resolve({ csrf: 'f'.repeat(65) })],
    ['the token of another session', async () => ({ csrf: await csrfOfAnother() })],
  ])('%s', async (_, token) => {
    const before = (await refusals()).length
    const answer = await site.browser.postAsIs('/settings/password', { ...FIELDS, ...(await token()) })
    expect(answer.status).toBe(403)
    expect(reached(answer)).toBe(false)
    expect(await answer.text()).toContain('Open the page again')
    const after = await refusals()
    expect(after).toHaveLength(before + 1)
    expect(after.at(-1)).toMatch(/ WEB .*method=POST .*ip=127\.0\.0\.1 decision=deny error=access_denied/)
  })

  it.each([
    ['another origin', { Origin: 'http://evil.example' }],
    ['another port of this machine', { Origin: 'http://127.0.0.1:1', 'Sec-Fetch-Site': 'none' }],
    ['a sandboxed page', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ['another site, by what the browser says', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another port, by what the browser says', { 'Sec-Fetch-Site': 'same-site' }],
    ['an origin that is none', { Origin: 'nonsense' }],
  ])('from %s, even with the right token', async (_, headers) => {
    const answer = await site.post('/settings/password', FIELDS, headers)
    expect(answer.status).toBe(403)
    expect(reached(answer)).toBe(false)
  })

  it('with the right token of our own page it gets through', async () => {
    expect(reached(await site.post('/settings/password', FIELDS))).toBe(true)
  })
})

it('pages of other sites can link here, and load nothing', async () => {
  const linked = {
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
  }
  // The browser keeps the cookie to itself (SameSite=Strict); the page it gets asks once more, from here.
  const page = await ask(site.url, '/settings?a=1', { headers: linked })
  expect(page.status).toBe(200)
  expect(page.body).toContain('<meta http-equiv="refresh" content="0; url=/settings?a=1" />')
  for (const asked of [
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' },
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    { 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' },
  ]) {
    expect((await ask(site.url, '/settings', { headers: asked })).status).toBe(403)
    expect((await ask(site.url, '/health', { headers: asked })).status).toBe(403)
  }
})

it('a link to an address that leads elsewhere is not followed', async () => {
  const headers = {
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Dest': 'document',
  }
  const { body, status, headers: given } = await ask(site.url, '//evil.example/', { headers })
  expect(status).toBe(303)
  expect(given['location']).toBe('/login')
  expect(body).not.toContain('evil')
})

describe('what was typed stays where it was typed', () => {
  it.each([
    ['refused by the act', 401, FIELDS],
    ['not the same twice', 400, { ...FIELDS, again: 'typed-secret-33' }],
    ['too weak', 400, { ...FIELDS, next: 'weak-7x', again: 'weak-7x' }],
  ])('%s', async (_, status, fields) => {
    const answer = await site.post('/settings/password', fields)
    expect(answer.status).toBe(status)
    expect(await answer.text()).not.toMatch(/wrong-password-1|typed-secret|weak-7x/)
  })

  it('nor is it in the log or the audit log', async () => {
    const { stdout } = await site.product.cli(['audit', 'tail', '-n', '500'])
    expect(`${stdout.toString()}${site.web.log()}`).not.toMatch(/wrong-password-1|typed-secret|weak-7x/)
  })
})

describe('what is no form', () => {
  it('larger than a mebibyte: 413, before it is read', async () => {
    const answer = await site.post('/settings/password', { next: 'x'.repeat(1_100_000) })
    expect(answer.status).toBe(413)
    expect(answer.headers.get('x-vultrino-error')).toBe('payload_too_large')
  })

  it('by whom nobody knows, and larger than a sign-in form: 413, recorded', async () => {
    const answer = await site.browser.postAsIs('/login', { username: 'x'.repeat(20_000) })
    expect(answer.status).toBe(413)
    expect((await refusals()).at(-1)).toMatch(/ WEB .*method=POST .*decision=deny error=payload_too_large/)
  })

  it('of unknown length and larger: 413', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < 20; at++) controller.enqueue(new Uint8Array(100_000).fill(97))
        controller.close()
      },
    })
    const asked = { method: 'POST', body, duplex: 'half', headers: { 'Content-Type': 'text/plain' } }
    const answer = await fetch(`${site.url}/login`, asked as RequestInit)
    expect(answer.status).toBe(413)
    await answer.text()
  })

  it('of another type, or with too many fields: 400', async () => {
    const { url, browser } = site
    const json = {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json', Origin: url },
    }
    expect((await browser.send('/login', json)).status).toBe(400)
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, 'x']))
    expect((await site.post('/settings/password', many)).status).toBe(400)
  })
})
