import { renameSync, rmSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteAuditLog } from '../../src/adapters/audit-store/sqlite-audit-log.node.ts'
import { readEvent } from '../../src/domain/audit-chain/event-text.ts'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import { entry, refusal, result } from './support-events.ts'
import { TestLog } from './support-log.ts'

let log: TestLog
beforeEach(() => {
  log = new TestLog()
})
afterEach(() => log.remove())

const events = async (): Promise<unknown[]> =>
  (await log.store.rows(1, 10_000)).map(({ event }) => readEvent(event, true))

describe('the audit log in SQLite', () => {
  it('holds one row an event, in order, for its owner alone', async () => {
    const writing = log.open()
    await writing.record(entry('a'))
    expect(await events()).toEqual([{ type: 'entry', entry: entry('a') }])
    writing.complete(result('a', { outcome: 'cut', status: null, error: 'upstream_error' }))
    await writing.record(refusal('b'))
    await writing.close()
    const ended = result('a', { outcome: 'cut', status: null, error: 'upstream_error' })
    expect(await events()).toEqual([
      { type: 'entry', entry: entry('a') },
      { type: 'result', intent: 1, result: { ...ended, requestId: '' } },
      { type: 'entry', entry: refusal('b') },
    ])
    expect(statSync(log.path).mode & 0o777).toBe(0o600)
  })

  it('has what was recorded before `record` resolves, results at the latest on close, then a checkpoint', async () => {
    const writing = log.open()
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        await writing.record(entry(String(i)))
        const page = await searchAudit(log.store, log.index, { requestId: String(i) }, { limit: 2 })
        expect(page.records).toMatchObject([{ requestId: String(i) }])
      }),
    )
    for (let i = 0; i < 100; i++) writing.complete(result(String(i)))
    await writing.close()
    await writing.close()
    expect(log.checkpoints).toMatchObject([{ sequence: 200, count: 200 }])
    expect(await log.verify()).toMatchObject({ intact: true, summary: { rows: 200, open: 0, signed: 200 } })
  })

  it('keeps apart requests of one id', async () => {
    const writing = log.open()
    for (const url of ['https://a.example/', 'https://b.example/'])
      await writing.record(entry('same', { url }))
    writing.complete(result('same', { status: 201 }))
    writing.complete(result('same', { status: 202 }))
    writing.complete(result('never begun'))
    await writing.close()
    const { records } = await searchAudit(log.store, log.index, {}, { limit: 10 })
    expect(records.map((record) => [record.url, record.result?.status])).toEqual([
      ['https://b.example/', 202],
      ['https://a.example/', 201],
    ])
    expect(await log.verify()).toMatchObject({ finding: { sequence: 5, fault: 'second_result' } })
  })

  it('keeps whatever a caller can put into a field, and the chain holds', async () => {
    const text = fc.string({ unit: 'binary' })
    const writing = log.open()
    const given: unknown[] = []
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(text), async (url, credential, key) => {
        const one = entry('r', { url, credential, key, decision: 'deny' })
        given.push({ type: 'entry', entry: one })
        await writing.record(one)
      }),
      { numRuns: 100 },
    )
    await writing.close()
    expect(await events()).toEqual(given)
    expect(await log.verify()).toMatchObject({ intact: true })
  })

  it('records without a key to sign with, and signs once there is one', async () => {
    const writing = new SqliteAuditLog({ path: log.path, signer: () => undefined })
    await writing.record(refusal('a'))
    await writing.close()
    expect(await log.verify()).toMatchObject({ intact: true, summary: { rows: 1, signed: 0 } })
    await log.write([refusal('b')])
    expect(await log.verify()).toMatchObject({ intact: true, summary: { rows: 2, signed: 2 } })
  })
})

