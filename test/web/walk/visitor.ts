import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { routeOf } from './paths.ts'

/** Somebody signed in, in a browser of their own. */
export interface Visitor {
  readonly page: Page
  /** Whether pages may run scripts. */
  readonly scripts: boolean
  /** The routes that answered so far. */
  readonly routes: ReadonlySet<string>
  /** What the browser said was wrong: refused scripts and styles, errors of ours, anything asked of elsewhere. */
  readonly complaints: readonly string[]
  readonly go: (path: string) => Promise<void>
  /** Presses a button by its words and waits for what comes of it. */
  readonly press: (name: string) => Promise<void>
}

export async function visit(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const page = await (await browser.newContext({ baseURL, ...options })).newPage()
  page.setDefaultTimeout(10_000)
  const routes = new Set<string>()
  const complaints: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin !== baseURL) complaints.push(`asks ${origin}`)
    const name = routeOf(request.method(), pathname)
    if (name !== undefined) routes.add(name)
  })
  page.on('download', (download) => {
    const name = routeOf('GET', new URL(download.url()).pathname)
    if (name !== undefined) routes.add(name)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text())
  })
  const visitor: Visitor = {
    page,
    scripts: options.javaScriptEnabled !== false,
    routes,
    complaints,
    go: async (path) => {
      await page.goto(path)
    },
    press: async (name) => {
      await page.locator('main, dialog').getByRole('button', { name, exact: true }).click()
      await page.waitForLoadState()
    },
  }
  await signIn(visitor)
  return visitor
}

export async function signIn({ page, press }: Visitor, password = 'admin-password-1'): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Username').fill('admin')
  await page.getByLabel('Password').fill(password)
  await press('Sign in')
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
}
