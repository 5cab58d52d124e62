import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { auditRest } from '../../src/entry/audit-rest.node.ts'
import { BLOCK_ROWS } from '../../src/domain/audit-chain/block.ts'
import { isBlockText } from '../../src/domain/audit-chain/block-text.ts'
import { initialised } from '../support/product.ts'
import { refusal } from './support-events.ts'

it('a server of the web UI alone reads up by itself what was recorded before it started', async () => {
  const product = await initialised()
  const path = join(product.env['VULTRINO_DATA_DIR'] ?? '', 'state.db')
  const log = new SqliteAuditLog({ path })
  await Promise.all(Array.from({ length: 5 * BLOCK_ROWS }, (_, i) => log.record(refusal(`r${String(i)}`))))
  await log.close()
  const web = await product.web(['-b', '127.0.0.1:0'])
  try {
    const summaries = (): string[] => {
      const database = new DatabaseSync(path, { readOnly: true })
      try {
        return database
          .prepare('SELECT summary FROM audit_block')
          .all()
          .map((row) => String(row['summary']))
      } finally {
        database.close()
      }
    }
    await expect.poll(() => summaries().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(5)
    expect(summaries().every(isBlockText)).toBe(true)
  } finally {
    await web.stop()
    product.remove()
  }
})

it('work in the background ends when it is told to', async () => {
  const stopping = new AbortController()
  const rest = auditRest(stopping.signal)
  await rest()
  const resting = rest()
  stopping.abort()
  await expect(resting).rejects.toThrow()
  await expect(rest()).rejects.toThrow()
})
