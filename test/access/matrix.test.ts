import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoUpstream, type DemoUpstream } from '../../src/surfaces/cli/quickstart/demo-upstream.node.ts'
import { startApi, type ApiServer } from '../api/support-api.ts'
import { mayDo, OPERATIONS, PATHS, RIGHTS, SCOPES, type Operation } from './matrix.ts'

const TOKEN = 'matrix-token-0123456789'
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

let api: ApiServer
let target: DemoUpstream
/** A key for each of `RIGHTS`. */
let keys: readonly string[]
let used = 0

beforeAll(async () => {
  target = await startDemoUpstream(TOKEN)
  api = await startApi({ management_per_minute: 0, proxy_per_minute: 0 })
  for (const alias of ['in-a', 'out-a']) {
    const body = { alias, type: 'api_key', data: { key: TOKEN }, hosts: [target.origin] }
    expect((await api.call('POST', '/v1/credentials', { body })).status).toBe(201)
  }
  await api.call('POST', '/v1/roles', { body: { name: 'spare', permissions: ['read'] } })
  const made: string[] = []
  for (const [index, { permissions, scopes }] of RIGHTS.entries()) {
    const name = `role-${String(index)}`
    const body = { name, permissions, credential_scopes: SCOPES[scopes] }
    expect((await api.call('POST', '/v1/roles', { body })).status).toBe(201)
    made.push(await api.createKey(`key-${String(index)}`, name))
  }
  keys = made
})
afterAll(async () => {
  await api.close()
  target.close()
})

/** What is spent is put back by an administrator. */
async function provide({ spends }: Operation): Promise<void> {
  if (spends !== true) return
  const body = { alias: 'in-spare', type: 'api_key', data: { key: 'spare-secret' } }
  const { status } = await api.call('POST', '/v1/credentials', { body })
  expect([201, 409]).toContain(status)
}

const named = OPERATIONS.map((operation) => [operation.name, operation] as const)
const codeOf = (json: unknown): string | null =>
  typeof json === 'object' && json !== null && 'error' in json ? String(json.error) : null

describe('by HTTP, exactly those whose role allows it', () => {
  it.each(named)('%s', async (_, operation) => {
    for (const [index, rights] of RIGHTS.entries()) {
      await provide(operation)
      const { method, path, ...sent } = operation.http(used++, target.origin)
      const answer = await api.call(method, path, { ...sent, key: keys[index] ?? '' })
      const allowed = codeOf(answer.json) !== 'forbidden'
      expect(allowed, `${JSON.stringify(rights)}: ${JSON.stringify(answer.json)}`).toBe(
        mayDo(rights, operation),
      )
      expect(answer.status).not.toBe(401)
    }
  })

  it.each(named)('%s: nobody without a key, or with one that is not known', async (_, operation) => {
    for (const key of [null, `vk_${'0'.repeat(32)}`]) {
      const { method, path, ...sent } = operation.http(used++, target.origin)
      const answer = await api.call(method, path, { ...sent, key })
      expect([401, 429]).toContain(answer.status)
    }
  })

  it('what is listed is what the scopes cover', async () => {
    for (const [index, { permissions, scopes }] of RIGHTS.entries()) {
      if (!permissions.includes('read')) continue
      const { json } = await api.call('GET', '/v1/credentials', { key: keys[index] ?? '' })
      const aliases = (json as { credentials: { alias: string }[] }).credentials.map(({ alias }) => alias)
      const [inside, outside] = [aliases.includes('in-a'), aliases.includes('out-a')]
      expect([inside, outside]).toEqual([scopes !== 'elsewhere', scopes !== 'covering'])
    }
  })

  it('a method that a path does not have is refused, whoever asks', async () => {
    for (const [path, has] of Object.entries(PATHS)) {
      for (const method of METHODS.filter((one) => !has.includes(one))) {
        const body = method === 'GET' || method === 'HEAD' ? {} : { body: {} }
        const { status, headers } = await api.call(method, path, body)
        expect([method, path, status]).toEqual([method, path, 405])
        const allow = (headers.get('Allow') ?? '').split(', ')
        expect([path, ...allow.sort()]).toEqual([path, ...has.toSorted()])
      }
    }
  })
})

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs command lines one after the other, all in one process. */
interface Commands {
  run(args: readonly string[], key: string | null): Promise<Run>
  end(): Promise<void>
}

function startCommands(): Commands {
  const program = join(import.meta.dirname, 'cli-batch.node.ts')
  const env = { ...api.product.env, VULTRINO_URL: api.url }
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    run: async (args, key) => {
      child.stdin.write(`${JSON.stringify({ args, key })}\n`)
      const { value } = await lines.next()
      return JSON.parse(value ?? '') as Run
    },
    end: async () => {
      child.stdin.end()
      await ended
    },
  }
}

describe('by the command line, exactly the same', () => {
  let commands: Commands
  beforeAll(() => {
    commands = startCommands()
  })
  afterAll(() => commands.end())

  it.each(named)('as a client: %s', async (_, operation) => {
    for (const [index, rights] of RIGHTS.entries()) {
      await provide(operation)
      const run = await commands.run(operation.cli(used++, target.origin), keys[index] ?? '')
      const refused = run.code === 4 && run.stderr.includes('Permission denied')
      expect(!refused, `${JSON.stringify(rights)}: ${run.stderr}`).toBe(mayDo(rights, operation))
    }
  })

  it.each(named)('as the owner: %s', async (_, operation) => {
    await provide(operation)
    const { code, stderr } = await commands.run(operation.cli(used++, target.origin), null)
    expect(stderr).not.toContain('denied')
    expect(code, stderr).toBe(operation.asOwner ?? 0)
  })
})
