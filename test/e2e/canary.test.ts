import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerBytes, echoPlan, type EchoPlan } from '../support/echo-plan.ts'
import { startEchoUpstream, type EchoUpstream } from '../support/echo-upstream.ts'
import { findLeak } from '../support/find-leak.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { exchangeRaw, proxiedGet } from '../support/raw-client.ts'

const LONG = process.env['VULTRINO_LONG_TESTS'] === '1'
const PLAIN: EchoPlan = {
  place: 'body',
  spelling: 'raw',
  coding: 'identity',
  contentType: null,
  before: '',
  after: '',
  pieces: [64],
  status: 200,
}

/** Secrets as providers make them, and some that are awkward in one spelling or another. */
const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{16,60}$/),
  fc.stringMatching(/^[A-Za-z0-9+/=%&"<>\\.~!]{12,40}$/),
  fc.stringMatching(/^[a-f0-9]{32}$/),
)
const secrets = fc.sample(secret, { numRuns: 6, seed: 20261123 })

let product: Product
let upstream: EchoUpstream
let server: RunningServer

beforeAll(async () => {
  product = await initialised()
  upstream = await startEchoUpstream(PLAIN)
  for (const [i, value] of secrets.entries()) {
    const added = await product.cli(
      ['add', '--alias', `canary-${String(i)}`, '--key', '-', '--host', upstream.origin],
      value,
    )
    expect(added).toMatchObject({ code: 0 })
  }
  // All that can be told is told.
  product.env['VULTRINO_LOG'] = 'trace'
  const config = join(product.folder, 'config.toml')
  const file = JSON.stringify(join(product.folder, 'data', 'audit.log'))
  writeFileSync(config, `[logging]\naudit_file = ${file}\n[limits]\nproxy_per_minute = 0\n`)
  server = await product.serve()
})
afterAll(async () => {
  await server.stop()
  await upstream.close()
  product.remove()
})

it('the target gets the secret, and what it gives back would leak without us', async () => {
  for (const [i, value] of secrets.entries()) {
    upstream.plan = PLAIN
    await exchangeRaw(server.url, proxiedGet(`canary-${String(i)}`, `${upstream.origin}/`))
    expect(upstream.received.at(-1)).toContain(`Bearer ${value}`)
    expect(findLeak(answerBytes(PLAIN, value), value)).not.toBeNull()
  }
})

it('no secret comes back over HTTP, however the target spells, packs and cuts it', async () => {
  const index = fc.integer({ min: 0, max: secrets.length - 1 })
  await fc.assert(
    fc.asyncProperty(index, echoPlan, async (i, plan) => {
      upstream.plan = plan
      const back = await exchangeRaw(server.url, proxiedGet(`canary-${String(i)}`, `${upstream.origin}/`))
      expect(back.length).toBeGreaterThan(0)
      expect(findLeak(dechunk(back), secrets[i] ?? '')).toBeNull()
      // The standard phrase, never the target's own.
      const phrase = `${String(plan.status)} ${STATUS_CODES[plan.status] ?? ''}`
      expect(back.toString('latin1')).toMatch(new RegExp(`^HTTP/1\\.1 (${phrase}|502 Bad Gateway)\r\n`))
    }),
    { numRuns: LONG ? 20_000 : 600 },
  )
})

it('no secret comes back on the command line', async () => {
  const index = fc.integer({ min: 0, max: secrets.length - 1 })
  await fc.assert(
    fc.asyncProperty(index, echoPlan, async (i, plan) => {
      upstream.plan = plan
      const { code, stdout, stderr } = await product.cli([
        'request',
        '--include',
        '-v',
        `canary-${String(i)}`,
        `${upstream.origin}/`,
      ])
      expect(findLeak(Buffer.concat([stdout, Buffer.from(stderr)]), secrets[i] ?? '')).toBeNull()
      expect([0, 6]).toContain(code)
    }),
    { numRuns: LONG ? 300 : 20 },
  )
})

it('no secret comes back through the JSON API', async () => {
  const index = fc.integer({ min: 0, max: secrets.length - 1 })
  await fc.assert(
    fc.asyncProperty(index, echoPlan, async (i, plan) => {
      upstream.plan = plan
      const params = { method: 'GET', url: `${upstream.origin}/` }
      const answer = await fetch(`${server.url}/v1/execute`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ credential: `canary-${String(i)}`, action: 'http.request', params }),
      })
      const text = await answer.text()
      expect([200, 502]).toContain(answer.status)
      const { body = '', body_encoding } = JSON.parse(text) as { body?: string; body_encoding?: string }
      const inside = Buffer.from(body, body_encoding === 'base64' ? 'base64' : 'utf8')
      expect(findLeak(Buffer.concat([Buffer.from(text), inside]), secrets[i] ?? '')).toBeNull()
    }),
    { numRuns: LONG ? 5000 : 300 },
  )
})

it('no secret comes back on the command line of a client', async () => {
  const index = fc.integer({ min: 0, max: secrets.length - 1 })
  const client = { ...product.env, VULTRINO_URL: server.url }
  await fc.assert(
    fc.asyncProperty(index, echoPlan, async (i, plan) => {
      upstream.plan = plan
      const words = ['request', '--include', '-v', `canary-${String(i)}`, `${upstream.origin}/`]
      const { code, stdout, stderr } = await product.cli(words, '', client)
      expect(findLeak(Buffer.concat([stdout, Buffer.from(stderr)]), secrets[i] ?? '')).toBeNull()
      expect([0, 6]).toContain(code)
    }),
    { numRuns: LONG ? 300 : 20 },
  )
})

it('the server wrote no secret to its log or its audit log', async () => {
  const { stdout } = await product.cli(['list', '--json'])
  for (const value of secrets) {
    expect(findLeak(Buffer.from(server.log()), value)).toBeNull()
    for (const file of ['state.db', 'state.db-wal', 'audit.log'])
      expect(findLeak(readFileSync(join(product.folder, 'data', file)), value)).toBeNull()
    expect(findLeak(stdout, value)).toBeNull()
  }
})

/** The body as a client reads it: chunk framing taken out, so that a secret cut by a chunk boundary is whole again. */
function dechunk(answer: Buffer): Buffer {
  const text = answer.toString('latin1')
  return Buffer.from(
    text.replace(/\r\n[0-9a-f]+\r\n/gi, (found, at: number) => (at < text.indexOf('\r\n\r\n') ? found : '')),
    'latin1',
  )
}