it('the WAL is begun anew under load, and nothing is lost by it', async () => {
  const writing = log.open()
  const url = `https://api.example.com/${'x'.repeat(10_000)}`
  let groups = 0
  const group = async (): Promise<number> => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => writing.record(refusal(String(i), { url }))))
    const written = ++groups * 50 * url.length
    await new Promise((resolve) => setTimeout(resolve, 1))
    return written / statSync(`${log.path}-wal`).size
  }
  // Never more than 1 for a WAL that only grows.
  await expect.poll(group, { timeout: 50_000, interval: 1 }).toBeGreaterThan(1.5)
  await writing.close()
  expect(await log.verify()).toMatchObject({ intact: true, summary: { rows: groups * 50 } })
})

describe('a log that cannot be written', () => {
  it('refuses the whole group, keeps results, and goes on once it can', async () => {
    const writing = log.open()
    await writing.record(entry('a'))
    // A trigger fails as a disk does: in the middle of the transaction.
    log.edit((database) =>
      database.exec(
        `CREATE TRIGGER full AFTER INSERT ON audit_group WHEN new.sequence > 1 BEGIN SELECT RAISE(ABORT, 'full'); END`,
      ),
    )
    writing.complete(result('a'))
    const group = await Promise.allSettled(['b', 'c', 'd'].map((id) => writing.record(entry(id))))
    expect(group.map((one) => one.status === 'rejected' && (one.reason as Error))).toEqual(
      Array(3).fill(expect.objectContaining({ code: 'audit_unavailable' })),
    )
    expect(await events()).toHaveLength(1)
    log.edit((database) => database.exec('DROP TRIGGER full'))
    await writing.record(refusal('e'))
    await writing.close()
    expect(await events()).toMatchObject([
      { entry: { requestId: 'a' } },
      { type: 'result', intent: 1 },
      { entry: { requestId: 'e' } },
    ])
  })

  it('remembers results only so long, and says how many it forgot', async () => {
    const writing = log.open()
    await writing.record(refusal('first'))
    for (let i = 0; i < 10_100; i++) writing.complete(result('x'))
    await writing.close()
    const all = (await log.store.rows(1, 20_000)).map(({ event }) => readEvent(event))
    expect(all).toHaveLength(10_002)
    expect(all[1]).toMatchObject({ type: 'lost', results: 100 })
  })

  it('is unavailable where there can be no folder, and after close', async () => {
    const writing = new SqliteAuditLog({ path: `${log.path}/state.db` })
    await log.write([refusal('a')])
    await expect(writing.record(entry('b'))).rejects.toMatchObject({ code: 'audit_unavailable' })
    await writing.close()
    await expect(writing.record(entry('c'))).rejects.toMatchObject({ code: 'audit_unavailable' })
  })

  it('is found again after it was moved away', async () => {
    const writing = log.open()
    await writing.record(refusal('a'))
    for (const end of ['', '-wal', '-shm']) renameSync(log.path + end, `${log.path}.old${end}`)
    await expect
      .poll(
        async () => {
          await writing.record(refusal('b'))
          return statSync(log.path, { throwIfNoEntry: false })?.size ?? 0
        },
        { timeout: 10_000, interval: 100 },
      )
      .toBeGreaterThan(0)
    await writing.close()
    expect((await log.store.extent()).first).toBe(1)
    rmSync(`${log.path}.old`)
  })
})

it('a log in the form of an earlier version is refused, by who writes and who reads, and left as it is', async () => {
  log.edit((database) =>
    database.exec(`CREATE TABLE audit_row (sequence INTEGER PRIMARY KEY, event TEXT, hash TEXT) STRICT;
      INSERT INTO audit_row VALUES (1, '["lost1",1,1]', 'x')`),
  )
  const cause = { code: 'storage_error', details: { reason: expect.stringContaining('earlier') as string } }
  await expect(log.open().record(entry('a'))).rejects.toMatchObject({ code: 'audit_unavailable', cause })
  await expect(log.store.rows(1, 1)).rejects.toMatchObject(cause)
  log.edit((database) => {
    expect(database.prepare('SELECT count(*) AS n FROM audit_row').get()).toEqual({ n: 1 })
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_group'").get()).toBeUndefined()
  })
})
