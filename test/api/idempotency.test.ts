import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0 })
})
afterAll(async () => {
  await api.close()
})

const CREATIONS = [
  ['/v1/credentials', { alias: 'a', type: 'api_key', data: { key: '0123456789' } }, { description: 'other' }],
  ['/v1/roles', { name: 'r', permissions: ['read'] }, { permissions: ['write'] }],
  ['/v1/keys', { name: 'k', role: 'read-only' }, { role: 'executor' }],
] as const

describe.each(CREATIONS)('POST %s', (path, body, other) => {
  const headers = { 'Idempotency-Key': 'order 66' }

  it('twice with one key makes one', async () => {
    const first = await api.call('POST', path, { body, headers })
    expect(first.status).toBe(201)
    const again = await api.call('POST', path, { body, headers })
    expect(again.status).toBe(201)
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    // An API key itself is given once.
    expect(again.json).toEqual({ ...(first.json as object), ...(path === '/v1/keys' ? { key: null } : {}) })
    const shown = await api.call('GET', first.headers.get('location') ?? '')
    expect(shown.status).toBe(200)
    expect(shown.json).toMatchObject({ id: (first.json as { id: string }).id })
  })

  it('for something else with that key is refused', async () => {
    const { status, json } = await api.call('POST', path, { body: { ...body, ...other }, headers })
    expect({ status, json }).toMatchObject({ status: 422, json: { error: 'idempotency_mismatch' } })
  })

  it('with that key of another caller is another creation', async () => {
    const key = await api.createKey(`other-than-${path.slice(4)}`, 'admin')
    const { status } = await api.call('POST', path, { body: { ...body, ...other }, headers, key })
    expect(status).toBe(409)
  })

  test.each(['', ' ', '\u00e9', 'x'.repeat(256), '\x01'])('a bad key is refused: %j', async (value) => {
    // Fetch checks header values itself.
    const { status, json } = await api
      .call('POST', path, { body, headers: { 'Idempotency-Key': value } })
      .catch(() => ({ status: 400, json: { error: 'invalid_request' } }))
    expect({ status, json }).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
  })
})
