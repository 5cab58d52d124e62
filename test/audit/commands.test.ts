import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTarget, type Target } from '../api/target.ts'
import { clientOf, keyWith } from '../cli/support-client.ts'
import { groupRows, type RowGroup } from '../../src/domain/audit-chain/group.ts'
import { initialised, type Product, type RunningServer } from '../support/product.ts'

const PROGRAM = join(import.meta.dirname, '../../bin/vultrino.js')

let owner: Product
let target: Target
let server: RunningServer
let client: Product
let scoped: Product
beforeAll(async () => {
  target = await startTarget()
  owner = await initialised()
  for (const alias of ['github-api', 'stripe-api'])
    await owner.cli(['add', '--alias', alias, '--key', '-', '--host', target.origin], 'sk-0123456789')
  const admin = await keyWith(owner, 'all-of-it', ['--permissions', 'read,write,update,delete,execute'])
  const some = await keyWith(owner, 'some', ['--permissions', 'read,execute', '--scopes', 'github-*'])
  server = await owner.serve()
  client = clientOf(server.url, admin)
  scoped = clientOf(server.url, some)
  await scoped.cli(['request', 'github-api', `${target.origin}/user`])
  await scoped.cli(['request', 'stripe-api', `${target.origin}/user`])
  await owner.cli(['request', 'stripe-api', `${target.origin}/user`])
})
afterAll(async () => {
  await server.stop()
  await target.close()
  for (const one of [owner, client, scoped]) one.remove()
})

const out = async (product: Product, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await product.cli(['audit', ...args])
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')])
  return stdout.toString()
}

describe.each([
  ['on this machine', () => owner],
  ['through a server', () => client],
])('%s', (_, product) => {
  it('search finds by each filter, as text lines in a pipe and as JSON', async () => {
    const lines = await out(product(), 'search', '--key', 'some', '--host', new URL(target.origin).host)
    expect(lines.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^\S+Z HTTP http_request credential=stripe-api url=\S+ .*decision=deny error=forbidden/,
      ),
      expect.stringMatching(
        /^\S+Z HTTP http_request credential=github-api url=\S+ method=GET status=200 key=vk_/,
      ),
    ])
    const json = await out(
      product(),
      'search',
      '--json',
      '--credential',
      'github-api',
      '--since',
      '1h',
      '--limit',
      '1',
    )
    expect(JSON.parse(json)).toMatchObject([{ credential: 'github-api', status: 200, key_name: 'some' }])
    const [{ request_id = '' } = {}] = JSON.parse(json) as { request_id?: string }[]
    expect(await out(product(), 'search', '--request-id', request_id)).toContain(request_id)
    const { code, stderr } = await product().cli(['audit', 'search', '--since', 'later'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--since is a time before now (2h, 7d)')])
  })

  it('tail shows the newest last', async () => {
    const lines = (await out(product(), 'tail', '-n', '2', '--action', 'http_request')).trimEnd().split('\n')
    expect(lines.map((line) => / (\w+) http_request credential=(\S+)/.exec(line)?.slice(1))).toEqual([
      ['HTTP', 'stripe-api'],
      ['CLI', 'stripe-api'],
    ])
    const json = await out(product(), 'tail', '-n', '1', '--json', '--action', 'http_request')
    expect(JSON.parse(json)).toMatchObject({ principal: 'owner', outcome: 'complete' })
  })

  it('stats, export and verify', async () => {
    expect(await out(product(), 'stats', '--action', 'http_request')).toMatch(
      /^Records: 3\n[^]*deny +1\n[^]*stripe-api +2\n[^]*forbidden +1\n/,
    )
    const file = join(product().folder, 'audit.csv')
    await out(product(), 'export', '--format', 'csv', '--action', 'http_request', '--output', file)
    expect(readFileSync(file, 'utf8')).toMatch(/^sequence,time,surface,[^\n]*\r\n(?:\d+,"[^\n]*\r\n){3}$/)
    expect(await out(product(), 'export', '--action', 'http_request')).toMatch(
      /^(?:\{"sequence":\d+,[^\n]*\}\n){3}$/,
    )
    expect(await out(product(), 'verify')).toMatch(/^The audit log is whole: \d+ rows/)
    expect(JSON.parse(await out(product(), 'verify', '--json'))).toMatchObject({ intact: true })
  })
})

it.each([
  ['on this machine', () => owner],
  ['through a server', () => client],
])('tail -f %s tells what happens elsewhere, line by line, until it is interrupted', async (_, product) => {
  const child = spawn(
    process.execPath,
    [PROGRAM, 'audit', 'tail', '-f', '-n', '1', '--json', '--action', 'http_request'],
    { env: product().env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await expect.poll(() => text, { timeout: 10_000 }).toContain('\n')
  const path = `/followed-${String(child.pid)}`
  await owner.cli(['request', 'github-api', `${target.origin}${path}`])
  await expect.poll(() => text, { timeout: 10_000 }).toContain(path)
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  const lines = text.trimEnd().split('\n')
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ outcome: 'complete', status: 200, surface: 'cli' })
})

it('reading the log takes no password, verifying it does', async () => {
  const env = { ...owner.env }
  delete env['VULTRINO_PASSWORD']
  const run = (args: string[]): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: 'ignore' })
      child.once('close', resolve)
    })
  expect(await run(['audit', 'tail'])).toBe(0)
  expect(await run(['audit', 'verify'])).not.toBe(0)
})

it('a scoped key sees its own scopes, and does not verify', async () => {
  const lines = await out(scoped, 'search')
  expect(lines).toContain('credential=github-api')
  expect(lines).not.toContain('stripe-api')
  const { code, stderr } = await scoped.cli(['audit', 'verify'])
  expect([code, stderr]).toEqual([4, expect.stringContaining('Permission denied')])
})

it('verify finds a row that was edited, and doctor one among the newest', async () => {
  const database = new DatabaseSync(join(owner.folder, 'data', 'state.db'))
  const groups = database.prepare('SELECT * FROM audit_group').all() as unknown as RowGroup[]
  const isIts = ({ event }: { readonly event: string }): boolean => /stripe-api.*forbidden/.test(event)
  const group = groups.find((one) => groupRows(one).some(isIts)) as RowGroup
  const sequence = groupRows(group).find(isIts)?.sequence ?? 0
  const put = database.prepare('UPDATE audit_group SET events = ? WHERE sequence = ?')
  put.run(group.events.replace('stripe-api', 'github-api'), group.sequence)
  const verified = await owner.cli(['audit', 'verify'])
  expect([verified.code, verified.stdout.toString()]).toEqual([
    5,
    expect.stringContaining(
      `row ${String(sequence)}: this row, or the order of rows here, is not what was written`,
    ),
  ])
  const remote = await client.cli(['audit', 'verify', '--json'])
  expect([remote.code, JSON.parse(remote.stdout.toString())]).toEqual([
    5,
    expect.objectContaining({ intact: false, broken_at: sequence, fault: 'row_changed' }),
  ])
  const doctor = await owner.cli(['doctor', '--json'])
  expect(doctor.stdout.toString()).toContain(`row ${String(sequence)} is not as it was written`)
  put.run(group.events, group.sequence)
  database.close()
  expect((await owner.cli(['audit', 'verify'])).code).toBe(0)
})
