import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { startApi, type ApiServer } from './support-api.ts'
import { startTarget, type Seen, type Target } from './target.ts'

let api: ApiServer
let target: Target
let reader: string

beforeAll(async () => {
  target = await startTarget()
  api = await startApi({ max_answer_size: 100_000, max_body_size: 200_000, failed_auth_per_minute: 0 })
  const body = { alias: 'a', type: 'api_key', data: { key: '0123456789abcdef' }, hosts: [target.origin] }
  await api.call('POST', '/v1/credentials', { body })
  reader = await api.createKey('reader', 'read-only')
})
afterAll(async () => {
  await api.close()
  await target.close()
})

let before: number
beforeEach(() => {
  before = target.requests.length
})
const received = (): readonly Seen[] => target.requests.slice(before)

const execute = (asked: object, key?: string): ReturnType<ApiServer['call']> =>
  api.call('POST', '/v1/execute', {
    body: { credential: 'a', method: 'GET', ...asked },
    ...(key === undefined ? {} : { key }),
  })

it('sends what was asked, with the credential, and gives back what came', async () => {
  const { status, headers, json } = await execute({
    method: 'POST',
    url: `${target.origin}/things?x=1`,
    headers: { 'X-One': 'a', 'X-Two': ['b', 'c'] },
    body: '{"name":"ü"}',
  })
  expect(status).toBe(200)
  expect(json).toMatchObject({
    status: 200,
    headers: { 'set-cookie': ['a=1', 'b=2'], 'content-type': 'application/json' },
    body: '{"login":"username"}',
  })
  expect(headers.get('x-ratelimit-limit')).toBe('1000')
  expect(headers.get('x-ratelimit-remaining')).toMatch(/^9\d\d$/)
  const [seen] = received()
  expect(seen).toMatchObject({
    method: 'POST',
    path: '/things?x=1',
    headers: {
      authorization: 'Bearer 0123456789abcdef',
      'content-type': 'application/json',
      'x-one': 'a',
      'x-two': 'b, c',
      'user-agent': expect.stringMatching(/^vultrino\//) as unknown,
      accept: '*/*',
    },
  })
  expect(seen?.body.toString()).toBe('{"name":"ü"}')
  expect(JSON.stringify(seen?.headers)).not.toContain('vk_')
})

test.each([
  ['no body at all', {}, null],
  ['null', { body: null }, null],
  ['the empty text', { body: '' }, ''],
  ['text', { body: 'a=1&b=2' }, 'a=1&b=2'],
  ['text, said so', { body: 'a', body_encoding: 'text' }, 'a'],
  ['base64', { body: '//4AgA==', body_encoding: 'base64' }, '\xff\xfe\x00\x80'],
  ['base64 without padding', { body: '//4AgA', body_encoding: 'base64' }, '\xff\xfe\x00\x80'],
])('a body may be %s', async (_, asked, bytes) => {
  const { json } = await execute({ method: 'PUT', url: target.origin, ...asked })
  expect(json).toMatchObject({ status: 200 })
  const [seen] = received()
  expect(seen?.body.toString('latin1')).toBe(bytes ?? '')
  expect(seen?.headers['content-type']).toBeUndefined()
})

it('gives bytes that are no text in base64', async () => {
  const { json } = await execute({ url: `${target.origin}/binary` })
  expect(json).toMatchObject({ status: 200, body: '//4AgA==', body_encoding: 'base64' })
})

it('withholds an answer that is too large', async () => {
  const { status, json } = await execute({ url: `${target.origin}/large` })
  expect({ status, json }).toMatchObject({
    status: 502,
    json: { error: 'answer_too_large', details: { limit: 100_000 } },
  })
})

test.each([
  ['text', 'x'.repeat(200_001), 'text'],
  ['base64', Buffer.alloc(200_001).toString('base64'), 'base64'],
])('a body of more than max_body_size is refused: %s', async (_, body, encoding) => {
  const { status, json } = await execute({
    method: 'POST',
    url: target.origin,
    body,
    body_encoding: encoding,
  })
  expect({ status, json }).toMatchObject({ status: 413, json: { details: { limit: 200_000 } } })
  expect(received()).toEqual([])
})

it('takes a body of just that size in base64', async () => {
  const body = Buffer.alloc(200_000).toString('base64')
  const { json } = await execute({ method: 'POST', url: target.origin, body, body_encoding: 'base64' })
  expect(json).toMatchObject({ status: 200 })
  expect(received()[0]?.body.byteLength).toBe(200_000)
})

test.each<[string, number, object]>([
  ['invalid_request', 400, { method: 'get' }],
  ['invalid_request', 400, { url: 'ftp://a.example.com/' }],
  ['invalid_request', 400, { credential: '../a' }],
  ['invalid_request', 400, { headers: { 'X Y': 'a' } }],
  ['invalid_request', 400, { headers: { X: 'a\r\nY: b' } }],
  ['invalid_request', 400, { method: 'POST', body: '*', body_encoding: 'base64' }],
  ['invalid_request', 400, { method: 'POST', body: 'AAAAA', body_encoding: 'base64' }],
  ['method_not_allowed', 405, { method: 'TRACE' }],
  ['destination_denied', 403, { url: 'https://b.example.com/' }],
  ['not_found', 404, { credential: 'nothing' }],
])('%s %i: %j', async (error, status, asked) => {
  const answer = await execute({ url: target.origin, ...asked })
  expect(answer).toMatchObject({ status, json: { error } })
  expect(answer.headers.get('x-vultrino-error')).toBe(error)
  expect(received()).toEqual([])
})

describe('says the same as the proxy form', () => {
  it.each<[string, string | undefined]>([
    ['/', undefined],
    ['https://c.example.com/', undefined],
    ['http://127.0.0.1:1/', undefined],
    ['/', 'reader'],
    ['/', 'unknown'],
  ])('of %s as %s', async (path, who) => {
    const url = path === '/' ? `${target.origin}/` : path
    const key = { reader, unknown: `vk_${'0'.repeat(32)}`, own: api.adminKey }[who ?? 'own'] ?? ''
    const proxied = await api.call('GET', `/${url}`, { key, headers: { 'X-Vultrino-Credential': 'a' } })
    const executed = await execute({ url }, key)
    const code = proxied.headers.get('x-vultrino-error')
    expect(executed.headers.get('x-vultrino-error')).toBe(code)
    if (code === null) expect(executed.json).toMatchObject({ status: proxied.status })
    else expect({ ...executed, headers: null }).toEqual({ ...proxied, headers: null })
  })
})

it('ends the request to the target when the client goes away', async () => {
  const controller = new AbortController()
  const gone = fetch(`${api.url}/v1/execute`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${api.adminKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ credential: 'a', method: 'GET', url: `${target.origin}/silent` }),
    signal: controller.signal,
  })
  await expect.poll(() => received().length).toBe(1)
  controller.abort()
  await expect(gone).rejects.toThrow()
  await expect.poll(() => received()[0]?.cut).toBe(true)
})
