import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepared, type Prepared } from './prepared.ts'
import { rawSession, type Called, type RawSession } from './raw-session.ts'
import { startMcpTarget, type McpTarget } from './target.ts'

let product: Prepared
let target: McpTarget
let full: RawSession
let reader: RawSession
let readerKey: string

beforeAll(async () => {
  target = await startMcpTarget()
  product = await prepared(
    target.origin,
    '[[policies]]\nname = "no-deletes"\ncredential_pattern = "*"\ndefault_action = "allow"\n[[policies.rules]]\ncondition = { method_match = ["DELETE"] }\naction = "deny"\n',
  )
  await product.run(['add', '--alias', 'loose', '--key', '-'], 'another-secret-value')
  const admin = await product.key('all', 'read,write,update,delete,execute')
  readerKey = await product.key('reader', 'read', 'echo')
  full = await rawSession(product, { env: { VULTRINO_API_KEY: admin } })
  reader = await rawSession(product, { env: { VULTRINO_API_KEY: readerKey } })
})
afterAll(async () => {
  await Promise.all([full.end(), reader.end()])
  await target.close()
  product.remove()
})

const request = (more: object): [string, object] => [
  'http_request',
  { credential: 'echo', method: 'GET', url: `${target.origin}/`, ...more },
]

/** Every refusal, by its code, which the reference names or the docs add. */
const CASES: readonly (readonly [code: string, who: () => RawSession, ask: () => [string, object]])[] = [
  ['credential_not_found', () => full, () => request({ credential: 'none' })],
  ['permission_denied', () => reader, () => request({})],
  ['policy_denied', () => full, () => request({ method: 'DELETE' })],
  ['upstream_error', () => full, () => request({ url: `${target.origin}/round` })],
  ['destination_denied', () => full, () => request({ url: 'https://elsewhere.example/' })],
  ['destination_denied', () => full, () => request({ url: target.origin.replace('http:', 'https:') })],
  [
    'unbound_credential',
    () => full,
    () => request({ credential: 'loose', url: 'https://elsewhere.example/' }),
  ],
  ['invalid_request', () => full, () => request({ url: 'not a url' })],
  ['invalid_request', () => full, () => request({ method: 'TRACE' })],
  ['invalid_request', () => full, () => request({ headers: { 'a b': 'c' } })],
  ['invalid_request', () => full, () => request({ header: {} })],
  ['invalid_request', () => full, () => request({ body: '***', body_encoding: 'base64', method: 'POST' })],
  ['permission_denied', () => reader, () => ['add_credential', { alias: 'echo', type: 'api_key', key: 'k' }]],
  [
    'alias_exists',
    () => full,
    () => ['add_credential', { alias: 'echo', type: 'api_key', key: 'k-of-mine' }],
  ],
  ['invalid_type', () => full, () => ['add_credential', { alias: 'new', type: 'kerberos', key: 'k' }]],
  ['invalid_request', () => full, () => ['add_credential', { alias: 'new', type: 'api_key' }]],
  ['permission_denied', () => reader, () => ['delete_credential', { alias: 'echo' }]],
  ['not_found', () => full, () => ['delete_credential', { alias: 'none' }]],
  ['not_found', () => full, () => ['get_credential', { alias: 'none' }]],
  ['permission_denied', () => reader, () => ['get_credential', { alias: 'none' }]],
  ['permission_denied', () => reader, () => ['get_credential', { alias: 'loose' }]],
  ['permission_denied', () => reader, () => ['update_credential', { alias: 'echo', description: 'x' }]],
  ['secret_required', () => full, () => ['update_credential', { alias: 'echo', hosts: ['evil.example'] }]],
  ['unauthorized', () => full, () => ['whoami', { api_key: 'vk_00000000000000000000000000000000' }]],
  ['unauthorized', () => full, () => request({ api_key: 'no key at all' })],
]

it.each(CASES)('%s (%#)', async (code, who, ask) => {
  const before = linesOf().length
  const { value, isError, structured } = await who().call(...ask())
  expect(isError).toBe(true)
  expect(structured).toBeUndefined()
  expect(value).toMatchObject({ error: { code, message: expect.any(String) as string } })
  expect(Object.keys(value)).toEqual(['error'])
  // Each is on record, under this door, and under the id that the caller was told.
  const lines = (): string[] => linesOf().slice(before)
  const told = ` request_id=${String(requestIdOf(value))}`
  await expect.poll(() => lines().filter((line) => line.includes(told)).length).toBe(1)
  for (const line of lines()) expect(line).toMatch(/^\S+Z MCP /)
})

const requestIdOf = (value: Called['value']): unknown =>
  (value['error'] as { readonly request_id?: unknown }).request_id

/** Without what is told of the server itself, which may come a little later than it happened. */
const linesOf = (): string[] =>
  readFileSync(product.auditFile, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes(' server.start '))

