import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepared, SECRET, type Prepared } from './prepared.ts'
import { rawSession, type RawSession } from './raw-session.ts'
import { startMcpTarget, type McpTarget } from './target.ts'

const LIMIT = 1_000_001

let product: Prepared
let target: McpTarget
let session: RawSession

const get = (path: string, more: object = {}): ReturnType<RawSession['call']> =>
  session.call('http_request', { credential: 'echo', method: 'GET', url: `${target.origin}${path}`, ...more })

/** What the target got, which it shows as JSON. */
const shown = (value: Readonly<Record<string, unknown>>): { url: string; body: string; method: string } =>
  JSON.parse(value['body'] as string) as never

beforeAll(async () => {
  target = await startMcpTarget()
  product = await prepared(
    target.origin,
    `[server]\nmax_answer_size = ${String(LIMIT)}\nlocal_permissions = ["read", "write", "update", "delete", "execute"]\n`,
  )
  session = await rawSession(product)
})
afterAll(async () => {
  await session.end()
  await target.close()
  product.remove()
})

it('list_credentials gives alias, type and description, and nothing else', async () => {
  const { value, structured } = await session.call('list_credentials')
  expect(value).toEqual({
    credentials: [{ alias: 'echo', type: 'api_key', description: 'Shows what it got' }],
  })
  expect(structured).toEqual(value)
})

it('http_request reaches the target with the secret, which does not come back', async () => {
  const { value, structured, isError } = await get('/hello', { headers: { 'X-Team': 'billing' }, body: null })
  expect(isError).toBe(false)
  expect(value).toEqual(structured)
  expect(Object.keys(value)).toEqual(['status', 'headers', 'body'])
  expect(value).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
  expect(target.seen.at(-1)).toMatchObject({
    method: 'GET',
    url: '/hello',
    headers: { authorization: `Bearer ${SECRET}`, 'x-team': 'billing' },
  })
  expect(JSON.stringify(value)).not.toContain(SECRET)
})

it('its line in the audit log is the documented one', async () => {
  await get('/audited?token=x')
  const read = (): string[] => readFileSync(product.auditFile, 'utf8').split('\n')
  // A line is written when its request has ended.
  await expect.poll(() => read().some((line) => line.includes('/audited'))).toBe(true)
  const lines = read()
  expect(lines.filter((line) => line.includes('/audited'))).toEqual([
    expect.stringMatching(
      /^\S+Z MCP http_request credential=echo url=http:\/\/127\.0\.0\.1:\d+\/audited\?token=\S* method=GET status=200 key=- key_name=- role=- ip=- decision=allow /,
    ),
  ])
  expect(lines.join('\n')).not.toContain('token=x')
})

it('bodies travel as text and as bytes, both ways', async () => {
  const url = `${target.origin}/post`
  const form = { credential: 'echo', method: 'POST', url }
  await session.call('http_request', { ...form, body: 'name=Ä' })
  expect(target.seen.at(-1)?.body.toString()).toBe('name=Ä')
  await session.call('http_request', { ...form, body: 'AP/+AQ==', body_encoding: 'base64' })
  expect(target.seen.at(-1)?.body).toEqual(Buffer.from([0, 255, 254, 1]))
  const { value } = await get('/binary')
  expect(value).toMatchObject({ body: 'AP/+AQ==', body_encoding: 'base64' })
})

it('query is added to the URL, and what the target sends twice is a list', async () => {
  const { value } = await get('/find?a=1', { query: { q: 'x y&z', n: 3, all: true, each: ['p', 'q'] } })
  expect(shown(value).url).toBe('/find?a=1&q=x%20y%26z&n=3&all=true&each=p&each=q')
  expect((await get('/twice')).value['headers']).toMatchObject({ 'set-cookie': ['a=1', 'b=2'] })
})

