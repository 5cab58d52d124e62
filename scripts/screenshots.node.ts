/**
 * Writes the pictures in docs/images: a few pages of the web UI over a made-up installation, light and dark, wide and
 * narrow. `node scripts/screenshots.node.ts [FOLDER]`; needs Chromium (`CHROMIUM_PATH`).
 */
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from '../test/support/chromium.ts'
import { demoInstallation } from './demo-installation.node.ts'

const MOST_BYTES = 150 * 1024

const PICTURES = [
  { name: 'dashboard-light', path: '/', scheme: 'light', width: 1440, height: 900 },
  { name: 'credential-dark', path: '/credentials/github-api', scheme: 'dark', width: 1440, height: 900 },
  { name: 'audit-light', path: '/audit', scheme: 'light', width: 1440, height: 900 },
  { name: 'credentials-narrow', path: '/credentials', scheme: 'light', width: 360, height: 740 },
  { name: 'dashboard-narrow-dark', path: '/', scheme: 'dark', width: 360, height: 740 },
] as const

const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/images', import.meta.url))
mkdirSync(folder, { recursive: true })
const demo = await demoInstallation()
const browser = await openBrowser()
try {
  const page = await (await browser.newContext({ baseURL: demo.doors.webUrl, locale: 'en-GB' })).newPage()
  await signIn(page)
  for (const { name, path, scheme, width, height } of PICTURES) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.goto(path, { waitUntil: 'networkidle' })
    const file = join(folder, `${name}.png`)
    await page.screenshot({ path: file })
    const { size } = statSync(file)
    process.stdout.write(`${file} ${(size / 1024).toFixed(0)} KiB\n`)
    if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES / 1024} KiB`)
  }
} finally {
  await browser.close()
  await demo.close()
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Username').fill('admin')
  await page.getByLabel('Password').fill('admin-password-1')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
}
