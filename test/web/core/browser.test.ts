import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'

/** A name of another site, and one that its owner points at this machine (DNS rebinding). */
const ELSEWHERE = 'elsewhere.example'

let product: Product
let web: RunningServer
let hostile: Server
let port: string
let browser: Browser | undefined

beforeAll(async () => {
  product = await initialised()
  web = await product.web()
  hostile = createServer((_, res) => res.setHeader('Content-Type', 'text/html').end('<p>another page</p>'))
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve))
  port = String((hostile.address() as AddressInfo).port)
  if (chromium.present) browser = await openBrowser([ELSEWHERE])
})
afterAll(async () => {
  await browser?.close()
  await web.stop()
  hostile.close()
  hostile.closeAllConnections()
  product.remove()
})

/** A browser of its own in which somebody is signed in; `scripts`: whether pages may run any. */
async function signedIn(scripts = true): Promise<Page> {
  if (browser === undefined) throw new Error('no browser')
  const page = await (await browser.newContext({ javaScriptEnabled: scripts })).newPage()
  await page.goto(`${web.url}/settings`)
  await page.getByLabel('Username').fill('admin')
  await page.getByLabel('Password').fill('admin-password-1')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${web.url}/settings`)
  return page
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with' : 'without'
  itWith(chromium, `one signs in where one wanted to go, and out again, ${how} scripts`, async () => {
    const page = await signedIn(scripts)
    expect(await page.getByRole('heading', { name: 'Settings' }).count()).toBe(1)
    await page.locator('#sessions').getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL(`${web.url}/login`)
    expect(await page.getByText('You are signed out.').count()).toBe(1)
    await page.goto(`${web.url}/settings`)
    expect(page.url()).toBe(`${web.url}/login?next=%2Fsettings`)
    await page.context().close()
  })
}

itWith(chromium, 'scripts cannot see the session', async () => {
  const page = await signedIn()
  expect(await page.evaluate<string>('document.cookie')).toBe('')
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'vultrino_session')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  await page.context().close()
})

for (const from of [`http://${ELSEWHERE}`, 'http://127.0.0.1']) {
  itWith(chromium, `a page at ${from} and another port can link here`, async () => {
    const page = await signedIn()
    await page.goto(`${from}:${port}/`)
    await page.setContent(`<a href="${web.url}/settings">there</a>`)
    await page.click('a')
    await page.waitForURL(`${web.url}/settings`)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.context().close()
  })

  itWith(chromium, `a page at ${from} and another port can send no form`, async () => {
    const page = await signedIn()
    await page.goto(`${from}:${port}/`)
    const action = `${web.url}/settings/sign-out-everywhere`
    await page.setContent(`<form method=post action="${action}"><button>go</button></form>`)
    const [answer] = await Promise.all([page.waitForResponse(action), page.click('button')])
    expect(answer.status()).toBe(403)
    await page.goto(`${web.url}/settings`)
    expect(page.url()).toBe(`${web.url}/settings`)
    await page.context().close()
  })

  itWith(chromium, `a page at ${from} and another port can neither frame nor read ours`, async () => {
    const page = await signedIn()
    await page.goto(`${from}:${port}/`)
    await page.setContent(`<iframe src="${web.url}/settings"></iframe>`)
    const frame = page.frames().at(1)
    await page.waitForTimeout(300)
    expect((await frame?.content().catch(() => '')) ?? '').not.toContain('Change password')
    const read = `fetch('${web.url}/settings', { credentials: 'include' }).then((r) => r.text(), (e) => e.name)`
    expect(await page.evaluate<string>(read)).toBe('TypeError')
    await page.context().close()
  })
}

itWith(chromium, 'under a name that was pointed at this machine there is nothing', async () => {
  const page = await signedIn()
  for (const path of ['/login', '/health', '/settings']) {
    const answer = await page.goto(`http://${ELSEWHERE}:${new URL(web.url).port}${path}`)
    expect(answer?.status()).toBe(403)
  }
  await page.context().close()
})

itWith(chromium, 'a new password ends the sessions of other browsers', async () => {
  const other = await signedIn()
  const page = await signedIn()
  await page.getByLabel('Present password').fill('admin-password-1')
  await page.getByLabel('New password', { exact: true }).fill('admin-password-2')
  await page.getByLabel('New password again').fill('admin-password-2')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('The password is changed.').waitFor()
  expect(await page.getByText('this one').count()).toBe(1)
  await other.reload()
  expect(other.url()).toContain('/login')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByText('You are signed out, here and everywhere else.').waitFor()
  await page.context().close()
  await other.context().close()
})
