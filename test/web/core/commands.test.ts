import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initialised, type Product } from '../../support/product.ts'
import { ask } from '../support/ask.ts'
import { Browser, signIn } from '../support/browser.ts'

let product: Product
beforeAll(async () => {
  product = await initialised()
})
afterAll(() => {
  product.remove()
})

interface Running {
  readonly lines: string[]
  readonly notes: () => string
  stop(): Promise<number | null>
}

const PROGRAM = join(import.meta.dirname, '../../../bin/vultrino.js')

/** A command that serves; resolves when it has written so many lines. */
async function running(args: readonly string[], count: number): Promise<Running> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: product.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let notes = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out.split('\n').length > count) resolve()
    })
    void ended.then((code) => reject(new Error(`ended with ${String(code)}: ${notes}`)))
  })
  return {
    lines: out.trim().split('\n'),
    notes: () => notes,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

describe('vultrino web', () => {
  it('says where it is as documented, and ends with 0', async () => {
    const web = await running(['web', '-b', '127.0.0.1:0'], 1)
    expect(web.lines).toEqual([expect.stringMatching(/^Web UI available at http:\/\/127\.0\.0\.1:\d+$/)])
    expect(web.notes()).not.toContain('warning')
    expect(await web.stop()).toBe(0)
  })

  it('warns where other machines can reach it', async () => {
    const web = await running(['web', '--bind', '0.0.0.0:0'], 1)
    expect(web.notes()).toContain('warning: other machines can reach the web UI, without TLS')
    const [, port] = /:(\d+)$/.exec(web.lines[0] ?? '') ?? []
    // As `curl http://localhost:7879/login` in a container.
    const answer = await ask(`http://127.0.0.1:${port ?? ''}`, '/login', {
      headers: { Host: 'vault.lan:8080' },
    })
    expect(answer.status).toBe(200)
    expect(await web.stop()).toBe(0)
  })

  it('listens on a socket file that is its owner’s', async () => {
    const path = join(product.folder, 'web.sock')
    const web = await running(['web', '--bind', `unix:${path}`], 1)
    expect(web.lines).toEqual([`Web UI available at unix:${path}`])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await ask('http://127.0.0.1:1', '/login', { socketPath: path })).status).toBe(200)
    expect(await web.stop()).toBe(0)
  })

  it('does not start where nobody could sign in, and says what makes the account', async () => {
    const admin = join(product.folder, 'data/admin.json')
    const text = readFileSync(admin)
    try {
      rmSync(admin)
      for (const command of ['web', 'start']) {
        const { code, stderr } = await product.cli([command])
        expect(code).toBe(5)
        expect(stderr).toContain('there is no admin account to sign in with')
        expect(stderr).toContain('hint: Make it with: vultrino init')
      }
      for (const broken of [
        '',
        '{}',
        '[1]',
        JSON.stringify({
          username: 'a',
          password_hash: '$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
          created_at: 'x',
        }),
      ]) {
        writeFileSync(admin, broken)
        const { code, stderr } = await product.cli(['web'])
        expect(code).toBe(5)
        expect(stderr).toContain('holds no account of the web UI')
      }
    } finally {
      writeFileSync(admin, text, { mode: 0o600 })
    }
  })
})

describe('vultrino start', () => {
  it('serves both from one process', async () => {
    const both = await running(['start', '-b', '127.0.0.1:0', '--web-bind', '127.0.0.1:0'], 2)
    expect(both.lines).toEqual([
      expect.stringMatching(/^Listening on http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^Web UI available at http:\/\/127\.0\.0\.1:\d+$/),
    ])
    const [proxy = '', web = ''] = both.lines.map((line) => /http.*$/.exec(line)?.[0] ?? '')
    expect(await (await fetch(`${proxy}/health`)).json()).toEqual(await (await fetch(`${web}/health`)).json())
    expect((await fetch(`${proxy}/v1/credentials`)).status).toBe(200)
    // Neither door gives what is behind the other.
    expect((await fetch(`${web}/v1/credentials`, { redirect: 'manual' })).status).toBe(303)
    expect((await fetch(`${proxy}/login`)).status).toBe(404)
    expect(await both.stop()).toBe(0)
  })

  it('a server is not a way to itself', async () => {
    const both = await running(['start', '-b', '127.0.0.1:0', '--web-bind', '127.0.0.1:0'], 2)
    const [proxy = '', web = ''] = both.lines.map((line) => /http.*$/.exec(line)?.[0] ?? '')
    await product.cli(['add', '-a', 'inside', '-k', 'a-long-enough-key', '--host', web])
    const asked = { headers: { 'X-Vultrino-Credential': 'inside' } }
    const refusal = async (): Promise<string | null> =>
      (await fetch(`${proxy}/${web}/login`, asked)).headers.get('x-vultrino-error')
    // The server knows of it within a second.
    await expect.poll(refusal, { timeout: 10_000 }).toBe('destination_denied')
    expect(await both.stop()).toBe(0)
  })
})

describe('sessions of the real thing', () => {
  it('outlive a restart, hold in every process, and end when init makes the account anew', async () => {
    const first = await product.web()
    const browser = new Browser(first.url)
    await signIn(browser)
    await first.stop()
    const [a, b] = [await product.web(), await product.web()]
    try {
      const at = async (url: string): Promise<number> => {
        const again = new Browser(url)
        for (const [name, value] of browser.cookies) again.cookies.set(name, value)
        return (await again.get('/settings')).status
      }
      expect([await at(a.url), await at(b.url)]).toEqual([200, 200])
      rmSync(join(product.folder, 'data/admin.json'))
      expect(await at(a.url)).toBe(303)
      const made = await product.cli(
        ['init', '--admin-user', 'admin', '--admin-password-stdin'],
        'admin-password-1',
      )
      expect(made.code).toBe(0)
      expect([await at(a.url), await at(b.url)]).toEqual([303, 303])
      expect((await signIn(new Browser(b.url))).status).toBe(303)
    } finally {
      await a.stop()
      await b.stop()
    }
  })
})
