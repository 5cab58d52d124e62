import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { chromium, openBrowser } from '../../support/chromium.ts'
import { itWith } from '../../support/outside-tool.ts'
import { bothDoors, type BothDoors } from '../pages-access/both-doors.ts'
import { faultsOf } from './axe.ts'
import { pathsOf, ROUTE_NAMES } from './paths.ts'
import { makeSamples } from './samples.ts'
import { signIn, visit, type Visitor } from './visitor.ts'
import { connectAgent, walkAccess } from './walk-access.ts'
import { walkAudit, walkPolicies, walkRest } from './walk-audit.ts'
import { deleteCredential, walkCredentials } from './walk-credentials.ts'

/** What only the script asks for; without it the same is done by a button of the form, or by loading the page again. */
const BY_SCRIPT = ['POST /roles/scopes', 'POST /connect/credentials', 'GET /audit/follow']
/** Enough of them for lists to have a filter. */
const MANY = 22

let doors: BothDoors
let target: Server
let browser: Browser | undefined
beforeAll(async () => {
  doors = await bothDoors()
  for (let at = 0; at < MANY; at++)
    await doors.post('/credentials/new', {
      type: 'api_key',
      alias: `many-${at}`,
      key: 'a-long-key-of-many',
      hosts: 'a.example.com',
    })
  target = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  if (chromium.present) browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  target.close()
  target.closeAllConnections()
  await doors.close()
})

async function walkAll(visitor: Visitor, name: string): Promise<void> {
  const origin = `http://127.0.0.1:${(target.address() as AddressInfo).port}`
  const alias = `${name}-api`
  await walkCredentials(visitor, alias, origin)
  await walkAccess(visitor, name, alias)
  const agent = `${name}-agent`
  const key = await connectAgent(visitor, agent, alias)
  await walkAudit(visitor, agent, () => use(key, alias, `${origin}/first`))
  await walkPolicies(visitor, alias, `${origin}/x`)
  await walkRest(visitor)
  await deleteCredential(visitor, alias)
  await walkSettings(visitor)
}

async function use(key: string, credential: string, url: string): Promise<void> {
  const answer = await fetch(`${doors.proxyUrl}/v1/execute`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ credential, action: 'http.request', params: { method: 'GET', url } }),
  })
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"status":200')])
}

async function walkSettings(visitor: Visitor): Promise<void> {
  const { page, go, press } = visitor
  const change = async (from: string, to: string): Promise<void> => {
    await go('/settings')
    await page.getByLabel('Present password').fill(from)
    await page.getByLabel('New password', { exact: true }).fill(to)
    await page.getByLabel('New password again').fill(to)
    await press('Change password')
    await page.getByText('The password is changed.').waitFor()
  }
  await change('admin-password-1', 'admin-password-2')
  await change('admin-password-2', 'admin-password-1')
  await press('Sign out')
  await page.getByText('You are signed out.').waitFor()
  await signIn(visitor)
  await go('/settings')
  await press('Sign out everywhere')
  await page.getByText('You are signed out, here and everywhere else.').waitFor()
}

for (const scripts of [true, false]) {
  itWith(
    chromium,
    `every page and form, ${scripts ? 'with' : 'without'} scripts`,
    async () => {
      if (browser === undefined) throw new Error('there is no browser')
      const visitor = await visit(browser, doors.webUrl, {
        javaScriptEnabled: scripts,
        acceptDownloads: true,
      })
      await walkAll(visitor, scripts ? 'scripted' : 'plain')
      const missing = ROUTE_NAMES.filter((name) => !visitor.routes.has(name))
      // A route that is new is to be walked here too.
      expect(missing).toEqual(scripts ? [] : BY_SCRIPT.toSorted())
      expect(visitor.complaints).toEqual([])
      await visitor.page.context().close()
    },
    60_000,
  )
}

/** No pages: a file and a stream. */
const NO_PAGES = new Set(['/audit/export', '/audit/follow'])
/** Pages beside those of the table: forms of other types, lists that find nothing, errors. */
const MORE = [
  '/credentials/new?type=basic_auth',
  '/credentials?q=none-is-called-so',
  '/audit?since=x',
  '/nowhere',
]

itWith(
  chromium,
  'axe finds nothing on any page, light or dark, wide or narrow',
  async () => {
    if (browser === undefined) throw new Error('there is no browser')
    const samples = await makeSamples(doors, 'the-secret-of-a-sample')
    const { page } = await visit(browser, doors.webUrl)
    const faults: string[] = []
    for (const path of [...pathsOf(samples), ...MORE].filter((one) => !NO_PAGES.has(one))) {
      await page.goto(path)
      faults.push(...(await faultsOf(page)))
    }
    await page.context().clearCookies()
    await page.goto('/login')
    faults.push(...(await faultsOf(page)))
    expect(faults).toEqual([])
    await page.context().close()
  },
  120_000,
)
