import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { initialised } from '../support/product.ts'
import { clientOf, listening } from './support-client.ts'

const KEY = `vk_${'k'.repeat(32)}`
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** What a command says to, and of, a server that answers like this. */
async function against(
  answer: Answer,
  args: readonly string[],
): Promise<{ code: number | null; out: string; stderr: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const server = await listening((request, response) => {
    seen.push(request)
    request.resume()
    answer(request, response)
  })
  const client = clientOf(server.origin, KEY)
  cleanups.push(
    () => server.close(),
    () => client.remove(),
  )
  const { code, stdout, stderr } = await client.cli(args)
  return { code, out: stdout.toString(), stderr, seen }
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))

const CREDENTIAL = {
  id: '550e8400-e29b-41d4-a716-446655440000',
  alias: 'one',
  type: 'api_key',
  description: null,
  metadata: {},
  binding: [],
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  weak: false,
}

describe('a server that cannot be reached', () => {
  it.each([
    ['http://127.0.0.1:1', 'the connection was refused'],
    ['http://name.invalid:7878', 'its host name could not be resolved'],
    ['unix:/nowhere/vultrino.sock', 'there is no such socket'],
  ])('%s', async (url, reason) => {
    const client = clientOf(url)
    cleanups.push(() => client.remove())
    for (const args of [['list'], ['request', 'one', 'https://a.example.com/']]) {
      const { code, stderr } = await client.cli(args)
      expect(code).toBe(6)
      expect(stderr).toContain(`error: The server that VULTRINO_URL names cannot be reached: ${reason}`)
      expect(stderr).toContain('hint: Check that it runs and that VULTRINO_URL is right')
    }
  })

  it.each([
    '7878',
    'ftp://a',
    'http://u:p@a.example',
    'http://a/path',
    'http://a/?q',
    'http://a?',
    'http://a#f',
    'unix:relative',
  ])('the address %s is refused', async (url) => {
    const client = clientOf(url)
    cleanups.push(() => client.remove())
    expect(await client.cli(['list'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: VULTRINO_URL .*\nhint: It is http:/) as string,
    })
  })

  it('a key that goes over plain http to elsewhere is warned of; one that is no key is refused', async () => {
    const client = clientOf('http://name.invalid:7878', KEY)
    cleanups.push(() => client.remove())
    expect((await client.cli(['list'])).stderr).toContain('warning: VULTRINO_URL is plain http')
    client.env['VULTRINO_API_KEY'] = 'two words'
    const refused = await client.cli(['list'])
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no API key') as string })
    expect(refused.stderr).not.toContain('two words')
  })
})

describe('a server that is none of ours', () => {
  const NOT_OURS = 'error: What VULTRINO_URL names does not answer as a Vultrino server does'
  it.each<[string, Answer]>([
    ['a web page', (_, response) => response.end('<html>')],
    ['an error page', (_, response) => response.writeHead(500).end('oops')],
    ['other JSON', json({ items: [] })],
    ['a list of nothing', json({ credentials: [null] })],
    ['a list of the wrong', json({ credentials: [{ ...CREDENTIAL, alias: 7 }] })],
    [
      'a bad binding',
      json({ credentials: [{ ...CREDENTIAL, binding: [{ origin: 'http://', addresses: [] }] }] }),
    ],
    ['a nest', (_, response) => response.end('['.repeat(1_000_000))],
    ['an endless answer', (_, response) => response.end('{"credentials":[' + ' '.repeat(17_000_000))],
    [
      'an error without JSON',
      (_, response) => response.writeHead(403, { 'X-Vultrino-Error': 'forbidden' }).end('no'),
    ],
    ['an error with a strange code', json({}, 403, { 'X-Vultrino-Error': 'Not A Code' })],
    ['no HTTP', (request) => request.socket.end('SSH-2.0-hello\r\n')],
  ])('%s', async (_, answer) => {
    const { code, out, stderr } = await against(answer, ['list'])
    expect(stderr).toContain(NOT_OURS)
    expect({ code, out }).toEqual({ code: 6, out: '' })
  })

  it('is not followed elsewhere, so the key stays', async () => {
    const elsewhere: string[] = []
    const other = await listening((request, response) => {
      elsewhere.push(request.url ?? '')
      response.end('{}')
    })
    cleanups.push(() => other.close())
    const { code, seen } = await against(
      (_, response) => response.writeHead(307, { Location: `${other.origin}/v1/credentials` }).end(),
      ['list'],
    )
    expect({ code, elsewhere }).toEqual({ code: 6, elsewhere: [] })
    expect(seen).toHaveLength(1)
  })
})

