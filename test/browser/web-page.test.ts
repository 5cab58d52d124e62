import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { startDemoUpstream, type DemoUpstream } from '../../src/surfaces/cli/quickstart/demo-upstream.node.ts'
import { chromium, openBrowser } from '../support/chromium.ts'
import { itWith } from '../support/outside-tool.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'

const TOKEN = 'browser-token-0123456789'
/** A name that its owner points at this machine (DNS rebinding). */
const REBOUND = 'rebound.example'

let product: Product
let server: RunningServer
let target: DemoUpstream
let hostile: Server
let hostileUrl: string
let browser: Browser | undefined

beforeAll(async () => {
  target = await startDemoUpstream(TOKEN)
  product = await initialised()
  await product.cli(['add', '--alias', 'mine', '--key', '-', '--host', target.origin], TOKEN)
  server = await product.serve()
  hostile = createServer((_, res) => res.setHeader('Content-Type', 'text/html').end('<p>hostile page</p>'))
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve))
  hostileUrl = `http://127.0.0.1:${String((hostile.address() as AddressInfo).port)}/`
  if (chromium.present) browser = await openBrowser([REBOUND])
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
  hostile.close()
  hostile.closeAllConnections()
  target.close()
  product.remove()
})

async function pageAt(url: string): Promise<Page> {
  if (browser === undefined) throw new Error('no browser')
  const page = await browser.newPage()
  await page.goto(url)
  return page
}

/** What a script of the hostile page can try; each says what it could read, or how it failed. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  'a fetch with the credential header': `fetch(proxy + '/' + target, { headers: { 'X-Vultrino-Credential': 'mine' } }).then((r) => r.text())`,
  'a fetch without CORS': `fetch(proxy + '/' + target, { mode: 'no-cors', headers: { 'X-Vultrino-Credential': 'mine' } }).then((r) => r.text())`,
  'a simple POST to the execute endpoint': `fetch(proxy + '/v1/execute', { method: 'POST', mode: 'no-cors', body: JSON.stringify({ credential: 'mine', action: 'http.request', params: { method: 'GET', url: target } }) }).then((r) => r.text())`,
  'a POST of JSON to the execute endpoint': `fetch(proxy + '/v1/execute', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ credential: 'mine', action: 'http.request', params: { method: 'GET', url: target } }) }).then((r) => r.text())`,
  'the list of credentials': `fetch(proxy + '/v1/credentials').then((r) => r.text())`,
  'the API description': `fetch(proxy + '/openapi.json').then((r) => r.text())`,
  'a beacon': `Promise.resolve(String(navigator.sendBeacon(proxy + '/v1/execute', JSON.stringify({ credential: 'mine', method: 'GET', url: target }))))`,
  'a script element': `new Promise((resolve) => { const s = document.createElement('script'); s.src = proxy + '/v1/credentials'; s.onload = () => resolve('loaded: mine'); s.onerror = () => resolve('failed'); document.head.append(s) })`,
  'an image': `new Promise((resolve) => { const i = new Image(); i.src = proxy + '/' + target; i.onload = () => resolve('loaded: mine'); i.onerror = () => resolve('failed') })`,
  'a frame': `new Promise((resolve) => { const f = document.createElement('iframe'); f.src = proxy + '/v1/credentials'; f.onload = () => { try { resolve(f.contentDocument.body.textContent) } catch { resolve('failed') } }; document.body.append(f) })`,
  'an event source': `new Promise((resolve) => { const e = new EventSource(proxy + '/v1/credentials'); e.onerror = () => { e.close(); resolve('failed') }; e.onmessage = (m) => resolve(m.data) })`,
  'a WebSocket': `new Promise((resolve) => { const w = new WebSocket(proxy.replace('http', 'ws') + '/' + target); w.onerror = () => resolve('failed'); w.onopen = () => resolve('open: mine') })`,
}

for (const [name, script] of Object.entries(ATTEMPTS)) {
  itWith(chromium, `a web page on another port can neither read nor cause anything by ${name}`, async () => {
    const page = await pageAt(hostileUrl)
    const before = target.seen.length
    const setting = `const proxy = ${JSON.stringify(server.url)}; const target = ${JSON.stringify(`${target.origin}/me`)};`
    const read = await page.evaluate<string>(
      `(() => { ${setting} return ${script}.catch((e) => 'failed: ' + e.name) })()`,
    )
    expect(read).not.toContain('mine')
    expect(read).not.toContain(TOKEN)
    expect(read).not.toContain('openapi')
    await page.waitForTimeout(200)
    expect(target.seen.slice(before)).toEqual([])
    await page.close()
  })
}

itWith(chromium, 'a form that a web page submits causes no call', async () => {
  const page = await pageAt(hostileUrl)
  const action = `${server.url}/v1/execute`
  const field = `{"credential":"mine","action":"http.request","params":{"method":"GET","url":"${target.origin}/me","headers":{"a":"`
  await page.setContent(
    `<form method=post enctype=text/plain action="${action}"><input name='${field}' value='"}}}'><button>go</button></form>`,
  )
  const [answer] = await Promise.all([page.waitForResponse(action), page.click('button')])
  expect(answer.status()).toBe(403)
  expect(await answer.json()).toMatchObject({ error: 'access_denied' })
  expect(target.seen).toEqual([])
  await page.close()
})

itWith(chromium, 'a page whose name was rebound to this machine is refused', async () => {
  const page = await pageAt('about:blank')
  const { port } = new URL(server.url)
  for (const path of ['/v1/credentials', `/${target.origin}/me`, '/health']) {
    const answer = await page.goto(`http://${REBOUND}:${port}${path}`)
    expect(answer?.status()).toBe(403)
    expect(await answer?.json()).toMatchObject({ error: 'access_denied' })
  }
  expect(target.seen).toEqual([])
  await page.close()
})

itWith(chromium, 'the same calls from a program go through, so there was something to steal', async () => {
  const proxied = await fetch(`${server.url}/${target.origin}/me`, {
    headers: { 'X-Vultrino-Credential': 'mine' },
  })
  expect(proxied.status).toBe(200)
  const listed = await fetch(`${server.url}/v1/credentials`)
  expect(await listed.text()).toContain('mine')
  expect(target.seen).toHaveLength(1)
})
