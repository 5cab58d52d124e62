import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { bothDoors, type BothDoors } from './both-doors.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const MANY = Array.from({ length: 22 }, (_, at) => `many-${String(at)}`)

let doors: BothDoors
let browser: Browser | undefined
beforeAll(async () => {
  doors = await bothDoors(['github-api', 'github-ci', ...MANY])
  if (chromium.present) browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await doors.close()
})

interface Visitor {
  readonly page: Page
  /** What the browser said was wrong: refused scripts and styles, errors of ours. */
  readonly complaints: string[]
}

async function visitor(options: BrowserContextOptions): Promise<Visitor> {
  if (browser === undefined) throw new Error('there is no browser')
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text())
  })
  await page.goto(`${doors.webUrl}/login?next=/roles`)
  await page.fill('[name=username]', 'admin')
  await page.fill('[name=password]', 'admin-password-1')
  await page.click('main button')
  await page.waitForURL('**/roles')
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

/** Every page and form of roles, keys and agents; `name` tells what is made from what another visit made. */
async function walk({ page }: Visitor, name: string, look: () => Promise<void>): Promise<void> {
  const go = async (path: string): Promise<void> => {
    await page.goto(`${doors.webUrl}${path}`)
    await look()
  }
  const press = async (text: string): Promise<void> => {
    await page.getByRole('button', { name: text, exact: true }).click()
    await page.waitForLoadState()
  }
  await go('/roles/new')
  await page.fill('[name=name]', name)
  await page.fill('[name=description]', '<img src=x onerror=alert(1)>')
  await page.fill('[name=scopes]', 'github-*\n[')
  await press('Create role')
  expect(await page.locator('.field-error').count()).toBe(1)
  await look()
  await page.fill('[name=scopes]', 'github-*\nnone-*')
  await press('Preview scopes')
  expect(await page.textContent('#coverage')).toContain('Covers 2 of 24 credentials.')
  await press('Create role')
  expect(page.url()).toBe(`${doors.webUrl}/roles/${name}`)
  await look()
  await go(`/roles/${name}/edit`)
  await press('Save role')
  await go(`/keys/new?role=${name}`)
  await page.fill('[name=name]', name)
  await press('Create key')
  expect(await page.textContent('#token')).toMatch(/^vk_[a-z0-9]{32}$/)
  await look()
  await page.getByText('I have saved it').click()
  await look()
  await go('/connect')
  await page.fill('[name=name]', `agent-${name}`)
  await press('Make key and settings')
  await look()
  await page.fill('[name=filter]', 'github')
  await press('Filter')
  await page.check('[value=github-api]')
  await press('Make key and settings')
  expect(await page.textContent('#settings-claude-desktop')).toContain('mcpServers')
  await look()
  await go('/keys')
  await press(`Revoke ${name}`)
  await page.getByText('The key is revoked.').waitFor()
  expect(await page.getByText(name, { exact: true }).count()).toBe(0)
  await go('/roles')
  await go(`/roles/${name}`)
  await page.locator('summary', { hasText: 'Delete role' }).click()
  await press('Delete role')
  expect(page.url()).toBe(`${doors.webUrl}/roles`)
}

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1440, height: 900 } }],
  ['dark-narrow', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
]
for (const [name, options] of LOOKS) {
  itWith(
    chromium,
    `every page and form, and axe finds nothing: ${name}`,
    async () => {
      const visit = await visitor(options)
      await walk(visit, name, () => check(visit.page))
      expect(visit.complaints).toEqual([])
    },
    120_000,
  )
}

itWith(
  chromium,
  'every form works without the script',
  async () => {
    const visit = await visitor({ javaScriptEnabled: false })
    await walk(visit, 'no-script', () => Promise.resolve())
  },
  60_000,
)

itWith(
  chromium,
  'with the script: what scopes cover shows while one types, the list is filtered, a key is copied',
  async () => {
    const { page, complaints } = await visitor({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.goto(`${doors.webUrl}/roles/new`)
    await page.locator('[name=scopes]').pressSequentially('github-c*')
    await page.getByText('Covers 1 of 24 credentials.').waitFor()
    await page.goto(`${doors.webUrl}/connect`)
    await page.check('[value=github-ci]')
    await page.locator('[name=filter]').pressSequentially('many-21')
    await page.locator('[value=many-20]').waitFor({ state: 'detached' })
    expect(await page.locator('[name=credential]').count()).toBe(2)
    expect(await page.isChecked('[value=github-ci]')).toBe(true)
    await page.fill('[name=name]', 'copied')
    await page.getByRole('button', { name: 'Make key and settings' }).click()
    await page.getByRole('button', { name: 'Copy API key' }).click()
    await page.getByText('Copied').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toBe(await page.textContent('#token'))
    expect(complaints).toEqual([])
  },
  60_000,
)
