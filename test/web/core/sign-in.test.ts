import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'
import { Browser, csrfIn, signIn } from '../support/browser.ts'

let product: Product
let web: RunningServer

beforeAll(async () => {
  product = await initialised()
  web = await product.web()
})
afterAll(async () => {
  await web.stop()
  product.remove()
})

const audited = async (action: string): Promise<string[]> => {
  const { stdout } = await product.cli(['audit', 'tail', '-n', '200'])
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line.includes(` ${action} `))
}

describe('signing in', () => {
  it('leads to the dashboard, is recorded, and signing out ends it', async () => {
    const browser = new Browser(web.url)
    const answer = await signIn(browser)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
    const token = browser.cookies.get('vultrino_session')
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect((await browser.get('/settings')).status).toBe(200)
    expect((await audited('session.open')).at(-1)).toMatch(
      / WEB .* ip=127\.0\.0\.1 decision=allow .*principal=owner/,
    )

    const csrf = csrfIn(await (await browser.get('/settings')).text())
    const out = await browser.postAsIs('/logout', { csrf })
    expect(out.headers.get('location')).toBe('/login')
    expect(browser.cookies.has('vultrino_session')).toBe(false)
    expect(await (await browser.get('/login')).text()).toContain('You are signed out.')
    // Said once.
    expect(await (await browser.get('/login')).text()).not.toContain('You are signed out.')
    browser.cookies.set('vultrino_session', token ?? '')
    expect((await browser.get('/settings')).status).toBe(303)
    expect(await audited('session.close')).toHaveLength(1)
  })

  it('says the same of a wrong name and a wrong password, and gives no session', async () => {
    const wrong = async (with_: { username?: string; password?: string }): Promise<string> => {
      const browser = new Browser(web.url)
      const answer = await signIn(browser, with_)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('x-vultrino-error')).toBe('unauthorized')
      expect(browser.cookies.has('vultrino_session')).toBe(false)
      return (await answer.text()).replace(/value="[0-9a-f]{64}"/, '')
    }
    const name = await wrong({ username: 'somebody' })
    expect(name).toContain('Invalid credentials')
    expect(await wrong({ password: 'not-the-password' })).toBe(name)
    const refused = (await audited('session.open')).filter((line) => line.includes('decision=deny'))
    expect(refused).toHaveLength(2)
    for (const line of refused)
      expect(line).toMatch(/ key=- .*decision=deny error=unauthorized principal=none/)
  })

  it('gives back nothing that was typed', async () => {
    const browser = new Browser(web.url)
    const answer = await signIn(browser, { username: 'typed-name-7', password: 'typed-password-7' })
    const page = await answer.text()
    expect(page).toContain('Invalid credentials')
    expect(page).not.toMatch(/typed-/)
    const { stdout } = await product.cli(['audit', 'tail', '-n', '200'])
    expect(stdout.toString()).not.toMatch(/typed-/)
    expect(web.log()).not.toMatch(/typed-/)
  })

  it('leads back to where one wanted to go, within this site', async () => {
    const browser = new Browser(web.url)
    const turned = await browser.get('/audit?decision=deny')
    expect(turned.headers.get('location')).toBe('/login?next=%2Faudit%3Fdecision%3Ddeny')
    expect((await signIn(browser, { next: '/audit?decision=deny' })).headers.get('location')).toBe(
      '/audit?decision=deny',
    )
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '/\t/evil.example',
      'x',
    ]) {
      expect((await signIn(new Browser(web.url), { next })).headers.get('location')).toBe('/')
    }
  })
})

describe('nobody can choose the session of another (fixation)', () => {
  it('a token the browser came with is not taken over', async () => {
    const browser = new Browser(web.url)
    browser.cookies.set('vultrino_session', 'A'.repeat(43))
    expect((await signIn(browser)).status).toBe(303)
    expect(browser.cookies.get('vultrino_session')).not.toBe('A'.repeat(43))
    const planted = new Browser(web.url)
    planted.cookies.set('vultrino_session', 'A'.repeat(43))
    expect((await planted.get('/settings')).status).toBe(303)
  })

  it('signing in again gives a new token, and the one from before is over', async () => {
    const browser = new Browser(web.url)
    await signIn(browser)
    const before = browser.cookies.get('vultrino_session') ?? ''
    const login = new Browser(web.url)
    const csrf = csrfIn(await (await login.get('/login')).text())
    for (const [name, value] of login.cookies) browser.cookies.set(name, value)
    const again = await browser.postAsIs('/login', { csrf, username: 'admin', password: 'admin-password-1' })
    expect(again.status).toBe(303)
    expect(browser.cookies.get('vultrino_session')).not.toBe(before)
    const old = new Browser(web.url)
    old.cookies.set('vultrino_session', before)
    expect((await old.get('/settings')).status).toBe(303)
    expect((await browser.get('/settings')).status).toBe(200)
  })

  it.each([
    ['no token', () => ''],
    ['a wrong one', () => '0'.repeat(64)],
    ['that of another sign-in page', (other: string) => other],
  ])('a sign-in form with %s is refused, whatever it holds', async (_, token) => {
    const other = csrfIn(await (await new Browser(web.url).get('/login')).text())
    const browser = new Browser(web.url)
    await browser.get('/login')
    const fields = { csrf: token(other), username: 'admin', password: 'admin-password-1' }
    const answer = await browser.postAsIs('/login', fields)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-vultrino-error')).toBe('access_denied')
    expect(browser.cookies.has('vultrino_session')).toBe(false)
  })

  it('a cookie that another port of this host added neither signs anybody in nor out', async () => {
    const browser = new Browser(web.url)
    const { cookies } = browser
    const page = await browser.get('/login')
    const own = cookies.get('vultrino_login') ?? ''
    const tossed = { Cookie: `vultrino_login=${'a'.repeat(64)}; vultrino_login=${own}` }
    const fields = { csrf: csrfIn(await page.text()), username: 'admin', password: 'admin-password-1' }
    expect((await browser.postAsIs('/login', fields, tossed)).status).toBe(303)

    const get = async (cookie: string): Promise<number> =>
      (await new Browser(web.url).get('/settings', { Cookie: cookie })).status
    const [session, added] = [cookies.get('vultrino_session') ?? '', 'B'.repeat(43)]
    expect(await get(`vultrino_session=${added}; vultrino_session=${session}`)).toBe(200)
    expect(await get(`vultrino_session=${session}; vultrino_session=${added}`)).toBe(200)
    expect(await get(`vultrino_session=${added}; vultrino_session=; vultrino_session=${added}`)).toBe(303)
    // However many: ours is for the shortest path, and comes last.
    const many = Array.from({ length: 100 }, () => `vultrino_session=${added}`).join('; ')
    expect(await get(`${many}; vultrino_session=${session}`)).toBe(200)
  })
})
