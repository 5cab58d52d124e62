import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type ApiServer } from '../api/support-api.ts'
import { startTarget, type Target } from '../api/target.ts'
import { auditEvents } from '../support/audit-events.ts'
import { listen } from './support-events-stream.ts'

let api: ApiServer
let target: Target
let scopedKey: string
let readerKey: string
beforeAll(async () => {
  target = await startTarget()
  api = await startApi({ management_per_minute: 0 })
  for (const alias of ['github-api', 'stripe-api']) {
    await api.product.cli(['add', '--alias', alias, '--key', '-', '--host', target.origin], 'sk-0123456789')
  }
  const roles = { scoped: ['github-*'], reader: [] }
  for (const [name, credential_scopes] of Object.entries(roles)) {
    const permissions = ['read', 'execute']
    await api.call('POST', '/v1/roles', { body: { name, permissions, credential_scopes } })
  }
  scopedKey = await api.createKey('scoped-key', 'scoped')
  readerKey = await api.createKey('reader-key', 'reader')
})
afterAll(async () => {
  await api.close()
  await target.close()
})

const proxied = (alias: string, key: string, path = '/user?page=2'): Promise<Response> =>
  fetch(`${api.url}/${target.origin}${path}`, {
    headers: { Authorization: `Bearer ${key}`, 'X-Vultrino-Credential': alias },
  })

type Fields = Readonly<Record<string, unknown>>
const search = async (query: string, key = api.adminKey): Promise<readonly Fields[]> =>
  ((await api.call('GET', `/v1/audit?${query}`, { key })).json as { records: Fields[] }).records

describe('GET /v1/audit', () => {
  it('finds by each of its filters what was really done', async () => {
    await (await proxied('github-api', scopedKey)).text()
    await (await proxied('stripe-api', scopedKey)).text()
    await (await proxied('stripe-api', readerKey)).text()
    const host = new URL(target.origin).host
    const ofScoped = await search('key=scoped-key&action=http_request')
    expect(ofScoped).toMatchObject([
      { decision: 'deny', error: 'forbidden', credential: 'stripe-api', outcome: null },
      { decision: 'allow', credential: 'github-api', outcome: 'complete', status: 200, bytes: 20 },
    ])
    expect(ofScoped[1]).toMatchObject({ url: `${target.origin}/user?page=`, method: 'GET', surface: 'http' })
    expect(ofScoped[1]).toMatchObject({ role: 'scoped', key: scopedKey.slice(0, 11), ip: '127.0.0.1' })
    const id = String(ofScoped[0]?.['request_id'])
    for (const query of [`request_id=${id}`, 'error=forbidden&decision=deny', 'role=scoped&decision=deny'])
      expect(await search(query)).toEqual([ofScoped[0]])
    expect(await search(`host=${encodeURIComponent(host)}&credential=github-api`)).toEqual([ofScoped[1]])
    expect(await search('surface=cli&action=key.*')).toMatchObject([
      { action: 'key.create', principal: 'owner' },
    ])
    expect(await search('since=1h&until=2024-01-01')).toEqual([])
    expect((await search('since=1h')).length).toBeGreaterThan(5)
  })

  it('gives page after page', async () => {
    const until = encodeURIComponent(new Date().toISOString())
    const pages: Fields[] = []
    let next: number | null = null
    do {
      const before = next === null ? '' : `&before=${next}`
      const { json } = await api.call(
        'GET',
        `/v1/audit?limit=1&action=credential.add&until=${until}${before}`,
      )
      const page = json as { records: Fields[]; next: number | null }
      pages.push(...page.records)
      next = page.next
    } while (next !== null)
    expect(pages.map((one) => one['credential'])).toEqual(['stripe-api', 'github-api'])
  })

  it('shows a key what its scopes cover, and nobody else', async () => {
    const text = JSON.stringify([
      await search('limit=1000', scopedKey),
      (await api.call('GET', '/v1/audit/stats', { key: scopedKey })).json,
      await (
        await fetch(`${api.url}/v1/audit/export`, { headers: { Authorization: `Bearer ${scopedKey}` } })
      ).text(),
    ])
    expect(text).toContain('github-api')
    for (const hidden of ['stripe-api', 'reader', 'administrator', api.adminKey.slice(0, 11)])
      expect(text).not.toContain(hidden)
    expect(await search('key=reader-key', scopedKey)).toEqual([])
    expect((await api.call('GET', '/v1/audit/verify', { key: scopedKey })).status).toBe(403)
    expect((await api.call('GET', '/v1/audit', { key: null })).status).toBe(401)
  })

  it.each([
    ['credentail=x', "there is no query parameter 'credentail'; did you mean 'credential'?"],
    ['sk-0123456789=x', 'there is an unknown query parameter; the query parameters are credential, '],
    ['limit=0', 'limit is at least 1'],
    ['limit=1001', 'limit is at most 1000'],
    ['limit=ten', 'limit must be a whole number'],
    ['decision=maybe', 'decision must be one of: allow, deny'],
    ['since=yesterday', 'since is a time before now (2h, 7d), a date'],
    ['until=2026-02-30', 'until is a time before now'],
    ['key=a&key=b', 'key is given twice'],
    ['key=%zz', 'the query holds a % that is no percent-encoding'],
    ['key=', 'key is at least 1'],
  ])('refuses ?%s, and records that', async (query, reason) => {
    const { status, json, headers } = await api.call('GET', `/v1/audit?${query}`)
    expect([status, (json as { message: string }).message]).toEqual([
      400,
      expect.stringContaining(`Invalid request: ${reason}`),
    ])
    const id = headers.get('x-vultrino-request-id') ?? ''
    expect(await search(`request_id=${id}`)).toMatchObject([{ decision: 'deny', error: 'invalid_request' }])
  })
})

