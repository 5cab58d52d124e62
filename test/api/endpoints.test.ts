import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

const made = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
  const { status, json } = await api.call('POST', path, { body })
  expect({ status, json }).toMatchObject({ status: 201 })
  return json as Record<string, unknown>
}

it('a credential: made, shown, changed, bound, unbound, renamed, deleted', async () => {
  const body = {
    alias: 'a',
    type: 'api_key',
    data: { key: 'short' },
    hosts: ['api.example.com', 'http://127.0.0.1:9000'],
  }
  const shown = await made('/v1/credentials', body)
  expect(shown).toEqual({
    id: expect.any(String) as unknown,
    alias: 'a',
    type: 'api_key',
    description: null,
    metadata: {},
    binding: [
      { origin: 'https://api.example.com', addresses: [] },
      { origin: 'http://127.0.0.1:9000', addresses: [] },
    ],
    created_at: expect.any(String) as unknown,
    updated_at: expect.any(String) as unknown,
    weak: true,
    recognised: null,
  })
  const change = async (method: string, path: string, sent: unknown): Promise<unknown> => {
    const { status, json } = await api.call(method, path, { body: sent })
    return status === 200 ? json : { status, json }
  }
  const patch = (sent: unknown): Promise<unknown> => change('PATCH', '/v1/credentials/a', sent)
  expect(await patch({ description: 'd', metadata: { team: 'x', n: 1 } })).toMatchObject({
    description: 'd',
    metadata: { team: 'x', n: 1 },
  })
  expect(await patch({ description: null, metadata: { team: null } })).toMatchObject({
    description: null,
    metadata: { n: 1 },
  })
  expect(await patch({ hosts: ['api.example.com'] })).toMatchObject({
    binding: [{ origin: 'https://api.example.com' }],
  })
  expect(await patch({ hosts: ['evil.example.net'] })).toMatchObject({
    status: 403,
    json: { error: 'secret_required' },
  })
  expect(await patch({ hosts: ['new.example.com'], key: 'a-longer-secret' })).toMatchObject({
    binding: [{ origin: 'https://new.example.com' }],
    weak: false,
  })
  expect(await patch({})).toMatchObject({ status: 400 })
  expect(await change('POST', '/v1/credentials/a/bind', { hosts: ['b.example.com'] })).toMatchObject({
    status: 403,
  })
  const both = { hosts: ['new.example.com', 'b.example.com'], key: 'a-longer-secret' }
  expect(await patch(both)).toMatchObject({ binding: [{}, {}] })
  expect(await change('POST', '/v1/credentials/a/unbind', { hosts: ['b.example.com'] })).toMatchObject({
    binding: [{ origin: 'https://new.example.com' }],
  })
  expect(await patch({ alias: 'b', data: { key: 'again-a-secret' } })).toMatchObject({
    id: shown['id'],
    alias: 'b',
  })
  expect(await api.call('GET', '/v1/credentials/a')).toMatchObject({ status: 404 })
  expect(await api.call('DELETE', '/v1/credentials/b')).toMatchObject({
    status: 200,
    json: { success: true },
  })
  expect(await api.call('DELETE', '/v1/credentials/b')).toMatchObject({ status: 404 })
})

it('a role: by name and by id', async () => {
  const role = await made('/v1/roles', { name: 'some', permissions: ['execute', 'read'] })
  const { id } = role as { id: string }
  expect(role).toMatchObject({ permissions: ['read', 'execute'], credential_scopes: [], built_in: false })
  expect((await api.call('GET', `/v1/roles/${id}`)).json).toEqual(role)
  const { json } = await api.call('PATCH', `/v1/roles/${id}`, {
    body: { name: 'other', credential_scopes: ['a-*'] },
  })
  expect(json).toMatchObject({
    id,
    name: 'other',
    permissions: ['read', 'execute'],
    credential_scopes: ['a-*'],
  })
  expect(await api.call('DELETE', '/v1/roles/other')).toMatchObject({
    status: 200,
    json: { success: true, role: { id } },
  })
  expect(await api.call('GET', `/v1/roles/${id}`)).toMatchObject({ status: 404 })
})

test.each([
  [{ expires_at: '2099-12-31T23:59:59Z' }, '2099-12-31T23:59:59.000Z'],
  [{ expires_at: '2099-12-31T23:59:59+02:00' }, '2099-12-31T21:59:59.000Z'],
  [{ expires_at: null }, null],
  [{ expires: 'never' }, null],
  [{ expires: '2099-12-31' }, '2099-12-31T23:59:59.999Z'],
  [{}, null],
])('a key that expires: %j', async (expiry, expected) => {
  const key = await made('/v1/keys', { name: 'k', role: 'executor', ...expiry })
  const { key: token, ...shown } = key as { key: string; id: string }
  expect(token).toMatch(/^vk_[a-z0-9]{32}$/)
  expect(shown).toMatchObject({ key_prefix: token.slice(0, 11), role: 'executor', expires_at: expected })
  for (const name of ['k', shown.id, token.slice(0, 11)]) {
    expect((await api.call('GET', `/v1/keys/${name}`)).json).toEqual(shown)
  }
  expect(await api.call('DELETE', `/v1/keys/${token.slice(0, 11)}`)).toMatchObject({
    status: 200,
    json: { success: true, key: shown },
  })
  expect(await api.call('GET', '/v1/whoami', { key: token })).toMatchObject({ status: 401 })
})

it('a key for some days', async () => {
  const { expires_at: at } = await made('/v1/keys', { name: 'days', role: 'executor', expires: '30d' })
  const days = (Date.parse(String(at)) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(29.9)
  expect(days).toBeLessThanOrEqual(30)
})

it('no answer holds a secret, nor a key a second time', async () => {
  await made('/v1/credentials', {
    alias: 'hidden',
    type: 'basic_auth',
    username: 'u',
    password: 'CANARY-1234',
  })
  for (const path of ['/v1/credentials', '/v1/credentials/hidden', '/v1/keys', '/v1/keys/administrator']) {
    const text = JSON.stringify((await api.call('GET', path)).json)
    expect(text).not.toMatch(/CANARY|vk_[a-z0-9]{32}/)
  }
})
