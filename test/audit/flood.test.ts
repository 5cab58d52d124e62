import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditEvents, type AuditEvent } from '../support/audit-events.ts'
import { initialised, type Product } from '../support/product.ts'

const REQUESTS = 10_000
const SENDERS = 20

let product: Product
let auditFile: string
beforeAll(async () => {
  product = await initialised()
  auditFile = join(product.folder, 'audit.log')
  writeFileSync(
    join(product.folder, 'config.toml'),
    `[auth]\nrequired = true\n[logging]\naudit_file = ${JSON.stringify(auditFile)}\n`,
  )
})
afterAll(() => product.remove())

/** Asks without a key, over a connection that is kept. */
const refused = (url: string, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'X-Vultrino-Credential': 'github-api' }
    request(`${url}/https://api.github.com/`, { agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode))
    })
      .once('error', reject)
      .end()
  })

const refusals = (): AuditEvent[] =>
  auditEvents(join(product.folder, 'data')).filter(({ decision }) => decision === 'deny')

it('a flood of requests without a key fills nothing, and each of them is counted', async () => {
  const server = await product.serve()
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS })
  const statuses = new Map<number | undefined, number>()
  const send = async (): Promise<void> => {
    for (let sent = 0; sent < REQUESTS / SENDERS; sent++) {
      const status = await refused(server.url, agent)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, send))
  agent.destroy()
  expect(Object.fromEntries(statuses)).toEqual({ 401: REQUESTS })
  expect(await server.stop()).toBe(0)

  const rows = refusals()
  // A hundred by themselves; the others in a row a minute.
  expect(rows.length).toBeLessThan(110)
  const folded = rows.filter((row) => 'folded' in row)
  expect(folded.length).toBeGreaterThan(0)
  for (const row of folded) {
    expect(row).toMatchObject({ error: 'unauthorized', principal: 'none', ip: '127.0.0.1', url: null })
  }
  const stats = await product.cli(['audit', 'stats', '--json'])
  expect(JSON.parse(stats.stdout.toString())).toMatchObject({ error: { unauthorized: REQUESTS } })
  const verified = await product.cli(['audit', 'verify'])
  expect([verified.code, verified.stderr]).toEqual([0, ''])

  const found = await product.cli(['audit', 'search', '--error', 'unauthorized', '--limit', '1', '--json'])
  const records = JSON.parse(found.stdout.toString()) as { times: number; since: string; time: string }[]
  expect(records).toHaveLength(1)
  expect(records[0]?.times).toBeGreaterThan(1)
  expect(Date.parse(records[0]?.since ?? '')).toBeLessThanOrEqual(Date.parse(records[0]?.time ?? ''))
  expect(readFileSync(auditFile, 'utf8')).toMatch(/ error=unauthorized times=\d+ since=\S+Z principal=none /)
})
