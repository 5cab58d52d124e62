import { afterEach, beforeEach, expect, it } from 'vitest'
import { BLOCK_ROWS } from '../../src/domain/audit-chain/block.ts'
import { retainAudit } from '../../src/manage/audit/retain-audit.ts'
import { searchAudit } from '../../src/manage/audit/search-audit.ts'
import { entry, refusal } from './support-events.ts'
import { signer, TestLog } from './support-log.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 0, 15)

let log: TestLog
beforeEach(async () => {
  log = new TestLog()
  // Five days, of a block and a half each.
  for (let day = 0; day < 5; day++) {
    const time = START + day * DAY
    await log.write(
      Array.from({ length: BLOCK_ROWS * 1.5 }, (_, i) => refusal(`${String(day)}-${String(i)}`, { time })),
    )
  }
})
afterEach(() => log.remove())

const DAY_ROWS = BLOCK_ROWS * 1.5
const first = async (): Promise<number> => (await log.store.extent()).first

it('by age: whole blocks whose newest event is too old; the rest still verifies, and is found', async () => {
  await searchAudit(log.store, log.index, {}, { limit: 1 })
  const removed = await retainAudit(log.store, signer, { maxAgeMs: 2.5 * DAY }, START + 5 * DAY)
  // Days 0 to 2 are too old: 4.5 blocks.
  expect(removed).toBe(4 * BLOCK_ROWS)
  expect(await first()).toBe(4 * BLOCK_ROWS + 1)
  expect(await log.verify()).toMatchObject({
    intact: true,
    removedUpTo: 4 * BLOCK_ROWS,
    summary: { first: 4 * BLOCK_ROWS + 1, rows: 5 * DAY_ROWS - 4 * BLOCK_ROWS },
  })
  expect(await log.store.cut()).toMatchObject({
    sequence: 4 * BLOCK_ROWS,
    reason: 'age',
    time: START + 5 * DAY,
  })
  // Checkpoints kept elsewhere, of rows that are gone since, are no contradiction.
  expect(await log.verify(log.checkpoints)).toMatchObject({ intact: true })
  const { records } = await searchAudit(log.store, log.index, {}, { limit: 1000, before: 4 * BLOCK_ROWS + 3 })
  expect(records.map(({ sequence }) => sequence)).toEqual([4 * BLOCK_ROWS + 2, 4 * BLOCK_ROWS + 1])
  await log.write([refusal('later')])
  expect(await log.verify()).toMatchObject({
    intact: true,
    summary: { last: { sequence: 5 * DAY_ROWS + 1 } },
  })
})

it('by rows, and by bytes, and never the newest', async () => {
  expect(await retainAudit(log.store, signer, { maxRows: 10_000 }, START)).toBe(0)
  await retainAudit(log.store, signer, { maxRows: 2000 }, START)
  const { last } = await log.store.extent()
  const left = (last?.sequence ?? 0) - (await first()) + 1
  expect(left).toBeGreaterThanOrEqual(2000)
  expect(left).toBeLessThan(2000 + BLOCK_ROWS)
  await retainAudit(log.store, signer, { maxBytes: 1 }, START)
  expect(await first()).toBe(6 * BLOCK_ROWS + 1)
  expect(await log.verify()).toMatchObject({ intact: true, removedUpTo: 6 * BLOCK_ROWS })
  expect(await log.store.cut()).toMatchObject({ reason: 'bytes' })
})

it('does not cover up that rows are missing', async () => {
  log.edit((database) => {
    const [group] = database.prepare('SELECT events FROM audit_group WHERE sequence = 1').all()
    const events = String(group?.['events']).split('\n').slice(0, -1)
    database.prepare('UPDATE audit_group SET events = ? WHERE sequence = 1').run(events.join('\n'))
  })
  expect(await retainAudit(log.store, signer, { maxRows: 1 }, START)).toBe(0)
  expect(await log.verify()).toMatchObject({ finding: { sequence: BLOCK_ROWS, fault: 'missing_row' } })
})

it('more taken out than a cut says, or a cut made up, is found', async () => {
  await retainAudit(log.store, signer, { maxRows: 2000 }, START)
  const start = await first()
  log.edit((database) => database.exec(`DELETE FROM audit_group WHERE sequence = ${String(start)}`))
  expect(await log.verify()).toMatchObject({ finding: { sequence: start, fault: 'missing_row' } })
  log.edit((database) =>
    database.exec(
      `UPDATE audit_cut SET sequence = sequence + 1,
         statement = json_set(statement, '$.sequence', json_extract(statement, '$.sequence') + 1)`,
    ),
  )
  expect(await log.verify()).toMatchObject({ finding: { sequence: start, fault: 'bad_cut' } })
  log.edit((database) => database.exec('DELETE FROM audit_cut'))
  expect(await log.verify()).toMatchObject({ finding: { sequence: 1, fault: 'missing_row' } })
})

it('while requests are under way, in other processes too, and their ends are still told', async () => {
  const writing = log.open()
  await writing.record(entry('long'))
  await log.write(Array.from({ length: 4 * BLOCK_ROWS }, (_, i) => refusal(`x${String(i)}`)))
  const recording = (async () => {
    for (let i = 0; i < 200; i++) await writing.record(refusal(`y${String(i)}`))
  })()
  expect(await retainAudit(log.store, signer, { maxRows: 600 }, START)).toBeGreaterThan(5 * DAY_ROWS)
  await recording
  writing.complete({
    requestId: 'long',
    time: START,
    outcome: 'complete',
    status: 200,
    bytes: 1,
    durationMs: 1,
    redactions: 0,
    error: null,
  })
  await writing.close()
  expect(await log.verify()).toMatchObject({ intact: true, summary: { open: 0 } })
})
