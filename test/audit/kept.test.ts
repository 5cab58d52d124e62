import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { auditEvents } from '../support/audit-events.ts'
import { initialised } from '../support/product.ts'
import { refusal } from './support-events.ts'

it('a pool of servers removes what is too much, once, and the log still verifies', async () => {
  const product = await initialised()
  try {
    writeFileSync(join(product.folder, 'config.toml'), '[audit]\nkeep_rows = 1000\n')
    const data = join(product.folder, 'data')
    const log = new SqliteAuditLog({ path: join(data, 'state.db') })
    for (let i = 0; i < 5; i++)
      await Promise.all(
        Array.from({ length: 1000 }, (_, j) => log.record(refusal(`r${String(i)}-${String(j)}`))),
      )
    await log.close()
    const server = await product.serve(['--bind', '127.0.0.1:0', '--workers', '2'])
    await expect.poll(() => auditEvents(data).length, { timeout: 20_000, interval: 100 }).toBeLessThan(1600)
    expect(auditEvents(data).length).toBeGreaterThanOrEqual(1000)
    expect(server.log().split('old audit records removed')).toHaveLength(2)
    expect(await server.stop()).toBe(0)
    const { code, stdout } = await product.cli(['audit', 'verify'])
    expect([code, stdout.toString()]).toEqual([
      0,
      expect.stringMatching(/Removed by retention: rows up to \d+/),
    ])
    const doctor = await product.cli(['doctor'])
    expect(doctor.stdout.toString()).toMatch(
      /can be written; \d+ rows, \d+\.\d MiB; signed up to row \d+ at /,
    )
  } finally {
    product.remove()
  }
})

it('nothing is removed where nothing was said', async () => {
  const product = await initialised()
  try {
    const { stdout } = await product.cli(['config', 'show'])
    expect(stdout.toString()).toMatch(/keep_days = 0\nkeep_rows = 0\nkeep_bytes = 0/)
  } finally {
    product.remove()
  }
})
