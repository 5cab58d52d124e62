import { afterAll, beforeAll, expect, it } from 'vitest'
import { RawSocket } from '../http/support-raw-socket.ts'
import { startApi, type ApiServer } from './support-api.ts'

let api: ApiServer

beforeAll(async () => {
  api = await startApi({ management_per_minute: 0 })
})
afterAll(() => api.close())

const ALL = ['read', 'write', 'update', 'delete', 'execute']
const HOSTS = ['api.example.com']
const CREDENTIAL = { alias: 'mine', type: 'api_key', data: { key: '0123456789abcdef' }, hosts: HOSTS }
const CALLS = [
  ['POST', '/v1/roles', { name: 'extra', permissions: ['read'] }],
  ['POST', '/v1/keys', { name: 'extra', role: 'admin' }],
  ['POST', '/v1/credentials', CREDENTIAL],
  ['PATCH', '/v1/credentials/there', { description: 'changed' }],
  ['POST', '/v1/credentials/there/unbind', { hosts: 'all' }],
  ['POST', '/v1/execute', { credential: 'there', method: 'GET', url: 'https://api.example.com/' }],
] as const
type Call = (typeof CALLS)[number]

/** A call that was let in, and of whose body the last byte is still to come. */
async function begin(key: string, [method, path, body]: Call): Promise<() => Promise<string | undefined>> {
  const text = JSON.stringify(body)
  const socket = await RawSocket.open(Number(new URL(api.url).port))
  socket.send(
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${String(text.length)}`,
    'Expect: 100-continue',
    '',
    '',
  )
  await socket.until(/^HTTP\/1\.1 100 /)
  socket.send(text.slice(0, -1))
  return async () => {
    socket.send(text.slice(-1))
    const answer = await socket.until(/\r\n\r\nHTTP\/1\.1 \d{3} /)
    socket.destroy()
    return /\r\n\r\nHTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]
  }
}

interface Loss {
  readonly status: string
  readonly change: (role: string, key: string) => readonly [string, string, unknown?]
}

const LOSSES: Readonly<Record<string, Loss>> = {
  'its key is revoked': { status: '401', change: (_, key) => ['DELETE', `/v1/keys/${key}`] },
  'its role is deleted': { status: '401', change: (role) => ['DELETE', `/v1/roles/${role}`] },
  'its role is narrowed': {
    status: '403',
    change: (role) => ['PATCH', `/v1/roles/${role}`, { permissions: ['read'], credential_scopes: ['x'] }],
  },
}

it.each(Object.entries(LOSSES))('while its body is under way, %s: nothing is done', async (why, loss) => {
  const name = why.replaceAll(' ', '-')
  await api.call('POST', '/v1/roles', { body: { name, permissions: ALL } })
  await api.call('POST', '/v1/credentials', { body: { ...CREDENTIAL, alias: 'there' } })
  const key = await api.createKey(name, name)
  const ends = await Promise.all(CALLS.map((call) => begin(key, call)))
  const [method, path, body] = loss.change(name, name)
  expect((await api.call(method, path, { body })).status).toBe(200)
  expect(await Promise.all(ends.map((end) => end()))).toEqual(CALLS.map(() => loss.status))
  expect((await api.call('GET', '/v1/credentials/mine')).status).toBe(404)
  expect((await api.call('GET', '/v1/credentials/there')).json).toMatchObject({
    description: null,
    binding: [{ origin: 'https://api.example.com' }],
  })
  expect((await api.call('GET', '/v1/roles/extra')).status).toBe(404)
  expect((await api.call('GET', '/v1/keys/extra')).status).toBe(404)
})
