import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLeak } from '../../support/find-leak.ts'
import { bothDoors, keysIn, type BothDoors } from '../pages-access/both-doors.ts'
import { Browser, csrfIn, signIn } from '../support/browser.ts'
import { pathsOf } from './paths.ts'
import { makeSamples } from './samples.ts'

/** As secrets are: some are text with everything in it that markup, URLs and JSON escape. */
const secretOf = (kind: 'hex' | 'odd'): string =>
  kind === 'hex' ? randomBytes(20).toString('hex') : `${randomBytes(9).toString('base64')}<&>"'%/\\+=`

const NEW_PASSWORD = `pass-${randomBytes(12).toString('hex')}`
const SECRETS = {
  form: secretOf('odd'),
  cli: secretOf('hex'),
  basic: secretOf('hex'),
  replaced: secretOf('odd'),
}

let doors: BothDoors
let browser: Browser
/** All that may be in no answer, by what it is. */
const secrets = new Map<string, string>()
let paths: readonly string[]
let pages: readonly string[]

beforeAll(async () => {
  doors = await bothDoors()
  const { product, post, webUrl } = doors
  const run = async (args: readonly string[], input: string): Promise<void> => {
    const { code, stderr } = await product.cli(args, input)
    if (code !== 0) throw new Error(stderr)
  }
  await run(['add', '--alias', 'by-cli', '--key', '-', '--host', 'api.example.com'], SECRETS.cli)
  await run(
    [
      'add',
      '--alias',
      'basic-by-cli',
      '--type',
      'basic_auth',
      '--username',
      'u',
      '--password',
      '-',
      '--host',
      'api.example.com',
    ],
    SECRETS.basic,
  )
  const samples = await makeSamples(doors, SECRETS.form)
  await post('/credentials/sample/secret', { key: SECRETS.replaced })
  const made = await post('/keys/new', {
    creation: crypto.randomUUID(),
    name: 'second',
    role: 'sampler',
    expires: '7d',
    expires_on: '',
  })
  const [key = ''] = keysIn(made.text)
  for (const alias of ['sample', 'by-cli', 'basic-by-cli']) {
    const request = {
      credential: alias,
      action: 'http.request',
      params: { method: 'GET', url: 'https://elsewhere.example.com/' },
    }
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    await fetch(`${doors.proxyUrl}/v1/execute`, { method: 'POST', headers, body: JSON.stringify(request) })
  }
  browser = new Browser(webUrl)
  await signIn(browser)
  const before = browser.cookies.get('vultrino_session') ?? ''
  const csrf = csrfIn(await (await browser.get('/settings')).text())
  await browser.postAsIs('/settings/password', {
    csrf,
    present: 'admin-password-1',
    next: NEW_PASSWORD,
    again: NEW_PASSWORD,
  })
  const after = browser.cookies.get('vultrino_session') ?? ''
  for (const [what, secret] of Object.entries({
    ...SECRETS,
    key,
    'session before': before,
    'session now': after,
    'old password': 'admin-password-1',
    'new password': NEW_PASSWORD,
    'vault password': product.env['VULTRINO_PASSWORD'] ?? '',
  }))
    secrets.set(what, secret)
  // What happened already comes first; it is asked from the beginning.
  pages = pathsOf(samples).map((path) => (path === '/audit/follow' ? '/audit/follow?after=0' : path))
  paths = [...pages, ...more()]
}, 90_000)
afterAll(() => doors.close())

const more = (): readonly string[] => [
  ...['by-cli', 'basic-by-cli', 'unbound'].flatMap((alias) =>
    ['', '/edit', '/secret', '/delete'].map((page) => `/credentials/${alias}${page}`),
  ),
  ...[
    '/credentials/new?type=basic_auth',
    '/credentials?q=sample&show=weak',
    '/keys?q=second',
    '/connect?credential=sample',
  ],
  ...[
    '/audit/export?format=csv',
    '/audit/export?format=jsonl',
    '/audit?decision=deny',
    '/audit?key=second',
    '/login',
    '/health',
  ],
  // Errors: nothing there, a name that is none, a filter and a page that cannot be read, a method that is none.
  ...[
    '/nowhere',
    '/credentials/none',
    '/roles/none',
    '/keys/none',
    '/audit/0',
    '/audit?since=x',
    '/audit?before=x',
  ],
  ...[
    '/policies?page=99',
    '/docs/none',
    '/credentials/new?type=none',
    '/keys/x/revoke',
    '/logout',
    '/%',
    '/assets/none.css',
  ],
]

/** The addresses that pages name: files of ours, documents. */
function linksIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:href|src)="(\/(?:assets|llm|docs|api)[^"#?]*)"/g)].map(([, path = '']) => path)
}

/** The first of a stream that has no end. */
async function firstOf({ body }: Response): Promise<string> {
  const stream: ReadableStream<Uint8Array> = body ?? new ReadableStream()
  const reader = stream.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

/** Head and body of an answer. */
async function answerOf(path: string, headers: Record<string, string>): Promise<Buffer> {
  const response = await browser.get(path, headers)
  if (pages.includes(path)) expect([path, response.status]).toEqual([path, 200])
  const fields = [...response.headers]
    // The browser itself is given its session, nobody else.
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => `${name}: ${value}`)
  if (path.startsWith('/audit/follow')) return Buffer.from(fields.join('\n') + (await firstOf(response)))
  return Buffer.concat([Buffer.from(`${fields.join('\n')}\n`), Buffer.from(await response.arrayBuffer())])
}

describe('no answer holds a secret, a key, a session or a password', () => {
  it('pages, fragments, errors, exports, files and documents', async () => {
    const leaks: string[] = []
    const seen = new Set<string>()
    const queue = [...paths]
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (seen.has(path)) continue
      seen.add(path)
      for (const headers of [{}, { 'HX-Request': 'true' }]) {
        const answer = await answerOf(path, headers)
        for (const [what, secret] of secrets) {
          const how = findLeak(answer, secret, answer.length > 40_000 ? 1 : 2)
          if (how !== null) leaks.push(`${path}: ${what}, ${how}`)
        }
        if (seen.size < 500) queue.push(...linksIn(answer.toString('utf8')))
      }
    }
    expect(leaks).toEqual([])
    // The style sheet, the scripts, the sign, and the documents were among them.
    expect([...seen].filter((path) => path.startsWith('/assets/')).length).toBeGreaterThanOrEqual(5)
    expect(
      [...seen].filter((path) => path.startsWith('/llm/') || path.startsWith('/docs/')).length,
    ).toBeGreaterThan(10)
  }, 120_000)

  it('what was refused does not come back either', async () => {
    const csrf = csrfIn(await (await browser.get('/settings')).text())
    const secret = secretOf('odd')
    const refused = await Promise.all(
      [
        ['/credentials/new', { type: 'api_key', alias: 'a b', key: secret, description: secret }],
        ['/credentials/new', { type: 'basic_auth', show: 'api_key', password: secret, alias: secret }],
        ['/credentials/unbound/secret', { password: `${secret}\n` }],
        ['/settings/password', { present: secret, next: secret, again: `${secret}.` }],
        ['/login', { username: 'admin', password: secret }],
      ].map(([path, fields]) =>
        browser.postAsIs(path as string, { csrf, ...(fields as Record<string, string>) }),
      ),
    )
    for (const answer of refused) {
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect([answer.url, findLeak(bytes, secret)]).toEqual([answer.url, null])
    }
  })
})
