import type { Server } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedIn, type SignedIn } from '../support/signed-in.ts'
import { HOSTILE, openTarget, SECRET, use } from './use.ts'

let web: SignedIn
let target: { readonly origin: string; readonly server: Server }

beforeAll(async () => {
  target = await openTarget()
  web = await signedIn((product) => use(product, target.origin))
}, 60_000)
afterAll(async () => {
  await web.close()
  target.server.close()
})

const page = async (path: string): Promise<string> => {
  const response = await web.get(path)
  expect([path, response.status]).toEqual([path, 200])
  return response.text()
}
const sequences = (text: string): number[] =>
  [...text.matchAll(/data-sequence="(\d+)"/g)].map(([, one]) => Number(one))
const linkOf = (text: string, rel: 'next' | 'prev'): string => {
  const [, href = ''] = new RegExp(`href="([^"]+)" rel="${rel}"`).exec(text) ?? []
  return href.replaceAll('&amp;', '&')
}

describe('the list', () => {
  it('shows 50, newest first, and older ones page by page, none twice and none left out', async () => {
    const all: number[] = []
    let path = '/audit'
    for (let pages = 0; path !== '' && pages < 10; pages++) {
      const text = await page(path)
      const here = sequences(text)
      expect(here.length).toBeLessThanOrEqual(50)
      all.push(...here)
      path = linkOf(text, 'next')
      if (path === '') expect(linkOf(text, 'prev')).toBe('/audit')
    }
    expect(all).toEqual([...new Set(all)].sort((a, b) => b - a))
    const { stdout } = await web.product.cli(['audit', 'export'])
    expect(all).toHaveLength(stdout.toString().trim().split('\n').length)
  })

  it.each([
    ['credential=stripe-live', 'stripe-live', 'github-api'],
    ['key=claude-key&decision=deny', 'refused', '>allowed<'],
    ['error=policy_denied', 'DELETE', '>GET<'],
    ['action=role.*', 'role.create', '>GET<'],
    ['surface=web', 'session', '/repos/'],
    ['host=127.0.0.1&until=2020-01-01', 'Nothing like this', 'data-sequence="1'],
  ])('%s finds what it says', async (query, there, absent) => {
    const text = await page(`/audit?${query}`)
    const rows = /<tbody[^]*<\/tbody>/.exec(text)?.[0] ?? ''
    expect(text).toContain(there)
    expect(rows).not.toContain(absent)
    // The form and the downloads keep the filter.
    expect(text).toContain(`/audit/export?${query.replaceAll('&', '&amp;')}`)
  })

  it('says where new records are not shown', async () => {
    expect(await page('/audit?credential=github-api')).toContain('data-live=')
    for (const query of ['until=2020-01-01', 'before=3']) {
      const text = await page(`/audit?${query}`)
      expect(text).not.toContain('data-live=')
      expect(text).toContain('>New records ')
    }
  })

  it('keeps addresses short, and keys out of them', async () => {
    const token = `vk_${'a1b2c3d4'.repeat(4)}`
    const response = await web.get(`/audit?credential=&key=${token}&role=ai-agent`)
    expect(response.status).toBe(303)
    expect(response.headers.get('Location')).toBe('/audit?key=vk_a1b2c3d4&role=ai-agent')
  })

  it('says which field of a filter cannot be read', async () => {
    const response = await web.get('/audit?since=yesterday&decision=maybe&surface=window')
    const text = await response.text()
    expect(response.status).toBe(422)
    for (const name of ['since', 'decision', 'surface']) expect(text).toContain(`href="#field-${name}"`)
    expect((await web.get('/audit?before=x')).status).toBe(400)
  })
})

it('one record has all there is of it', async () => {
  const [first = 0] = sequences(await page('/audit?error=policy_denied'))
  const text = await page(`/audit/${first}`)
  for (const part of [
    'policy_denied',
    'readonly&lt;b&gt;',
    'default_action',
    'claude-key',
    'ai-agent',
    '127.0.0.1',
    'DELETE',
  ])
    expect(text).toContain(part)
  const [, id = ''] = /request=([\w-]+)"/.exec(text) ?? []
  expect(sequences(await page(`/audit?request=${id}`))).toEqual([first])
  for (const path of ['/audit/0', '/audit/99999999', '/audit/1x', '/audit/-1'])
    expect([path, (await web.get(path)).status]).toEqual([path, 404])
})

