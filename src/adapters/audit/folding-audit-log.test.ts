import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timesOf, type AuditEntry } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { systemRandom } from '../system/random.node.ts'
import { FoldingAuditLog, type FoldLimits } from './folding-audit-log.node.ts'

const LIMITS: FoldLimits = { each: 3, all: 10, periodMs: 1e9, windowMs: 1e9, peers: 2 }
const STRANGER: AuditEntry = {
  ...{ time: 1000, requestId: 'r', surface: 'http', principal: 'none', key: null, keyName: null, role: null },
  ...{ ip: '192.0.2.1', action: 'http_request', credential: 'github-api', method: 'GET', url: 'https://x/' },
  ...{ decision: 'deny', error: 'unauthorized', policy: null, rule: null },
}

const folding = (limits = LIMITS) => {
  const rows: AuditEntry[] = []
  const inner = { fails: false, isClosed: false }
  const log = new FoldingAuditLog(
    {
      record: (entry) => {
        if (inner.fails) return Promise.reject(new VultrinoError('audit_unavailable'))
        rows.push(entry)
        return Promise.resolve()
      },
      complete: () => undefined,
      close: () => {
        inner.isClosed = true
        return Promise.resolve()
      },
    },
    systemRandom,
    limits,
  )
  return { log, rows, inner }
}

describe('FoldingAuditLog', () => {
  it('gives the first refusals of a peer a row each, and counts the others until it is closed', async () => {
    const { log, rows, inner } = folding()
    for (let i = 0; i < 9; i++) await log.record({ ...STRANGER, requestId: `r${i}`, time: 1000 + i })
    expect(rows.map(({ requestId }) => requestId)).toEqual(['r0', 'r1', 'r2'])
    await log.close()
    expect(inner.isClosed).toBe(true)
    const { requestId, ...row } = rows[3] as AuditEntry
    expect(requestId).toMatch(/^[\da-f-]{36}$/)
    const unknown = { credential: null, method: null, url: null }
    expect(row).toEqual({
      ...STRANGER,
      ...unknown,
      requestId: undefined,
      time: 1008,
      folded: { count: 6, since: 1003 },
    })
  })

  it('folds nothing of whoever was let in, and nothing that was allowed', async () => {
    const { log, rows } = folding()
    const kept: Partial<AuditEntry>[] = [
      { principal: 'key', key: 'vk_a1b2c3d4' },
      { principal: 'local' },
      { principal: 'owner' },
      { decision: 'allow', error: null },
    ]
    for (const more of kept) for (let i = 0; i < 20; i++) await log.record({ ...STRANGER, ...more })
    expect(rows).toHaveLength(80)
  })

  it('has at most so many rows, whoever asks, and none is lost from the count', async () => {
    const entry = fc.record({
      ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('192.0.2.1', '2001:db8::1', '2001:db8::2', null)),
      surface: fc.constantFrom('http', 'api'),
      error: fc.constantFrom('unauthorized', 'rate_limited'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 200 }), async (given) => {
        const { log, rows } = folding()
        for (const one of given) await log.record({ ...STRANGER, ...one })
        expect(rows.length).toBeLessThanOrEqual(LIMITS.all)
        await log.close()
        // Two peers and the others, each by two doors with two errors.
        expect(rows.length).toBeLessThanOrEqual(LIMITS.all + 3 * 4)
        for (const error of ['unauthorized', 'rate_limited']) {
          const its = rows.filter((row) => row.error === error)
          const count = its.reduce((sum, row) => sum + timesOf(row), 0)
          expect(count).toBe(given.filter((one) => one.error === error).length)
        }
      }),
    )
  })

  it('counts on while nothing can be written', async () => {
    const { log, rows, inner } = folding({ ...LIMITS, windowMs: 1 })
    for (let i = 0; i < 3; i++) await log.record(STRANGER)
    inner.fails = true
    for (let i = 0; i < 5; i++) await log.record(STRANGER)
    await expect(log.record({ ...STRANGER, ip: '192.0.2.9' })).rejects.toThrow(VultrinoError)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(rows).toHaveLength(3)
    inner.fails = false
    await expect.poll(() => rows.length).toBe(4)
    expect(timesOf(rows[3] as AuditEntry)).toBe(5)
    await log.close()
    expect(rows).toHaveLength(4)
  })
})
