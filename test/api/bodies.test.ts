import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

const SECRET = 'CANARY-0123456789'
const VALID = { alias: 'a', type: 'api_key', data: { key: SECRET } }

async function refused(body: unknown, path = '/v1/credentials'): Promise<string> {
  const { status, json } = await api.call('POST', path, { body })
  expect(status).toBe(400)
  const { error, message } = json as { error: string; message: string }
  expect(error).toBe('invalid_request')
  expect(JSON.stringify(json)).not.toContain('CANARY')
  return message
}

test.each<[string, unknown]>([
  ["there is no field 'alais'; did you mean 'alias'?", { alais: 'a', type: 'api_key', data: {} }],
  [
    "there is no field 'passwrod' in data; did you mean 'password'?",
    { ...VALID, data: { passwrod: SECRET } },
  ],
  ['there is an unknown field; the fields are alias, type', { ...VALID, [SECRET]: 1 }],
  ['there is an unknown field in data; the fields are key', { ...VALID, data: { [SECRET]: 'x' } }],
  ['alias is missing', { type: 'api_key', data: { key: SECRET } }],
  ['alias must be text', { ...VALID, alias: [SECRET] }],
  ['alias is at most 128 characters', { ...VALID, alias: SECRET.repeat(9) }],
  ['data must be an object', { ...VALID, data: SECRET }],
  ['data.key must be text', { ...VALID, data: { key: { CANARY: SECRET } } }],
  ['metadata must be an object', { ...VALID, metadata: [SECRET] }],
  ['metadata has a field whose name is too long', { ...VALID, metadata: { [SECRET.repeat(9)]: 1 } }],
  ['hosts[1] must be text', { ...VALID, hosts: ['a.example.com', 7] }],
  ['hosts is at most 64 entries', { ...VALID, hosts: Array.from({ length: 65 }, () => 'a.example.com') }],
  ['not both', { ...VALID, key: SECRET }],
  ['there is no such credential type', { ...VALID, type: SECRET }],
  ['the body must be an object', [VALID]],
  ['the body must be an object', null],
  ['the body must be an object', SECRET],
  ['reads like a secret', { ...VALID, metadata: { password: SECRET } }],
  ['holds a secret', { ...VALID, metadata: { note: `it is ${SECRET}` } }],
  ['holds a secret', { ...VALID, description: `it is ${SECRET}` }],
  ['the metadata is', { ...VALID, metadata: { big: 'x'.repeat(20_000) } }],
])('%s', async (message, body) => {
  expect(await refused(body)).toContain(message)
})

test.each<[string, string, unknown]>([
  ['permissions[0] must be one of: read, write', '/v1/roles', { name: 'r', permissions: ['CANARY'] }],
  ['expires_at must be a time such as', '/v1/keys', { name: 'k', role: 'admin', expires_at: 'CANARY' }],
  [
    'expires_at must be a time such as',
    '/v1/keys',
    { name: 'k', role: 'admin', expires_at: '2099-02-30T00:00:00Z' },
  ],
  ['the expiry is in the past', '/v1/keys', { name: 'k', role: 'admin', expires_at: '2024-12-31T23:59:59Z' }],
  ['not both', '/v1/keys', { name: 'k', role: 'admin', role_id: 'admin' }],
  ['not both', '/v1/keys', { name: 'k', role: 'admin', expires: '1d', expires_at: null }],
  ['role_id is missing', '/v1/keys', { name: 'k' }],
  ['an expiry is a time from now', '/v1/keys', { name: 'k', role: 'admin', expires: 'soon' }],
  [
    "did you mean 'method'",
    '/v1/execute',
    { credential: 'a', action: 'http.request', params: { metod: 'GET', url: '' } },
  ],
  [
    'params.url is missing',
    '/v1/execute',
    { credential: 'a', action: 'http.request', params: { method: 'GET' } },
  ],
  ['params must be an object', '/v1/execute', { credential: 'a', action: 'http.request', params: 'CANARY' }],
  [
    'action is missing',
    '/v1/execute',
    { credential: 'a', params: { method: 'GET', url: 'https://a.example.com' } },
  ],
  ['there is no such action', '/v1/execute', { credential: 'a', action: 'crypto.sign', params: {} }],
  [
    'must hold text, or lists of text',
    '/v1/execute',
    { credential: 'a', method: 'GET', url: 'x', headers: { a: 1 } },
  ],
])('%s: %s', async (message, path, body) => {
  expect(await refused(body, path)).toContain(message)
})

describe('what is no JSON body', () => {
  it.each<[string, string | Uint8Array, Record<string, string>]>([
    ['a JSON body is needed', '', {}],
    ['the body is not JSON', '{"key":"CANARY', {}],
    ['the body is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}],
    ['a field twice', '{"alias":"a","alias":"CANARY"}', {}],
    ['__proto__', '{"__proto__":{"alias":"CANARY"}}', {}],
    ['the body must be JSON', '{}', { 'Content-Type': 'text/plain' }],
    ['the body must be JSON', 'alias=a', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['the body must be JSON', '{}', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ['the body must be JSON', '{}', { 'Content-Type': '' }],
    ['must not be compressed', gzipSync('{"key":"CANARY"}'), { 'Content-Encoding': 'gzip' }],
    ['must not be compressed', '{"key":"CANARY"}', { 'Content-Encoding': 'identity, br' }],
  ])('%s', async (message, raw, headers) => {
    const { status, json } = await api.call('POST', '/v1/credentials', { raw, headers })
    expect({ status, json }).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
    expect(JSON.stringify(json)).toContain(message)
    expect(JSON.stringify(json)).not.toContain('CANARY')
  })

  it('is too large beyond a mebibyte', async () => {
    const raw = JSON.stringify({ ...VALID, description: 'x'.repeat(1024 * 1024) })
    const { status, json } = await api.call('POST', '/v1/credentials', { raw })
    expect({ status, json }).toMatchObject({ status: 413, json: { error: 'payload_too_large' } })
  })
})

it('nothing was stored by any of it', async () => {
  expect((await api.call('GET', '/v1/credentials')).json).toEqual({ credentials: [] })
})
