import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { auditEvents, type AuditEvent } from '../support/audit-events.ts'
import { exchangeRaw, proxiedGet } from '../support/raw-client.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { startRawTarget, type RawTarget } from './raw-target.ts'
import { spelledPath, UNDERSTANDINGS } from './spellings.ts'

let product: Product
let target: RawTarget
let server: RunningServer
let folder: string

beforeAll(async () => {
  product = await initialised()
  target = await startRawTarget()
  folder = join(product.folder, 'policies.d')
  mkdirSync(folder)
  for (const alias of ['api', 'live', 'limited', 'body', 'deep']) {
    const added = await product.cli([
      'add',
      '--alias',
      alias,
      '--key',
      `key-of-${alias}-0123456789`,
      '--host',
      target.origin,
    ])
    expect(added).toMatchObject({ code: 0 })
  }
  for (const alias of ['free', 'loose']) {
    const added = await product.cli(['add', '--alias', alias, '--key', `key-of-${alias}-0123456789`])
    expect(added).toMatchObject({ code: 0 })
  }
  write(
    'a.toml',
    `${policy('blocklist', 'api', 'allow')}${rule(`url_match = "${target.origin}/admin/*"`, 'deny')}
${policy('limit', 'limited')}${rule(`url_match = "${target.origin}/*"`)}${rule('rate_limit = { max = 2, window_secs = 600 }')}
${policy('body', 'body')}${rule('body_match = { pointer = "/ok", equals = true }')}
${policy('loose', 'loose')}${rule('url_match = "https://*:*/*"')}
${policy('free', 'free')}${rule('url_match = "https://127.0.0.1:*/*"')}`,
  )
  server = await product.serve(['--bind', '127.0.0.1:0', '-v'])
})
afterAll(async () => {
  await server.stop()
  await target.close()
  product.remove()
})
afterEach(() => {
  target.received.length = 0
})

const policy = (name: string, alias: string, action = 'deny'): string =>
  `[[policies]]\nname = "${name}"\ncredential_pattern = "${alias}"\ndefault_action = "${action}"\n`
const rule = (condition: string, action = 'allow'): string =>
  `[[policies.rules]]\ncondition = { ${condition} }\naction = "${action}"\n`
