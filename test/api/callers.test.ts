import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { auditEvents } from '../support/audit-events.ts'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0, failed_auth_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

const ENDPOINTS = [
  ['GET', '/v1/whoami'],
  ['GET', '/v1/credentials'],
  ['POST', '/v1/credentials'],
  ['GET', '/v1/credentials/a'],
  ['PATCH', '/v1/credentials/a'],
  ['DELETE', '/v1/credentials/a'],
  ['GET', '/v1/roles'],
  ['POST', '/v1/keys'],
  ['POST', '/v1/execute'],
] as const

test.each(ENDPOINTS)('%s %s: whatever is wrong with a key, the answer is the same', async (method, path) => {
  const made = await api.call('POST', '/v1/keys', { body: { name: 'short-lived', role: 'admin' } })
  const { key } = made.json as { key: string }
  await api.call('DELETE', '/v1/keys/short-lived')
  const bad = [key, `vk_${'0'.repeat(32)}`, 'vk_', 'vk_x y', 'not-a-key', `${api.adminKey}x`]
  const answers = await Promise.all(
    bad.map((one) => api.call(method, path, { key: one, ...(method === 'GET' ? {} : { raw: '{' }) })),
  )
  const seen = answers.map(({ status, headers, json }) => {
    const fields = [...headers].filter(([name]) => !['date', 'x-vultrino-request-id'].includes(name))
    return JSON.stringify({ status, fields, json })
  })
  expect(new Set(seen).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 401, json: { error: 'unauthorized' } })
  expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer realm="vultrino"')
})

test.each(ENDPOINTS)('%s %s: a web page gets nowhere', async (method, path) => {
  const { status, headers, json } = await api.call(method, path, {
    headers: { 'Sec-Fetch-Site': 'cross-site' },
  })
  expect({ status, json }).toMatchObject({ status: 403, json: { error: 'access_denied' } })
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})

it('a preflight is refused as any method that is not served', async () => {
  const { status, headers } = await api.call('OPTIONS', '/v1/credentials', { key: null })
  expect(status).toBe(405)
  expect(headers.get('allow')).toBe('GET, HEAD, POST')
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

describe('what a key may do', () => {
  let key: string

  beforeAll(async () => {
    const body = { name: 'some', permissions: ['execute', 'read'], credential_scopes: ['a-*'] }
    await api.call('POST', '/v1/roles', { body })
    key = await api.createKey('someone', 'some')
  })

  it('is told', async () => {
    const { json } = await api.call('GET', '/v1/whoami', { key })
    expect(json).toEqual({
      kind: 'key',
      permissions: ['read', 'execute'],
      credential_scopes: ['a-*'],
      key_name: 'someone',
      key_prefix: key.slice(0, 11),
      role: 'some',
      expires_at: null,
    })
  })

  it.each([
    ['GET', '/v1/roles', undefined],
    ['GET', '/v1/keys', undefined],
    ['POST', '/v1/roles', { name: 'x', permissions: ['read'] }],
    ['POST', '/v1/keys', { name: 'x', role: 'admin' }],
    ['DELETE', '/v1/keys/administrator', undefined],
    ['PATCH', '/v1/roles/some', { permissions: ['write'] }],
    ['POST', '/v1/credentials', { alias: 'a-1', type: 'api_key', key: '0123456789' }],
    ['GET', '/v1/credentials/b', undefined],
    ['DELETE', '/v1/credentials/a-1', undefined],
    ['POST', '/v1/credentials/a-1/bind', { hosts: ['a.example.com'] }],
  ])('does not include %s %s for one that may read some', async (method, path, body) => {
    const refused = await api.call(method, path, { key, ...(body === undefined ? {} : { body }) })
    expect(refused).toMatchObject({ status: 403, json: { error: 'forbidden' } })
  })
})

it('a refusal before any act is on record', async () => {
  const { headers } = await api.call('POST', '/v1/credentials', { raw: 'CANARY' })
  const requestId = headers.get('x-vultrino-request-id')
  const log = auditEvents(join(api.product.folder, 'data'))
  expect(log.find((one) => one['requestId'] === requestId)).toMatchObject({
    surface: 'api',
    decision: 'deny',
    error: 'invalid_request',
  })
  expect(JSON.stringify(log)).not.toContain('CANARY')
})
