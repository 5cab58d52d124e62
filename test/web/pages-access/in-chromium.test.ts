import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { bothDoors, type BothDoors } from './both-doors.ts'

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
