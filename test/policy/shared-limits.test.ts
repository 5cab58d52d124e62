import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initialised, type Product, type RunningServer } from '../support/product.ts'
import { startRawTarget, type RawTarget } from './raw-target.ts'

const MAX = 150
let product: Product
let target: RawTarget
let servers: RunningServer[]

beforeAll(async () => {
  product = await initialised()
  target = await startRawTarget()
  const added = await product.cli([
    'add',
    '--alias',
    'a',
    '--key',
    'key-of-a-0123456789',
    '--host',
    target.origin,
  ])
  expect(added).toMatchObject({ code: 0 })
  mkdirSync(join(product.folder, 'policies.d'))
  writeFileSync(
    join(product.folder, 'policies.d', 'limit.toml'),
    `[[policies]]\nname = "limit"\ncredential_pattern = "a"\n[[policies.rules]]\ncondition = { rate_limit = { max = ${MAX}, window_secs = 3600 } }\naction = "allow"\n`,
  )
  servers = await Promise.all([product.serve(), product.serve()])
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await target.close()
  product.remove()
})

const HEADERS = { 'X-Vultrino-Credential': 'a' }

/** One use after another, through one server; how many were let through. */
async function caller(server: RunningServer, uses: number): Promise<number> {
  let allowed = 0
  for (let use = 0; use < uses; use++) {
    const answer = await fetch(`${server.url}/${target.origin}/`, { headers: HEADERS })
    await answer.arrayBuffer()
    expect([200, 429]).toContain(answer.status)
    if (answer.status === 200) allowed++
  }
  return allowed
}

it('64 callers over two processes get exactly as many uses as the limit has, and a restart gives no more', async () => {
  const counts = await Promise.all(
    Array.from({ length: 64 }, (_, i) => caller(servers[i % 2] ?? expect.unreachable(), 5)),
  )
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(MAX)
  expect(target.received).toHaveLength(MAX)
  const third = await product.serve()
  expect(await caller(third, 1)).toBe(0)
  await third.stop()
  // Its owner is another caller, with a limit of their own.
  expect(await product.cli(['request', 'a', `${target.origin}/`])).toMatchObject({ code: 0 })
})