it('redirects are followed, each as a request of its own, unless that is not wanted', async () => {
  const { value } = await get('/away')
  expect(value).toMatchObject({ status: 200, url: `${target.origin}/echo?from=away` })
  const { value: plain } = await get('/away', { follow_redirects: false })
  expect(plain).toMatchObject({ status: 302, headers: { location: `${target.origin}/echo?from=away` } })
  const before = target.seen.length
  const round = await get('/round')
  expect(round.value).toMatchObject({ error: { code: 'upstream_error' } })
  expect(target.seen.length - before).toBe(6)
  const abroad = await get('/abroad')
  expect(abroad.isError).toBe(true)
  expect(abroad.value).toMatchObject({
    error: { code: 'destination_denied', hint: expect.stringContaining('follow_redirects') as string },
  })
})

it('an answer that is too large is cut between characters, and says so', async () => {
  const { value, isError } = await get('/large')
  expect(isError).toBe(false)
  expect(value).toMatchObject({ truncated: true, size: LIMIT - 1 })
  expect(value['body']).toBe('é'.repeat((LIMIT - 1) / 2))
})

it('credentials are added, shown, changed and deleted', async () => {
  const added = await session.call('add_credential', {
    alias: 'jenkins-ci',
    type: 'basic_auth',
    username: 'admin',
    password: 'token-123-456',
    description: 'Jenkins CI access',
    hosts: ['jenkins.example.com'],
  })
  expect(added.value).toEqual({
    success: true,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    alias: 'jenkins-ci',
    binding: ['https://jenkins.example.com'],
    recognised: null,
  })
  const found = await session.call('get_credential', { alias: 'jenkins-ci' })
  expect(found.value).toMatchObject({ alias: 'jenkins-ci', type: 'basic_auth', weak: false })
  const changed = await session.call('update_credential', { alias: 'jenkins-ci', description: '' })
  expect(changed.value).toMatchObject({ success: true, alias: 'jenkins-ci', description: null })
  const deleted = await session.call('delete_credential', { alias: 'jenkins-ci' })
  expect(deleted.value).toEqual({ success: true })
  expect((await session.call('get_credential', { alias: 'jenkins-ci' })).isError).toBe(true)
})

it('check_access says what would become of a request, and sends nothing', async () => {
  const before = target.seen.length
  const ask = { credential: 'echo', method: 'GET' }
  const yes = await session.call('check_access', { ...ask, url: `${target.origin}/x` })
  expect(yes.value).toMatchObject({ allowed: true, error: null })
  const no = await session.call('check_access', { ...ask, url: 'https://elsewhere.example/' })
  expect(no.value).toMatchObject({ allowed: false, error: 'destination_denied' })
  const none = await session.call('check_access', { ...ask, credential: 'none', url: target.origin })
  expect(none.value).toMatchObject({ allowed: false, error: 'credential_not_found' })
  expect(target.seen).toHaveLength(before)
})

it('whoami says who the one without a key is', async () => {
  expect((await session.call('whoami')).value).toMatchObject({
    kind: 'local',
    credential_scopes: [],
    role: null,
  })
})

it('a request that is taken back ends at the target', async () => {
  const asked = target.asked('/hang')
  const args = { credential: 'echo', method: 'GET', url: `${target.origin}/hang` }
  const id = session.begin('tools/call', { name: 'http_request', arguments: args })
  await asked
  const cut = target.wasCut()
  session.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } })
  await cut
  // It is not answered, and the connection goes on.
  expect((await session.call('whoami')).isError).toBe(false)
  expect(session.stdout().toString()).not.toContain(`"id":${String(id)}}`)
})

it('a request that takes long tells how it goes on, if it was asked to', async () => {
  const args = { credential: 'echo', method: 'GET', url: `${target.origin}/slow` }
  const { value } = await session.call('http_request', args, { progressToken: 'p1' })
  expect(value).toMatchObject({ status: 200, body: 'at last' })
  const told = session.notifications.filter(({ method }) => method === 'notifications/progress')
  expect(told.length).toBeGreaterThan(0)
  for (const { params } of told)
    expect(params).toMatchObject({ progressToken: 'p1', message: 'Waiting for the target' })
  const steps = told.map(({ params }) => params?.['progress'] as number)
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
})