function write(name: string, text: string): void {
  writeFileSync(join(folder, `${name}.new`), text)
  renameSync(join(folder, `${name}.new`), join(folder, name))
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly body: {
    readonly error?: string
    readonly message?: string
    readonly details?: Readonly<Record<string, unknown>>
  }
}
async function ask(alias: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/${target.origin}${path}`, {
    ...init,
    headers: { 'X-Vultrino-Credential': alias, ...(init.headers as Record<string, string>) },
  })
  const text = await response.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {}
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body }
}
const auditOf = (): AuditEvent[] =>
  auditEvents(join(product.folder, 'data')).filter(({ type }) => type === 'intent')

it('refuses with the names of policy and rule, and records them', async () => {
  expect(await ask('api', '/admin/users')).toMatchObject({
    status: 403,
    body: { error: 'policy_denied', details: { alias: 'api', policy: 'blocklist', rule: 'rule 1' } },
  })
  expect(target.received).toEqual([])
  expect(auditOf().at(-1)).toMatchObject({
    decision: 'deny',
    error: 'policy_denied',
    policy: 'blocklist',
    rule: 'rule 1',
  })
  expect(await ask('api', '/users')).toMatchObject({ status: 200 })
  expect(auditOf().at(-1)).toMatchObject({
    decision: 'allow',
    error: null,
    policy: 'blocklist',
    rule: 'default_action',
  })
  for (const line of [
    'Evaluating policy \\"blocklist\\" for credential \\"api\\"',
    'Rule 1 url_match: matched',
    'Result: deny',
  ]) {
    expect(server.log()).toContain(line)
  }
})

it('what was judged is what the target receives, and no spelling leads past a deny', async () => {
  await fc.assert(
    fc.asyncProperty(spelledPath, async (path) => {
      target.received.length = 0
      const answer = (await exchangeRaw(server.url, proxiedGet('api', target.origin + path))).toString(
        'latin1',
      )
      const [head] = target.received
      if (head === undefined) {
        expect(answer).toMatch(/^HTTP\/1.1 4\d\d /)
        return
      }
      const onWire = head.split(' ')[1] ?? ''
      const [path0 = '', ...query] = onWire.split('?')
      const names = query.length === 0 ? '' : `?${query.join('?').replace(/=[^&]*/g, '=')}`
      expect(auditOf().at(-1)?.['url']).toBe(target.origin + path0 + names)
      for (const understood of Object.values(UNDERSTANDINGS))
        expect(understood(onWire)).not.toMatch(/^\/admin(?:\/|$)/i)
    }),
    { numRuns: process.env['VULTRINO_LONG_TESTS'] === '1' ? 5000 : 100 },
  )
})

describe('bodies', () => {
  const json = { 'Content-Type': 'application/json' }
  it('what was judged is sent, byte for byte', async () => {
    const text = ' {"ok" : true, "text": "äöü" } '
    expect(await ask('body', '/x', { method: 'POST', headers: json, body: text })).toMatchObject({
      status: 200,
    })
    expect(Buffer.from(target.received[0] ?? '', 'latin1').toString()).toContain(`\r\n\r\n${text}`)
  })
  it.each(['{"ok":false}', '{"ok":true,"ok":false}', 'ok', ''])(
    '%j is refused before it is sent',
    async (text) => {
      expect(await ask('body', '/x', { method: 'POST', headers: json, body: text })).toMatchObject({
        status: 403,
        body: { error: 'policy_denied' },
      })
      expect(target.received).toEqual([])
    },
  )
  it('one that is too large to look at is refused, and the connection stays good', async () => {
    const body = `{"ok":true,"x":"${'x'.repeat(2 * 1024 * 1024)}"}`
    expect(await ask('body', '/x', { method: 'POST', headers: json, body })).toMatchObject({ status: 403 })
    expect(await ask('body', '/x', { method: 'POST', headers: json, body: '{"ok":true}' })).toMatchObject({
      status: 200,
    })
  })
})

it('a limit that is used up says when to come back', async () => {
  expect((await ask('limited', '/')).status).toBe(200)
  expect((await ask('limited', '/')).status).toBe(200)
  const refused = await ask('limited', '/')
  expect(refused).toMatchObject({
    status: 429,
    body: {
      error: 'rate_limited',
      details: { kind: 'policy', policy: 'limit', rule: 'rule 2', alias: 'limited', limit: 2, remaining: 0 },
    },
  })
  expect(Number(refused.body.details?.['retry_after'])).toBeGreaterThan(500)
  expect(refused.retryAfter).toBe(String(refused.body.details?.['retry_after']))
  expect(auditOf().at(-1)).toMatchObject({ error: 'rate_limited', policy: 'limit', rule: 'rule 2' })
})

it('an unbound credential goes where a rule spells the host out, over https and to public addresses alone', async () => {
  expect(await ask('free', '/')).toMatchObject({ status: 403, body: { error: 'policy_denied' } })
  const https = target.origin.replace('http:', 'https:')
  const named = await fetch(`${server.url}/${https}/`, { headers: { 'X-Vultrino-Credential': 'free' } })
  expect(await named.json()).toMatchObject({ error: 'destination_denied', details: { address: '127.0.0.1' } })
  const wild = await fetch(`${server.url}/${https}/`, { headers: { 'X-Vultrino-Credential': 'loose' } })
  expect(await wild.json()).toMatchObject({ error: 'unbound_credential', details: { alias: 'loose' } })
})

describe('live', () => {
  it('takes a change over within a second, and keeps the last good set when one is broken', async () => {
    expect((await ask('live', '/x')).status).toBe(200)
    write('live.toml', policy('closed', 'live'))
    await expect.poll(async () => (await ask('live', '/x')).status, { timeout: 1000, interval: 50 }).toBe(403)
    write('live.toml', '[[policies]]\nname = "broken"\n')
    await expect.poll(() => server.log(), { timeout: 1000, interval: 50 }).toContain('policies are invalid')
    expect(server.log()).toContain('live.toml')
    expect((await ask('live', '/x')).status).toBe(403)
    const doctor = await product.cli(['doctor'])
    expect(doctor.code).toBe(1)
    expect(doctor.stdout.toString()).toContain("policy 'broken' needs a credential_pattern")
    expect((await product.cli(['request', 'api', `${target.origin}/`])).code).toBe(1)
    rmSync(join(folder, 'live.toml'))
    await expect.poll(async () => (await ask('live', '/x')).status, { timeout: 1000, interval: 50 }).toBe(200)
  })

  it('takes changes over at once on SIGHUP, those of the configuration file too', async () => {
    appendFileSync(join(product.folder, 'config.toml'), `\n${policy('deep', 'deep')}`)
    process.kill(server.pid, 'SIGHUP')
    await expect.poll(async () => (await ask('deep', '/x')).status, { timeout: 1000, interval: 20 }).toBe(403)
  })

  it('the command line of the owner obeys them too', async () => {
    expect(await product.cli(['request', 'api', `${target.origin}/admin/x`])).toMatchObject({ code: 4 })
    expect(await product.cli(['request', 'api', `${target.origin}/x`])).toMatchObject({ code: 0 })
  })
})
