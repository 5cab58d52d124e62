import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { parseExposition } from './parse-exposition.ts'

const SCRIPT = join(import.meta.dirname, 'pool-server.node.ts')
let child: ChildProcess
let output = ''

afterEach(async () => {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await ended
})

async function start(count: number): Promise<string[]> {
  output = ''
  child = spawn(process.execPath, ['--no-warnings', SCRIPT, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return await workers(count)
}
/** Where the workers serve, in the order in which they began to, once there have been so many. */
async function workers(count: number): Promise<string[]> {
  const found = (): string[] =>
    [...output.matchAll(/worker \d+ (\d+)/g)].map(([, port]) => `http://127.0.0.1:${String(port)}`)
  await expect.poll(() => found().length, { timeout: 20_000 }).toBe(count)
  return found()
}
const get = async (url: string): Promise<string> => await (await fetch(url)).text()
const value = async (worker: string, name: string, labels = ''): Promise<number | undefined> =>
  parseExposition(await get(`${worker}/metrics`), 'text')
    .get(name)
    ?.samples.get(`${name}{${labels}}`)
const DONE = 'surface="http",action="http_request",decision="allow",outcome="complete",status_class="2xx"'
const requests = (worker: string): Promise<number | undefined> =>
  value(worker, 'vultrino_requests_total', DONE)

it('any worker tells the numbers of all', async () => {
  const [a = '', b = '', c = ''] = await start(3)
  for (const worker of [a, b, b, c, c, c]) await get(`${worker}/use`)
  expect(await Promise.all([a, b, c].map(requests))).toEqual([6, 6, 6])
  expect(await value(a, 'vultrino_processes')).toBe(3)
})

it('what a worker counted is not lost with it', async () => {
  const [a = '', b = ''] = await start(2)
  for (const worker of [a, b, b, b]) await get(`${worker}/use`)
  expect(await requests(a)).toBe(4)
  await get(`${b}/die`).catch(() => undefined)
  const [, , third = ''] = await workers(3)
  expect(await requests(a)).toBe(4)
  await get(`${third}/use`)
  expect(await requests(a)).toBe(5)
  expect(await value(third, 'vultrino_processes')).toBe(2)
})

it('a worker that does not answer counts as it last stood', async () => {
  const [a = '', b = ''] = await start(2)
  for (const worker of [a, b]) await get(`${worker}/use`)
  expect(await requests(a)).toBe(2)
  await get(`${b}/stall`)
  await expect.poll(() => output).toContain('stalled')
  await get(`${a}/use`)
  expect(await requests(a)).toBe(3)
})
