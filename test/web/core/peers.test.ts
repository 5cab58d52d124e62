import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../../support/product.ts'
import { ask, type Asked } from '../support/ask.ts'
import { csrfIn } from '../support/browser.ts'

let product: Product
const begin = async (): Promise<void> => {
  product = await initialised()
}
const end = (): void => {
  product.remove()
}

async function webWith(config: string, bind = '127.0.0.1:0'): Promise<RunningServer> {
  const path = join(product.folder, `config-${String(Math.random())}.toml`)
  writeFileSync(path, config)
  return product.web(['--bind', bind, '--config', path])
}

interface Attempt {
  readonly password?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly localAddress?: string
}

/** One sign-in from a peer, with the form's own cookie. */
async function attempt(
  url: string,
  { password = 'wrong', headers = {}, ...from }: Attempt = {},
): Promise<Asked> {
  const page = await ask(url, '/login', { headers, ...from })
  const [cookie = ''] = (page.headers['set-cookie'] as string[] | undefined) ?? []
  const fields = { csrf: csrfIn(page.body), username: 'admin', password }
  return ask(url, '/login', {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: {
      ...headers,
      Cookie: cookie.replace(/;.*/, ''),
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    ...from,
  })
}

const LIMITED = '[limits]\nfailed_auth_per_minute = 3\n'

describe('passwords cannot be guessed by trying', () => {
  // One for each: whoever comes from this machine is one peer.
  beforeEach(begin)
  afterEach(end)

  it('a peer is limited whatever it says it is, and from whichever loopback address', async () => {
    const web = await webWith(LIMITED)
    try {
      for (let at = 0; at < 3; at++) {
        const headers = {
          'X-Forwarded-For': `10.0.0.${at}`,
          'X-Real-IP': `10.0.0.${at}`,
          Forwarded: `for=10.0.0.${at}`,
        }
        expect((await attempt(web.url, { headers })).status).toBe(401)
      }
      // The right password too: a limit that only stops wrong ones stops nobody.
      const right = { password: 'admin-password-1', headers: { 'X-Forwarded-For': '10.0.0.99' } }
      const over = await attempt(web.url, right)
      expect(over.status).toBe(429)
      expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
      expect(over.body).toContain('Too many requests')
      // A program of this machine has sixteen million of them.
      expect((await attempt(web.url, { ...right, localAddress: '127.0.0.2' })).status).toBe(429)
      expect((await attempt(web.url, { ...right, localAddress: '127.9.8.7' })).status).toBe(429)
      const { stdout } = await product.cli(['audit', 'tail', '-n', '50'])
      const lines = stdout.toString()
      expect(lines).toMatch(/ WEB session\.open .*ip=127\.0\.0\.1 decision=deny error=rate_limited/)
      expect(lines).not.toContain('10.0.0.')
    } finally {
      await web.stop()
    }
  })

  it('many at once are no way around it, and no more than a few wait', async () => {
    const web = await webWith(LIMITED)
    try {
      const from = { localAddress: '127.0.0.3' }
      const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(web.url, from)))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 401)).toHaveLength(3)
      expect(statuses.filter((status) => status === 429)).toHaveLength(27)
    } finally {
      await web.stop()
    }
  })

  it('it holds over a restart and over two processes', async () => {
    const from = { localAddress: '127.0.0.4' }
    const first = await webWith(LIMITED)
    await attempt(first.url, from)
    await attempt(first.url, from)
    await first.stop()
    const [a, b] = [await webWith(LIMITED), await webWith(LIMITED)]
    try {
      expect((await attempt(a.url, from)).status).toBe(401)
      expect((await attempt(b.url, from)).status).toBe(429)
      expect((await attempt(a.url, from)).status).toBe(429)
    } finally {
      await a.stop()
      await b.stop()
    }
  })

  it('those who succeed use none of it', async () => {
    const web = await webWith(LIMITED)
    try {
      const right = { password: 'admin-password-1', localAddress: '127.0.0.5' }
      for (let at = 0; at < 5; at++) expect((await attempt(web.url, right)).status).toBe(303)
    } finally {
      await web.stop()
    }
  })
})

