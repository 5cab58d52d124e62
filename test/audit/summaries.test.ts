import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/domain/audit-chain/audit-record.ts'
import { BLOCK_ROWS, firstOf, HOUR_MS, summarise } from '../../src/domain/audit-chain/block.ts'
import { blockText, readBlock } from '../../src/domain/audit-chain/block-text.ts'
import type { AuditEntry } from '../../src/domain/audit-event.ts'
import { matchesFilter, shownBy, type AuditFilter } from '../../src/manage/audit/audit-filter.ts'
import { auditStats } from '../../src/manage/audit/audit-stats.ts'
import { BlockIndex } from '../../src/manage/audit/block-index.ts'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import type { AuditStats, Counts } from '../../src/ports/audit-desk.ts'
import type { AuditStore } from '../../src/ports/audit-store.ts'
import { entry, refusal, result } from './support-events.ts'
import { TestLog } from './support-log.ts'
import { aFilter, oneOf, sample, START, writeRecords } from './support-records.ts'

let log: TestLog
beforeEach(() => {
  log = new TestLog()
})
afterEach(() => log.remove())

/** In the order of their times, three hours in all. */
const inTime = (entries: readonly AuditEntry[]): AuditEntry[] =>
  entries.map((one, i) => ({ ...one, time: START + Math.floor((i * 3 * HOUR_MS) / entries.length) }))

/** A store that says how often it was asked for rows. */
function counted(): { readonly store: AuditStore; reads: number } {
  const { store } = log
  const its = {
    reads: 0,
    store: Object.assign(Object.create(store) as AuditStore, {
      extent: () => store.extent(),
      blocks: (from: number, limit: number) => store.blocks(from, limit),
      addBlocks: (blocks: Parameters<AuditStore['addBlocks']>[0]) => store.addBlocks(blocks),
      rows: (from: number, limit: number) => {
        its.reads++
        return store.rows(from, limit)
      },
    }),
  }
  return its
}