it('nothing of a caller’s becomes markup, and no secret is in a page', async () => {
  const paths = ['/audit', '/audit?decision=deny', `/audit?credential=${encodeURIComponent(HOSTILE)}`]
  const list = await page('/audit')
  const all = [...sequences(list), ...sequences(await page(linkOf(list, 'next')))]
  for (const path of [
    ...paths,
    ...all.slice(0, 20).map((one) => `/audit/${one}`),
    '/policies',
    '/policies/warnings',
  ]) {
    const text = await page(path)
    expect(text).not.toMatch(/<img|<script>|<SCRIPT>|onerror=alert\(1\)>|<i>reading|readonly<b>/)
    expect(text).not.toContain(SECRET)
  }
  expect(list).toContain('%3Cscript%3E')
})

describe('downloads', () => {
  it.each([
    ['jsonl', 'application/x-ndjson'],
    ['csv', 'text/csv; charset=utf-8'],
  ])('%s: what the filter finds, as the command line gives it', async (format, type) => {
    const response = await web.get(`/audit/export?decision=deny&format=${format}`)
    expect(response.headers.get('Content-Type')).toBe(type)
    expect(response.headers.get('Content-Disposition')).toMatch(
      new RegExp(`^attachment; filename="vultrino-audit-\\d{4}-\\d\\d-\\d\\d\\.${format}"$`),
    )
    const { stdout } = await web.product.cli(['audit', 'export', '--format', format, '--decision', 'deny'])
    expect(await response.text()).toBe(stdout.toString())
  })

  it('what cannot be asked for is said on the page of the filter', async () => {
    expect((await web.get('/audit/export?format=xml')).status).toBe(400)
    expect((await web.get('/audit/export?since=x')).headers.get('Location')).toBe('/audit?since=x')
  })
})

/** Events of a stream until one holds the text; then the stream is left. */
async function until(response: Response, wanted: string): Promise<string> {
  const body: ReadableStream<Uint8Array> = response.body ?? new ReadableStream()
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return text
    text += decoder.decode(value)
    if (text.includes(wanted) && text.endsWith('\n\n')) {
      await reader.cancel()
      return text
    }
  }
}

describe('following', () => {
  const position = async (): Promise<string> =>
    /data-live-after="(\d+)"/.exec(await page('/audit'))?.[1] ?? ''

  it('gives each new record once, as a row that is escaped', async () => {
    const from = await position()
    const response = await web.get(`/audit/follow?credential=github-api&after=${from}`)
    expect(response.headers.get('Content-Type')).toBe('text/event-stream')
    const url = `${target.origin}/live<b>?x=1`
    expect((await web.product.cli(['request', 'stripe-live', target.origin])).code).toBe(0)
    expect((await web.product.cli(['request', 'github-api', url.replace('<b>', '%3Cb%3E')])).code).toBe(0)
    const text = await until(response, '/live')
    const rows = [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)]
    expect(rows).toHaveLength(1)
    const row = JSON.parse(rows[0]?.[2] ?? '') as string
    expect(row).toMatch(/^<tr/)
    expect(row).toContain('github-api')
    expect(Number(rows[0]?.[1])).toBeGreaterThan(Number(from))
  })

  it('ends with the session', async () => {
    const other = await signInAgain()
    const response = await other.get(`/audit/follow?after=${await position()}`)
    const rest = until(response, 'never')
    await other.post('/logout')
    expect(await rest).not.toContain('never')
    expect((await other.get('/audit')).status).toBe(303)
  })

  it('takes no position that is none', async () => {
    expect((await web.get('/audit/follow?after=x')).status).toBe(400)
  })
})

interface Other {
  get(path: string): Promise<Response>
  post(path: string): Promise<Response>
}
async function signInAgain(): Promise<Other> {
  const { Browser, csrfIn, signIn } = await import('../support/browser.ts')
  const browser = new Browser(web.url)
  expect((await signIn(browser)).status).toBe(303)
  const csrf = csrfIn(await (await browser.get('/audit')).text())
  return { get: (path) => browser.get(path), post: (path) => browser.postAsIs(path, { csrf }) }
}

it('verify says that the log is whole, and once it is not, where', async () => {
  const whole = await (await web.post('/audit/verify')).text()
  expect(whole).toContain('The audit log is whole')
  expect((await web.browser.postAsIs('/audit/verify', {})).status).toBe(403)
  const state = new DatabaseSync(join(web.product.folder, 'data', 'state.db'))
  const change = "UPDATE audit_group SET events = replace(events, '/repos/7?', '/repos/8?')"
  const { changes } = state.prepare(`${change} WHERE events LIKE '%/repos/7?%'`).run()
  expect(Number(changes)).toBeGreaterThan(0)
  state.close()
  const broken = await (await web.post('/audit/verify')).text()
  expect(broken).toContain('The audit log was changed at row')
  expect(broken).toContain('row_changed')
})