describe('a reverse proxy that is trusted', () => {
  beforeAll(begin)
  afterAll(end)
  const CONFIG = `${LIMITED}[web]\nallowed_hosts = ["vault.example.com"]\ntrusted_proxies = ["127.0.0.1"]\n`
  /** As the sample of nginx sends them. */
  const behind = (client: string): Record<string, string> => ({
    Host: 'vault.example.com',
    Origin: 'https://vault.example.com',
    'X-Real-IP': client,
    'X-Forwarded-For': client,
    'X-Forwarded-Proto': 'https',
  })

  it('says where the browser is, and that it came by HTTPS; whoever else comes does not', async () => {
    const web = await webWith(CONFIG)
    try {
      const signedIn = await attempt(web.url, { password: 'admin-password-1', headers: behind('192.0.2.7') })
      expect(signedIn.status).toBe(303)
      expect(signedIn.headers['strict-transport-security']).toBe('max-age=31536000')
      expect(String(signedIn.headers['set-cookie'])).toMatch(
        /__Host-vultrino=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Secure/,
      )
      // What the browser itself wrote there stands before what the proxy added.
      for (const forged of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
        expect((await attempt(web.url, { headers: behind(`${forged}, 192.0.2.8`) })).status).toBe(401)
      expect((await attempt(web.url, { headers: behind('198.51.100.4, 192.0.2.8') })).status).toBe(429)
      expect((await attempt(web.url, { headers: behind('192.0.2.9') })).status).toBe(401)
      const other = await attempt(web.url, { headers: behind('192.0.2.66'), localAddress: '127.0.0.6' })
      expect(other.headers['strict-transport-security']).toBeUndefined()
      expect(String(other.headers['set-cookie'] ?? '')).not.toContain('Secure')
      const { stdout } = await product.cli(['audit', 'tail', '-n', '50'])
      const lines = stdout.toString()
      expect(lines).toMatch(/ip=192\.0\.2\.7 decision=allow/)
      expect(lines).toMatch(/ip=192\.0\.2\.8 decision=deny/)
      expect(lines).not.toMatch(/198\.51\.100|192\.0\.2\.66/)
    } finally {
      await web.stop()
    }
  })

  it('a form of http:// is none of ours once we are served by https://', async () => {
    const web = await webWith(CONFIG)
    try {
      const headers = { ...behind('192.0.2.10'), Origin: 'http://vault.example.com' }
      const page = await ask(web.url, '/login', { method: 'POST', headers })
      expect(page.status).toBe(403)
    } finally {
      await web.stop()
    }
  })
})

describe('under which name it is reached', () => {
  beforeAll(begin)
  it.each([
    ['a name somebody pointed here (DNS rebinding)', 'evil.example', 403],
    ['the same with our port', 'evil.example:7879', 403],
    ['loopback as its subdomain', '127.0.0.1.evil.example', 403],
    ['another machine', '192.168.1.5', 403],
    ['nothing that is a name', '%00', 400],
    ['two names', 'localhost, evil.example', 400],
    ['a name with a path', 'localhost/../evil', 400],
    ['a user before it', 'localhost@evil.example', 400],
    ['loopback', '127.0.0.1', 200],
    ['localhost', 'localhost:1234', 200],
    ['IPv6 loopback', '[::1]:7879', 200],
    ['a name that was allowed', 'Vault.Example.com', 200],
  ])('%s', async (_, host, status) => {
    const web = (hosted ??= await webWith('[web]\nallowed_hosts = ["vault.example.com"]\n'))
    const answer = await ask(web.url, '/login', { headers: { Host: host } })
    expect(answer.status).toBe(status)
    expect(answer.headers['x-frame-options']).toBe('DENY')
    if (status === 403) expect(answer.body).toContain('[web] allowed_hosts')
  })

  let hosted: RunningServer | undefined
  afterAll(async () => {
    await hosted?.stop()
    end()
  })
})