function count(names: readonly (string | null | undefined)[]): Counts {
  const counts: Record<string, number> = {}
  for (const name of names) if (name != null) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** What `auditStats` is to give, found out by looking at all of them. */
function statsOf(records: readonly AuditRecord[], filter: AuditFilter, now: number): AuditStats {
  const its = records.flatMap((one) => shownBy(filter, one) ?? [])
  const thisHour = Math.floor(now / HOUR_MS)
  const inHour = (hour: number, decision: string): number =>
    its.filter((one) => Math.floor(one.time / HOUR_MS) === hour && one.decision === decision).length
  return {
    total: its.length,
    decision: count(its.map(({ decision }) => decision)),
    credential: count(its.map(({ credential }) => credential)),
    key: count(its.map(({ key }) => key)),
    error: count(its.map((one) => one.error ?? one.result?.error)),
    surface: count(its.map(({ surface }) => surface)),
    day: count(its.map(({ time }) => new Date(time).toISOString().slice(0, 10))),
    lastDay: Array.from({ length: 24 }, (_, i) => thisHour - 23 + i).map((hour) => ({
      hour: hour * HOUR_MS,
      allowed: inHour(hour, 'allow'),
      denied: inHour(hour, 'deny'),
    })),
  }
}

describe('stats', () => {
  const times = [undefined, undefined, START + 1, START + HOUR_MS, START + 2 * HOUR_MS - 1] as const

  it('count what reading everything would, whatever is asked, and however much of the index is in memory', async () => {
    const records = await writeRecords(log, inTime(sample(6 * BLOCK_ROWS, 5)))
    const small = new BlockIndex(log.store, { blocks: 3, cells: 100_000 })
    await fc.assert(
      fc.asyncProperty(
        aFilter,
        oneOf(...times),
        oneOf(...times),
        oneOf<'kept' | 'small' | 'fresh'>('kept', 'small', 'fresh'),
        async (filter, since, until, which) => {
          const asked = { ...filter, since, until }
          const index = { kept: log.index, small, fresh: new BlockIndex(log.store) }[which]
          const now = START + 3 * HOUR_MS
          expect(await auditStats(log.store, index, asked, now)).toEqual(statsOf(records, asked, now))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('read only the newest block and those of which a part is asked for', async () => {
    await writeRecords(log, inTime(sample(6 * BLOCK_ROWS, 6)))
    await log.index.catchUp()
    const its = counted()
    await auditStats(its.store, log.index, { action: 'http_request' }, START)
    expect(its.reads).toBe(1)
  })

  it('of a time read the block in which it begins, and nothing before', async () => {
    const refusals = Array.from({ length: 6 * BLOCK_ROWS + 9 }, (_, i) => refusal(`r${String(i)}`))
    await log.write(inTime(refusals))
    await log.index.catchUp()
    const its = counted()
    const { total } = await auditStats(its.store, log.index, { since: START + HOUR_MS }, START)
    expect(total).toBe(4 * BLOCK_ROWS + 6)
    expect(its.reads).toBe(2)
  })

  it('tell the most frequent names, and the others together', async () => {
    const names = Array.from({ length: 1200 }, (_, i) => refusal('r', { credential: `c${String(i)}` }))
    await log.write(names, [refusal('r', { credential: 'c7' })])
    const { credential } = await auditStats(log.store, log.index, {}, START)
    expect(Object.keys(credential)).toHaveLength(1001)
    expect(credential).toMatchObject({ c7: 2, '(others)': 200 })
  })
})

describe('a search for what is not there', () => {
  const filters: readonly AuditFilter[] = [
    { action: 'key.*' },
    { error: 'not_found' },
    { key: 'vk_nobo' },
    { credential: 'nowhere' },
    { host: 'nowhere.example.com' },
    { requestId: 'nobody' },
    { see: () => undefined },
    { credential: 'rare', role: 'nobody' },
  ]

  it('reads nothing but the newest block', async () => {
    await writeRecords(log, inTime(sample(6 * BLOCK_ROWS, 7)))
    await log.index.catchUp()
    for (const filter of filters) {
      const its = counted()
      const { records } = await searchAudit(its.store, log.index, filter, { limit: 5 })
      expect(records, JSON.stringify(filter)).toEqual([])
      expect(its.reads, JSON.stringify(filter)).toBe(1)
    }
  })
})

it('the first page of a log that nobody has read up reads its end alone', async () => {
  const records = await writeRecords(log, inTime(sample(6 * BLOCK_ROWS, 8)))
  const its = counted()
  const page = await searchAudit(its.store, new BlockIndex(its.store), {}, { limit: 50 })
  expect(page.records).toEqual(records.slice(-50).toReversed())
  expect(its.reads).toBeLessThanOrEqual(5)
})

it('those who ask while the log is read up, and several at once, are told the same', async () => {
  const records = await writeRecords(log, inTime(sample(4 * BLOCK_ROWS, 9)))
  const index = new BlockIndex(log.store)
  const resting = index.catchUp(() => new Promise((resolve) => setTimeout(resolve, 1)))
  const filter = { credential: 'rare' }
  const expected = records.filter((one) => matchesFilter(filter, one)).toReversed()
  const answers = await Promise.all(
    [1000, 1000, 3].map((limit) => searchAudit(log.store, index, filter, { limit })),
  )
  for (const [i, { records: found }] of answers.entries())
    expect(found).toEqual(expected.slice(0, [1000, 1000, 3][i]))
  await resting
})

it('those who ask at once read a log up once, not each for themselves', async () => {
  await writeRecords(log, inTime(sample(6 * BLOCK_ROWS, 12)))
  const its = counted()
  const index = new BlockIndex(its.store)
  const search = (): Promise<unknown> =>
    searchAudit(its.store, index, { credential: 'nowhere' }, { limit: 5 })
  await search()
  const alone = its.reads
  its.reads = 0
  const fresh = new BlockIndex({ ...its.store, blocks: () => Promise.resolve([]) })
  await Promise.all(
    Array.from({ length: 4 }, () => searchAudit(its.store, fresh, { credential: 'nowhere' }, { limit: 5 })),
  )
  // Each reads the newest block for itself.
  expect(its.reads).toBeLessThanOrEqual(alone + 3)
})

describe('a stored summary', () => {
  it('says what was put into it', async () => {
    await writeRecords(log, inTime(sample(3 * BLOCK_ROWS, 10)))
    for (const block of [0, 1, 2]) {
      const summary = summarise(await log.store.rows(firstOf(block), BLOCK_ROWS))
      expect(readBlock(blockText(summary))).toEqual(summary)
    }
    expect(readBlock(blockText(summarise([])))).toEqual(summarise([]))
  })

  it('that is none is read as none, and never throws', () => {
    const text = blockText(summarise([]))
    fc.assert(
      fc.property(
        fc.nat({ max: text.length }),
        fc.nat({ max: 9 }),
        fc.string({ maxLength: 3 }),
        (at, drop, put) => {
          const read = readBlock(text.slice(0, at) + put + text.slice(at + drop))
          if (read !== undefined) expect(read.terms.bits.length).toBeGreaterThan(0)
        },
      ),
    )
    for (const bad of [
      '',
      '[]',
      '[null,null,"00",[]]',
      '["block2"]',
      '["block3",null,null,"00",[],[],[],[]]',
    ])
      expect(readBlock(bad)).toBeUndefined()
    // A cell of a name that is not there, an open request of a cell that is not there.
    expect(readBlock('["block2",null,null,"00",[],[1,1,0,0,0,0,0,0,0,0,0],[],[]]')).toBeUndefined()
    expect(readBlock('["block2",null,null,"00",[],[],[1,0],[]]')).toBeUndefined()
  })

  it('of an earlier form is made anew, and no reason to doubt the log', async () => {
    const records = await writeRecords(log, inTime(sample(4 * BLOCK_ROWS, 11)))
    await log.index.catchUp()
    const stored = await log.store.blocks(0, 100)
    log.edit((database) =>
      database.exec(`UPDATE audit_block SET summary = '[null,null,"00",[]]' WHERE block % 2 = 0`),
    )
    expect(await log.verify()).toMatchObject({ intact: true })
    const index = new BlockIndex(log.store)
    const { records: found } = await searchAudit(log.store, index, { credential: 'rare' }, { limit: 1000 })
    expect(found).toEqual(records.filter(({ credential }) => credential === 'rare').toReversed())
    await index.catchUp()
    expect(await log.store.blocks(0, 100)).toEqual(stored)
  })
})

it('an error that comes long after is counted with its request', async () => {
  const writing = log.open()
  await writing.record(entry('slow', { credential: 'stripe' }))
  await log.write(Array.from({ length: 2 * BLOCK_ROWS }, (_, i) => refusal(`b${String(i)}`)))
  const errors = async (filter: AuditFilter): Promise<Counts> =>
    (await auditStats(log.store, log.index, filter, START)).error
  expect(await errors({ credential: 'stripe' })).toEqual({})
  writing.complete(result('slow', { error: 'upstream_error' }))
  await writing.record(refusal('c'))
  expect(await errors({ credential: 'stripe' })).toEqual({ upstream_error: 1 })
  await log.write(Array.from({ length: 2 * BLOCK_ROWS }, (_, i) => refusal(`d${String(i)}`)))
  expect(await errors({ error: 'upstream_error' })).toEqual({ upstream_error: 1 })
  expect(await errors({ credential: 'github-api', error: 'upstream_error' })).toEqual({})
  await writing.close()
})