it('stats count what is found', async () => {
  const { json } = await api.call('GET', '/v1/audit/stats?credential=github-api')
  const stats = json as { total: number; decision: Record<string, number>; last_day: { allowed: number }[] }
  expect(stats.total).toBe((await search('credential=github-api&limit=1000')).length)
  expect(stats.decision['allow']).toBe(stats.total)
  expect(stats.last_day.at(-1)?.allowed).toBeGreaterThan(0)
})

it('export gives all of it, and HEAD none', async () => {
  const headers = { Authorization: `Bearer ${api.adminKey}` }
  const answer = await fetch(`${api.url}/v1/audit/export?format=csv&action=http_request`, { headers })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = (await answer.text()).trimEnd().split('\r\n')
  expect(lines).toHaveLength(1 + (await search('action=http_request&limit=1000')).length)
  const jsonl = await fetch(`${api.url}/v1/audit/export?action=http_request`, { headers })
  expect(
    (await jsonl.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual((await search('action=http_request&limit=1000')).toReversed())
  for (const path of ['export', 'stream']) {
    const head = await fetch(`${api.url}/v1/audit/${path}`, { method: 'HEAD', headers })
    expect([head.status, await head.text()]).toEqual([200, ''])
  }
})

it('verify says that the log is whole', async () => {
  const { json } = await api.call('GET', '/v1/audit/verify')
  expect(json).toMatchObject({ intact: true, broken_at: null })
})

describe('GET /v1/audit/stream', () => {
  it('tells what happens in every process, and goes on where it was left', async () => {
    const events = await listen(`${api.url}/v1/audit/stream?action=http_request`, api.adminKey)
    await (await proxied('github-api', scopedKey)).text()
    await events.until((data) => data['surface'] === 'http' && data['outcome'] === 'complete')
    const url = `${target.origin}/from-another-process`
    await api.product.cli(['request', 'github-api', url])
    const first = events.seen[0]?.id ?? ''
    await events.until((data) => data['surface'] === 'cli' && data['url'] === url)
    events.leave()
    await events.ended
    const again = await listen(`${api.url}/v1/audit/stream?action=http_request`, api.adminKey, {
      'Last-Event-ID': first,
    })
    await again.until((data) => data['surface'] === 'cli')
    expect(again.seen).toEqual(events.seen.slice(1))
    again.leave()
    const { status } = await api.call('GET', '/v1/audit/stream', { headers: { 'Last-Event-ID': 'x' } })
    expect(status).toBe(400)
  })

  it('shows a key its own scopes, and ends when the key is revoked', async () => {
    const key = await api.createKey('short-lived', 'scoped')
    const events = await listen(`${api.url}/v1/audit/stream`, key)
    await (await proxied('stripe-api', readerKey)).text()
    await (await proxied('github-api', readerKey)).text()
    await events.until((data) => data['credential'] === 'github-api')
    expect(JSON.stringify(events.seen)).not.toMatch(/stripe-api|reader/)
    await api.call('DELETE', '/v1/keys/short-lived')
    await events.ended
    expect((await listen(`${api.url}/v1/audit/stream`, key)).status).toBe(401)
  })

  it('is on record once, when it began and when its client left', async () => {
    const events = await listen(`${api.url}/v1/audit/stream`, scopedKey)
    events.leave()
    const folder = join(api.product.folder, 'data')
    await expect
      .poll(() => {
        const all = auditEvents(folder)
        const begun = all.findLast(
          (one) => one['action'] === 'audit.follow' && one['keyName'] === 'scoped-key',
        )
        return all.some(
          (one) => one['type'] === 'result' && one['error'] === 'cancelled' && begun !== undefined,
        )
      })
      .toBe(true)
  })
})
