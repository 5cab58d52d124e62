import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoUpstream, type DemoUpstream } from '../../src/surfaces/cli/quickstart/demo-upstream.node.ts'
import { initialised, PASSWORD, type Product, type RunningServer } from '../support/product.ts'
import { exchangeRaw, proxiedGet } from '../support/raw-client.ts'

const TOKEN = 'workers-token-0123456789'

let product: Product
let upstream: DemoUpstream
let server: RunningServer

beforeAll(async () => {
  upstream = await startDemoUpstream(TOKEN)
  product = await initialised()
  const added = await product.cli(['add', '--alias', 'demo', '--key', '-', '--host', upstream.origin], TOKEN)
  expect(added).toMatchObject({ code: 0 })
  server = await product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
})
afterAll(() => {
  upstream.close()
  product.remove()
})

const proc = (pid: number, file: string): string => readFileSync(`/proc/${String(pid)}/${file}`, 'latin1')

/** The server's worker processes. */
function children(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(/\) \w (\d+) /.exec(proc(pid, 'stat'))?.[1]) === server.pid
      } catch {
        return false
      }
    })
}

const call = async (): Promise<string> =>
  (await exchangeRaw(server.url, proxiedGet('demo', `${upstream.origin}/me`))).toString()

it('all workers answer on the one port', async () => {
  await expect.poll(() => children().length).toBe(2)
  for (let i = 0; i < 8; i++) expect(await call()).toContain('demo-user')
})

it('no worker was handed the password by argument or environment', () => {
  for (const pid of children()) {
    expect(proc(pid, 'cmdline')).not.toContain(PASSWORD)
    expect(proc(pid, 'environ')).not.toContain(PASSWORD)
  }
})

it('a credential added while they run is known to all of them', async () => {
  const added = await product.cli(['add', '--alias', 'late', '--key', '-', '--host', upstream.origin], TOKEN)
  expect(added).toMatchObject({ code: 0 })
  const lately = async (): Promise<string> =>
    (await exchangeRaw(server.url, proxiedGet('late', `${upstream.origin}/me`))).toString()
  await expect.poll(lately).toContain('demo-user')
  await expect
    .poll(async () =>
      (await Promise.all([lately(), lately(), lately(), lately()])).every((text) =>
        text.includes('demo-user'),
      ),
    )
    .toBe(true)
})

it('a worker that is killed is replaced, and the others go on', async () => {
  const [victim = 0] = children()
  process.kill(victim, 'SIGKILL')
  await expect.poll(() => children().filter((pid) => pid !== victim).length, { timeout: 20_000 }).toBe(2)
  for (let i = 0; i < 8; i++) expect(await call()).toContain('demo-user')
})

it('SIGTERM ends them all', async () => {
  const pids = children()
  expect(await server.stop()).toBe(0)
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