it('every refusal says what to do, or the message has said it', async () => {
  for (const [code, who, ask] of CASES) {
    const { value } = await who().call(...ask())
    const { hint } = value['error'] as { hint?: string }
    if (!code.startsWith('invalid_')) expect(hint, code).toMatch(/.{10}/)
  }
})

describe('what a key cannot see', () => {
  it('it cannot tell from what is not there', async () => {
    for (const tool of [
      'get_credential',
      'delete_credential',
      'update_credential',
      'http_request',
      'check_access',
    ]) {
      const about = (alias: string): Promise<Called> =>
        reader.call(
          tool,
          tool.endsWith('l') ? { alias } : { credential: alias, method: 'GET', url: 'https://x.example' },
        )
      const [there, absent] = [await about('loose'), await about('n-one')]
      // What check_access answers is no error.
      if (there.isError) expect(requestIdOf(there.value)).not.toBe(requestIdOf(absent.value))
      const said = (called: Called): string =>
        JSON.stringify(called)
          .replaceAll('loose', 'n-one')
          .replace(/"request_id":"[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}"/, '"request_id":"…"')
      expect(said(there), tool).toBe(said(absent))
    }
  })

  it('it is not shown in lists, resources, prompts or completions', async () => {
    const listed = await reader.call('list_credentials')
    const resource = await reader.request('resources/read', { uri: 'vultrino://credentials' })
    const prompt = await reader.request('prompts/get', { name: 'use_credentials', arguments: {} })
    const completed = await reader.request('completion/complete', {
      ref: { type: 'ref/prompt', name: 'credential_guide' },
      argument: { name: 'alias', value: '' },
    })
    for (const answer of [listed, resource, prompt, completed]) {
      expect(JSON.stringify(answer)).toContain('echo')
      expect(JSON.stringify(answer)).not.toContain('loose')
    }
    const one = await reader.request('resources/read', { uri: 'vultrino://credentials/loose' })
    expect(one.error).toMatchObject({
      data: { error: { code: 'permission_denied', request_id: expect.any(String) as string } },
    })
  })
})

it('tools are listed by permission, and a call is refused by the same', async () => {
  const names = async (session: RawSession): Promise<string[]> => {
    const { result } = await session.request('tools/list')
    return (result?.['tools'] as { name: string }[]).map(({ name }) => name)
  }
  expect(await names(reader)).toEqual(['list_credentials', 'get_credential', 'whoami'])
  expect(await names(full)).toHaveLength(8)
})

it('a key given with a call counts for that call, and is repeated nowhere', async () => {
  const { value } = await full.call('whoami', { api_key: readerKey })
  expect(value).toMatchObject({ kind: 'key', key_name: 'reader', credential_scopes: ['echo'] })
  expect(await full.call('http_request', { ...request({})[1], api_key: readerKey })).toMatchObject({
    isError: true,
    value: { error: { code: 'permission_denied' } },
  })
  expect((await full.call('whoami')).value).toMatchObject({ key_name: 'all' })
  const everything = full.stdout().toString() + full.stderr() + linesOf().join('\n')
  expect(everything).not.toContain(readerKey)
})

it('what is unknown is an error of the protocol, which repeats nothing', async () => {
  const tool = await full.request('tools/call', { name: 'reveal_secret', arguments: {} })
  expect(tool.error).toMatchObject({
    code: -32602,
    message: 'Unknown tool: tools/list shows those there are',
  })
  const prompt = await full.request('prompts/get', { name: 'none' })
  expect(prompt.error?.code).toBe(-32602)
  const resource = await full.request('resources/read', { uri: 'vultrino://docs/none' })
  expect(resource.error?.code).toBe(-32602)
  expect((await full.request('no/such')).error?.code).toBe(-32601)
})

it('where keys are required, the one without is told what to set, and a key per call will do', async () => {
  const config = join(product.folder, 'strict.toml')
  writeFileSync(config, `[auth]\nrequired = true\n`)
  const strict = await rawSession(product, { env: { VULTRINO_CONFIG: config } })
  const { value } = await strict.call('list_credentials')
  expect(value).toMatchObject({
    error: { code: 'unauthorized', hint: expect.stringContaining('VULTRINO_API_KEY') as string },
  })
  expect((await strict.call('list_credentials', { api_key: readerKey })).isError).toBe(false)
  await strict.end()
})

it('[mcp] enabled = false is a refusal that names it', async () => {
  const config = join(product.folder, 'off.toml')
  writeFileSync(config, '[mcp]\nenabled = false\n')
  const { code, stdout, stderr } = await product.cli(['serve', '--mcp'], '', {
    ...product.env,
    VULTRINO_CONFIG: config,
  })
  expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('[mcp] enabled = true')
})
