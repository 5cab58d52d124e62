import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { signedIn, type SignedIn } from '../support/signed-in.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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

/** Nothing that axe finds, and nothing wider than the screen. */
async function check(page: Page): Promise<void> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
}

/** Every page and form of credentials, from the first to the last. */
async function walk(page: Page, alias: string, look: () => Promise<void>): Promise<void> {
  const go = async (path: string): Promise<void> => {
    await page.goto(path)
    await look()
  }
  const press = async (text: string): Promise<void> => {
    await page.getByRole('button', { name: text, exact: true }).click()
    await page.waitForLoadState()
  }
  await go('/')
  await go('/last-day')
  await go('/health-report')
  await go('/credentials')
  await go('/credentials/new?type=basic_auth')
  await go('/credentials/new')
  await page.fill('[name=alias]', alias)
  await page.fill('[name=key]', 'a-key-of-some-length')
  await page.fill('[name=hosts]', 'https://h.example.com/with/a/path')
  await press('Store credential')
  expect(await page.locator('.field-error').count()).toBe(1)
  expect(await page.inputValue('[name=key]')).toBe('')
  expect(await page.inputValue('[name=alias]')).toBe(alias)
  await look()
  await page.fill('[name=key]', 'short')
  await page.fill('[name=hosts]', 'h.example.com')
  await page.getByLabel('Another header or prefix').check()
  await page.fill('[name=header_name]', 'X-Key')
  await press('Store credential')
  expect(new URL(page.url()).pathname).toBe(`/credentials/${alias}`)
  await look()
  await page.fill('[name=hosts]', 'http://127.0.0.1:9000')
  await press('Add hosts')
  await page.getByRole('button', { name: 'Remove https://h.example.com' }).click()
  await page.waitForLoadState()
  expect(await page.locator('.origin').allTextContents()).toEqual(['http://127.0.0.1:9000'])
  await go(`/credentials/${alias}/edit`)
  await page.fill('[name=description]', '<img src=x onerror=alert(1)>')
  await press('Save')
  await look()
  expect(await page.getByText('<img src=x onerror=alert(1)>').count()).toBe(1)
  await go(`/credentials/${alias}/secret`)
  await page.fill('[name=key]', 'another-key-of-length')
  await press('Replace secret')
  await go('/credentials')
  await page.getByRole('link', { name: `Delete ${alias}` }).click()
  await look()
  await press('Delete credential')
  expect(new URL(page.url()).pathname).toBe('/credentials')
  await page.getByText('The credential is deleted.').waitFor()
}

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1440, height: 900 } }],
  ['light-narrow', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ['dark-narrow', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
]
for (const [name, options] of LOOKS) {
  itWith(
    chromium,
    `every page and form, and axe finds nothing: ${name}`,
    async () => {
      const { page, complaints } = await visitor(options)
      await walk(page, name, () => check(page))
      expect(complaints).toEqual([])
    },
    120_000,
  )
}

itWith(
  chromium,
  'every form works without the script',
  async () => {
    const { page } = await visitor({ javaScriptEnabled: false })
    await walk(page, 'no-script', () => Promise.resolve())
  },
  60_000,
)

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
    await check(page)
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
