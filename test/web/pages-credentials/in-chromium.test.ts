import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { signedIn, type SignedIn } from '../support/signed-in.ts'
import { faultsOf } from '../walk/axe.ts'

let ui: SignedIn
let browser: Browser | undefined
beforeAll(async () => {
  ui = await signedIn()
  if (chromium.present) browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await ui.close()
})

/** A signed-in page, and what the browser said was wrong: refused scripts and styles, errors of ours. */
async function visitor(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  if (browser === undefined) throw new Error('there is no browser')
  const context = await browser.newContext({ baseURL: ui.url, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text())
  })
  await page.goto('/login')
  await page.fill('[name=username]', 'admin')
  await page.fill('[name=password]', 'admin-password-1')
  await page.click('main button')
  await page.waitForURL(`${ui.url}/`)
  return { page, complaints }
}

itWith(
  chromium,
  'with the script: the list is filtered as one types, times are local, deleting asks in a dialog',
  async () => {
    for (const alias of ['alpha', 'beta', 'gamma'])
      await ui.post('/credentials/new', {
        type: 'api_key',
        alias,
        key: 'a-key-of-some-length',
        hosts: 'a.example.com',
      })
    const { page, complaints } = await visitor({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' })
    await page.goto('/credentials')
    const shown = await page.locator('time').first().textContent()
    expect(shown).not.toContain('UTC')
    expect(await page.locator('time').first().getAttribute('title')).toMatch(/ago|now/)
    await page.keyboard.press('/')
    await page.keyboard.type('bet')
    await page.locator('a.alias', { hasText: 'alpha' }).waitFor({ state: 'detached' })
    expect(await page.locator('a.alias').allTextContents()).toEqual(['beta'])
    await page.waitForURL('**/credentials?q=bet&show=all')
    expect(await page.locator('[data-status]').textContent()).toBe('1–1 of 1')
    await page.reload()
    expect(await page.locator('a.alias').allTextContents()).toEqual(['beta'])
    await page.goto('/credentials/beta')
    await page.getByText('Delete', { exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete beta?' })
    await dialog.waitFor()
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Delete', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Delete', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Delete credential' }).click()
    await page.getByText('The credential is deleted.').waitFor()
    expect(complaints).toEqual([])
  },
  60_000,
)

itWith(
  chromium,
  'the first key press leads past the navigation',
  async () => {
    const { page } = await visitor({})
    await page.goto('/credentials')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('New credential')
    expect(await page.locator('nav [aria-current=page]').textContent()).toBe('Credentials')
  },
  60_000,
)