it('what a server says cannot steer the terminal', async () => {
  const description = 'evil \x1b]0;title\x07 \x9b2J \u202egnp'
  const body = { credentials: [{ ...CREDENTIAL, description }] }
  for (const args of [['list'], ['list', '--json']]) {
    const { code, out } = await against(json(body), args)
    expect(code).toBe(0)
    expect(out).toContain('evil')
    expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
  }
  const refusal = {
    error: 'forbidden',
    message: '\x1b[2J',
    details: { kind: 'x', alias: '\x1b[2J', permission: 'y' },
  }
  const refused = await against(json(refusal, 403, { 'X-Vultrino-Error': 'forbidden' }), [
    'get',
    'one',
    '--json',
  ])
  expect(refused.code).toBe(4)
  expect(refused.stderr).not.toMatch(/[^\P{Cc}\n]/u)
})

it('an error this version does not know is said plainly', async () => {
  const answer = json({ error: 'from_the_future' }, 418, { 'X-Vultrino-Error': 'from_the_future' })
  const { code, stderr } = await against(answer, ['list'])
  expect(code).toBe(1)
  expect(stderr).toContain(
    "The server refused with 'from_the_future', which this version of vultrino does not know",
  )
})

it('a creation carries a key of its own, so that it is made once', async () => {
  const answer = json({ ...CREDENTIAL, recognised: null }, 201)
  const first = await against(answer, [
    'add',
    '-a',
    'one',
    '-k',
    'secret-0123456789',
    '--host',
    'a.example.com',
  ])
  const second = await against(answer, [
    'add',
    '-a',
    'one',
    '-k',
    'secret-0123456789',
    '--host',
    'a.example.com',
  ])
  const keys = [first, second].map(({ seen }) => seen[0]?.headers['idempotency-key'])
  for (const key of keys) expect(key).toMatch(/^[0-9a-f-]{36}$/)
  expect(new Set(keys).size).toBe(2)
  expect(first.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
})

it('over a socket file, the local user needs no key', async () => {
  const owner = await initialised()
  const path = join(owner.folder, 'vultrino.sock')
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../bin/vultrino.js'), 'serve', '--bind', `unix:${path}`],
    { env: owner.env, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const client = clientOf(`unix:${path}`)
  cleanups.push(
    () => client.remove(),
    () => owner.remove(),
  )
  try {
    await once(child.stdout, 'data')
    expect(existsSync(path)).toBe(true)
    const { code, stdout } = await client.cli(['whoami'])
    expect(code).toBe(0)
    expect(stdout.toString()).toBe(
      'You are: the local user of the server, without an API key\nPermissions: read, execute\nScopes: (all)\n',
    )
  } finally {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
})

it.runIf(existsSync('/proc/self/environ'))('no child process inherits the key', async () => {
  const owner = await initialised()
  cleanups.push(() => owner.remove())
  owner.env['VULTRINO_API_KEY'] = KEY
  const server = await owner.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').split(' ')
  const workers = children.filter(Boolean)
  const environments = workers.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8'))
  await server.stop()
  expect(workers.length).toBeGreaterThanOrEqual(2)
  for (const environment of environments) {
    expect(environment).toContain('VULTRINO_DATA_DIR')
    expect(environment).not.toContain(KEY)
  }
})
