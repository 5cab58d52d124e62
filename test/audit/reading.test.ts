import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/domain/audit-chain/audit-record.ts'
import { BLOCK_ROWS } from '../../src/domain/audit-chain/block.ts'
import { matchesFilter } from '../../src/manage/audit/audit-filter.ts'
import { auditStats } from '../../src/manage/audit/audit-stats.ts'
import { BlockIndex } from '../../src/manage/audit/block-index.ts'
import { exportAudit } from '../../src/manage/audit/export-audit.ts'
import { followAudit } from '../../src/manage/audit/follow-audit.ts'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import { entry, refusal, result } from './support-events.ts'
import { TestLog } from './support-log.ts'
import { aFilter, oneOf, sample, START, writeRecords } from './support-records.ts'

let log: TestLog
beforeEach(() => {
  log = new TestLog()
})
afterEach(() => log.remove())

describe('search', () => {
  it('gives what reading everything would give, newest first, whatever is asked and however it is paged', async () => {
    const records = await writeRecords(log, sample(6 * BLOCK_ROWS, 1))
    await fc.assert(
      fc.asyncProperty(aFilter, oneOf(3, 200, 1000), fc.boolean(), async (filter, limit, fresh) => {
        const index = fresh ? new BlockIndex(log.store) : log.index
        const expected = records.filter((one) => matchesFilter(filter, one)).toReversed()
        const first = await searchAudit(log.store, index, filter, { limit })
        expect(first.records).toEqual(expected.slice(0, limit))
        expect(first.next === null).toBe(expected.length <= limit)
        if (first.next === null) return
        const second = await searchAudit(log.store, index, filter, { limit, before: first.next })
        expect(second.records).toEqual(expected.slice(limit, 2 * limit))
      }),
      { numRuns: 100 },
    )
    for (const i of [0, 700, records.length - 1]) {
      const { requestId } = records[i] as AuditRecord
      const found = await searchAudit(log.store, log.index, { requestId }, { limit: 5 })
      expect(found).toMatchObject({ records: [records[i]], next: null })
    }
    // The summaries were stored, and are what the rows say.
    expect((await log.store.blocks(0, 100)).length).toBeGreaterThan(5)
    expect(await log.verify()).toMatchObject({ intact: true })
    log.edit((database) =>
      database.exec(`UPDATE audit_block SET summary = json_set(summary, '$[2]', '00') WHERE block = 2`),
    )
    expect(await log.verify()).toMatchObject({
      finding: { sequence: 2 * BLOCK_ROWS + 1, fault: 'bad_index' },
    })
  })

  it('finds what was written since it last looked', async () => {
    await log.write([refusal('a')])
    expect((await searchAudit(log.store, log.index, {}, { limit: 5 })).records).toHaveLength(1)
    await log.write(
      Array.from({ length: 2 * BLOCK_ROWS }, (_, i) => refusal(`b${String(i)}`)),
      [refusal('c')],
    )
    for (const requestId of ['a', 'b0', 'b1023', 'c'])
      expect((await searchAudit(log.store, log.index, { requestId }, { limit: 5 })).records).toHaveLength(1)
  })

  it('by error finds a request that ended long after it began', async () => {
    const writing = log.open()
    await writing.record(entry('slow'))
    const rows = Array.from({ length: 2 * BLOCK_ROWS }, (_, i) => refusal(`b${String(i)}`))
    await log.write(rows)
    writing.complete(result('slow', { error: 'upstream_error' }))
    await writing.record(refusal('c'))
    const found = async (index: BlockIndex): Promise<unknown> =>
      (await searchAudit(log.store, index, { error: 'upstream_error' }, { limit: 5 })).records
    const slow = [expect.objectContaining({ requestId: 'slow', sequence: 1 })]
    expect(await found(log.index)).toEqual(slow)
    await log.write(rows)
    expect(await found(log.index)).toEqual(slow)
    expect(await found(new BlockIndex(log.store))).toEqual(slow)
    await writing.close()
  })

  it('of an empty log finds nothing; of no sensible size is refused', async () => {
    const empty = { records: [], next: null, position: 0 }
    expect(await searchAudit(log.store, log.index, {}, { limit: 5 })).toEqual(empty)
    for (const limit of [0, -1, 1.5, 1001])
      await expect(searchAudit(log.store, log.index, {}, { limit })).rejects.toMatchObject({
        code: 'invalid_request',
      })
  })
})

it('stats count what search finds', async () => {
  const records = await writeRecords(log, sample(1500, 2))
  const now = START + 3_600_000
  const stats = await auditStats(log.store, log.index, { role: 'ai-agent' }, now)
  const its = records.filter(({ role }) => role === 'ai-agent')
  expect(stats.total).toBe(its.length)
  expect(stats.credential['rare']).toBe(its.filter(({ credential }) => credential === 'rare').length)
  expect(stats.error['upstream_error']).toBe(
    its.filter((one) => one.result?.error === 'upstream_error').length,
  )
  expect(stats.day).toEqual({ '2024-01-15': its.length })
  expect(stats.lastDay).toHaveLength(24)
  expect(stats.lastDay[22]).toEqual({
    hour: START,
    allowed: stats.decision['allow'],
    denied: stats.decision['deny'],
  })
})

describe('export', () => {
  const text = async (format: 'jsonl' | 'csv'): Promise<string> => {
    let all = ''
    for await (const piece of exportAudit(log.store, log.index, {}, format)) all += piece
    return all
  }

  it('as JSON lines is every record, oldest first', async () => {
    const records = await writeRecords(log, sample(1500, 3))
    const lines = (await text('jsonl')).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { request_id: string }).request_id)).toEqual(
      records.map(({ requestId }) => requestId),
    )
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      time: expect.stringMatching(/^2024-01-15T/) as string,
    })
  })

  it('as CSV cannot be taken for a formula, and no value ends its cell', async () => {
    const formulas = ['=cmd|calc', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', 'a"b', 'a,b', 'a\r\n=b']
    await log.write(formulas.map((credential) => refusal('r', { credential })))
    const csv = await text('csv')
    const cells = [...csv.matchAll(/policy_denied/g)]
    expect(cells).toHaveLength(formulas.length)
    for (const one of [
      '"\'=cmd|calc"',
      '"\'+1"',
      '"\'-1"',
      '"\'@SUM(A1)"',
      '"\'\t=1"',
      '"\'\r=1"',
      '"\' =1"',
    ])
      expect(csv).toContain(`,${one},`)
    for (const one of ['"a""b"', '"a,b"', '"a\r\n=b"']) expect(csv).toContain(`,${one},`)
  })
})

it('following gives refusals as they happen and requests as they end, of those that match', async () => {
  const writing = log.open()
  await writing.record(entry('early'))
  const steps = [
    async () => {
      writing.complete(result('early'))
      await writing.record(refusal('no'))
    },
    async () => writing.record(entry('open')),
    async () => {
      writing.complete(result('open', { status: 404 }))
      await writing.record(refusal('other', { credential: 'stripe' }))
    },
  ]
  const seen: unknown[] = []
  const wait = async (): Promise<boolean> => {
    const step = steps.shift()
    await step?.()
    return step !== undefined
  }
  for await (const one of followAudit(log.store, { credential: 'github-api' }, { wait }))
    if (one !== null) seen.push([one.position, one.record.requestId, one.record.result?.status])
  await writing.close()
  expect(seen).toEqual([
    [2, 'early', 200],
    [3, 'no', undefined],
    [5, 'open', 404],
  ])
})
