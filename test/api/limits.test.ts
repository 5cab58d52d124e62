import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApi, type ApiServer } from './support-api.ts'
import { startTarget, type Target } from './target.ts'

const LIMITS = { proxy_per_minute: 4, management_per_minute: 5, failed_auth_per_minute: 3 }

let api: ApiServer
let target: Target

beforeAll(async () => {
  target = await startTarget()
  api = await startApi(LIMITS, {
    manager: 'admin',
    careless: 'admin',
    clumsy: 'executor',
    caller: 'executor',
    valid: 'read-only',
  })
  const body = { alias: 'a', type: 'api_key', data: { key: '0123456789abcdef' }, hosts: [target.origin] }
  await api.call('POST', '/v1/credentials', { body })
})
afterAll(async () => {
  await api.close()
  await target.close()
})

const quota = (headers: Headers): (number | null)[] =>
  ['limit', 'remaining', 'reset', ''].map((name) => {
    const value = headers.get(name === '' ? 'retry-after' : `x-ratelimit-${name}`)
    return value === null ? null : Number(value)
  })

function inAMinute(reset: number | null | undefined): boolean {
  const seconds = (reset ?? 0) - Date.now() / 1000
  return seconds > 0 && seconds <= 61
}

it('management is counted, each answer says what is left, and then there is 429', async () => {
  const key = api.keys['manager'] ?? ''
  const answers = []
  const asks = [
    '/v1/whoami',
    '/v1/credentials',
    '/v1/credentials/nothing',
    '/v1/roles',
    '/v1/keys',
    '/v1/keys',
  ]
  for (const path of asks) answers.push(await api.call('GET', path, { key }))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200, 200, 429])
  const said = answers.map(({ headers }) => quota(headers))
  expect(said.map(([limit]) => limit)).toEqual([5, 5, 5, 5, 5, 5])
  expect(said.map(([, remaining]) => remaining)).toEqual([4, 3, 2, 1, 0, 0])
  expect(said.every(([, , reset]) => inAMinute(reset))).toBe(true)
  expect(said.map(([, , , retry]) => retry !== null)).toEqual([false, false, false, false, false, true])
  expect(answers.at(-1)?.json).toMatchObject({ error: 'rate_limited', details: { limit: 5 } })
  expect(said.at(-1)?.[3]).toBeGreaterThan(0)
})

it('what is refused for its body is counted too', async () => {
  const key = api.keys['careless'] ?? ''
  const statuses = []
  for (let i = 0; i < 6; i++) statuses.push((await api.call('POST', '/v1/roles', { key, raw: '{' })).status)
  expect(statuses).toEqual([400, 400, 400, 400, 400, 429])
})

it('so is an execution', async () => {
  const key = api.keys['clumsy'] ?? ''
  const answers = []
  for (let i = 0; i < 5; i++) answers.push(await api.call('POST', '/v1/execute', { key, raw: '{' }))
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 429])
  expect(answers.map(({ headers }) => quota(headers)[1])).toEqual([3, 2, 1, 0, 0])
})

it('proxied requests are counted as one, whatever their form; their errors say what is left', async () => {
  const key = api.keys['caller'] ?? ''
  const url = `${target.origin}/x`
  const execute = (to: string): ReturnType<ApiServer['call']> =>
    api.call('POST', '/v1/execute', { key, body: { credential: 'a', method: 'GET', url: to } })
  const proxy = (to: string): ReturnType<ApiServer['call']> =>
    api.call('GET', `/${to}`, { key, headers: { 'X-Vultrino-Credential': 'a' } })
  const first = await execute(url)
  expect(quota(first.headers).slice(0, 2)).toEqual([4, 3])
  const second = await proxy(url)
  // The target's own, untouched; it has no other.
  expect(quota(second.headers)).toEqual([null, 4999, null, null])
  const third = await proxy('https://b.example.com/')
  expect(third.status).toBe(403)
  expect(quota(third.headers).slice(0, 2)).toEqual([4, 1])
  expect(inAMinute(quota(third.headers)[2])).toBe(true)
  expect(quota((await execute('https://b.example.com/')).headers).slice(0, 2)).toEqual([4, 0])
  const before = target.requests.length
  for (const refused of [await execute(url), await proxy(url)]) {
    expect(refused).toMatchObject({ status: 429, json: { error: 'rate_limited' } })
    expect(quota(refused.headers).slice(0, 2)).toEqual([4, 0])
    expect(quota(refused.headers)[3]).toBeGreaterThan(0)
  }
  expect(target.requests.length).toBe(before)
})

it('failed authentication is limited, and a valid key still passes', async () => {
  const statuses = []
  for (let i = 0; i < 5; i++) {
    statuses.push((await api.call('GET', '/v1/whoami', { key: `vk_${String(i).repeat(32)}` })).status)
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429])
  const key = api.keys['valid'] ?? ''
  expect((await api.call('GET', '/v1/whoami', { key })).status).toBe(200)
})
