import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { SqliteKeyUsage } from '../../src/adapters/stores/sqlite-key-usage.node.ts'
import { SqliteRateLimits } from '../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { StateDatabase } from '../../src/adapters/stores/state-database.node.ts'
import { Counters, drain } from './counters.ts'

const TEN = { max: 10, windowMs: 60_000 }
const LARGE = { max: 1_000_000, windowMs: 60_000 }

/** The shared count, as any process sees it. */
function usedOf(path: string, bucket: string): unknown {
  const database = new DatabaseSync(path)
  try {
    return database.prepare('SELECT used FROM rate_limit WHERE bucket = ?').get(bucket)?.['used']
  } finally {
    database.close()
  }
}

it('a window begins with the first use and is told with every answer', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  const ends = counters.clock.wall + TEN.windowMs
  expect(limits.peek('b', TEN)).toEqual({ limit: 10, remaining: 10, resetAt: ends })
  expect(limits.take('b', TEN)).toEqual({ allowed: true, limit: 10, remaining: 9, resetAt: ends })
  counters.clock.advance(59_999)
  expect(limits.take('b', TEN)).toMatchObject({ allowed: true, remaining: 8, resetAt: ends })
  counters.clock.advance(1)
  expect(limits.take('b', TEN)).toMatchObject({ remaining: 9, resetAt: counters.clock.wall + 60_000 })
})

it('buckets do not touch each other', () => {
  using counters = new Counters()
  const counter = counters.open()
  expect(drain(counter, 'a', 10, 60_000)).toBe(10)
  expect(counter.limits.take('b', TEN)).toMatchObject({ allowed: true, remaining: 9 })
})

it('a restart does not reset a window', () => {
  using counters = new Counters()
  const before = counters.open()
  expect(drain(before, 'b', 10, 60_000, 7)).toBe(7)
  before.close()
  const after = counters.open()
  expect(after.limits.peek('b', TEN).remaining).toBe(3)
  expect(drain(after, 'b', 10, 60_000)).toBe(3)
})

it('what was taken back can be taken again, by any process, once', () => {
  using counters = new Counters()
  const [one, other] = [counters.open(), counters.open()]
  expect(drain(one, 'b', 10, 60_000)).toBe(10)
  one.limits.giveBack('b')
  one.close()
  counters.clock.advance(100)
  expect(drain(other, 'b', 10, 60_000)).toBe(1)
})

it('what was made in a window that is over is not taken back into the next', () => {
  using counters = new Counters()
  const one = counters.open()
  expect(one.limits.take('b', TEN).allowed).toBe(true)
  counters.clock.advance(60_000)
  one.limits.giveBack('b')
  expect(drain(one, 'b', 10, 60_000)).toBe(10)
})

it('a bucket that is used up is answered from memory', () => {
  using counters = new Counters()
  const one = counters.open()
  expect(drain(one, 'b', 10, 60_000)).toBe(10)
  const database = new DatabaseSync(counters.path)
  // Nobody could write now, and reading would find another count.
  database.exec('UPDATE rate_limit SET used = 0; BEGIN EXCLUSIVE')
  expect(drain(one, 'b', 10, 60_000)).toBe(0)
  database.exec('ROLLBACK')
  database.close()
})

it('a block that is not used is given back when nobody comes any more', async () => {
  using counters = new Counters()
  const { limits } = counters.open()
  expect(limits.take('b', LARGE)).toMatchObject({ allowed: true, remaining: 999_999 })
  expect(usedOf(counters.path, 'b')).toBe(976)
  await expect.poll(() => usedOf(counters.path, 'b')).toBe(1)
  expect(limits.take('b', LARGE)).toMatchObject({ allowed: true, remaining: 999_998 })
})

it('what is given back when closing is exactly what was not used', () => {
  using counters = new Counters()
  const one = counters.open()
  expect(drain(one, 'b', LARGE.max, 60_000, 100)).toBe(100)
  one.close()
  expect(usedOf(counters.path, 'b')).toBe(100)
})

it('more buckets than are remembered are counted all the same', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  for (let i = 0; i < 10_050; i++) limits.take(`b${String(i)}`, TEN)
  expect(limits.take('b0', TEN).remaining).toBe(8)
  expect(limits.take('b10049', TEN).remaining).toBe(8)
})

it('buckets that nobody used for long are forgotten', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  limits.take('old', TEN)
  counters.clock.advance(2 * 3_600_000)
  limits.take('new', TEN)
  expect([usedOf(counters.path, 'old'), usedOf(counters.path, 'new')]).toEqual([undefined, 1])
})

/** How many rows there are of strangers, and of others. */
function rowsOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  const count = "SELECT count(*) AS n FROM rate_limit WHERE bucket LIKE 'failed_auth:%'"
  try {
    const [strangers, others] = [count, count.replace('LIKE', 'NOT LIKE')].map((sql) =>
      database.prepare(sql).get(),
    )
    return [strangers?.['n'], others?.['n']]
  } finally {
    database.close()
  }
}

it('strangers are forgotten as soon as their window is over, others later', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  for (let i = 0; i < 10; i++)
    for (const of of ['failed_auth:', 'proxied:']) limits.take(`${of}${String(i)}`, TEN)
  counters.clock.advance(60_000)
  limits.take('failed_auth:late', TEN)
  expect(rowsOf(counters.path)).toEqual([1, 10])
})

it('of many strangers in one window the newest are kept', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  limits.take('proxied:k', TEN)
  for (let i = 0; i < 22_000; i++) {
    limits.take(`failed_auth:${String(i)}`, TEN)
    if (i % 100 === 0) counters.clock.advance(1)
  }
  const [strangers, others] = rowsOf(counters.path) as [number, number]
  expect(strangers).toBeLessThan(15_001)
  expect(others).toBe(1)
  expect([usedOf(counters.path, 'failed_auth:0'), usedOf(counters.path, 'failed_auth:21999')]).toEqual([
    undefined,
    1,
  ])
})

it('where the count cannot be had, nothing passes', () => {
  using counters = new Counters()
  const path = join(counters.folder, 'broken.db')
  writeFileSync(path, 'this is not a database, and long enough to be taken for none'.repeat(100))
  const state = new StateDatabase(path)
  const limits = new SqliteRateLimits(state, counters.clock)
  for (const attempt of [() => limits.take('b', TEN), () => limits.peek('b', TEN)]) {
    expect(attempt).toThrow(expect.objectContaining({ code: 'storage_error' }) as Error)
  }
  const usage = new SqliteKeyUsage(state)
  expect(() => usage.note('k', 1)).not.toThrow()
  expect(() => usage.all()).toThrow(expect.objectContaining({ code: 'storage_error' }) as Error)
  usage.close()
  limits.close()
})

it('while another keeps the database locked, only the first waits for it', () => {
  using counters = new Counters()
  const { limits } = counters.open()
  limits.take('b', TEN)
  const holder = new DatabaseSync(counters.path)
  holder.exec('BEGIN IMMEDIATE')
  const started = performance.now()
  // Each would wait two seconds, and everything else in the process with it.
  for (let i = 0; i < 20; i++) {
    const attempt = (): unknown => limits.take('b', TEN)
    expect(attempt).toThrow(expect.objectContaining({ code: 'storage_error' }) as Error)
  }
  expect(performance.now() - started).toBeLessThan(20_000)
  holder.exec('ROLLBACK')
  holder.close()
  expect(limits.take('b', TEN)).toMatchObject({ allowed: true, remaining: 8 })
})

it('last uses are kept over a restart, the latest of each', () => {
  using counters = new Counters()
  const [one, other] = [new StateDatabase(counters.path), new StateDatabase(counters.path)]
  const [first, second] = [new SqliteKeyUsage(one), new SqliteKeyUsage(other)]
  first.note('a', 1000)
  first.note('a', 2000)
  second.note('b', 3000)
  first.close()
  second.note('a', 1500)
  expect(second.all()).toEqual(
    new Map([
      ['a', 2000],
      ['b', 3000],
    ]),
  )
  one.close()
  other.close()
})

it('noting a use writes nothing now, and is stored soon', async () => {
  using counters = new Counters()
  const state = new StateDatabase(counters.path)
  const usage = new SqliteKeyUsage(state)
  usage.note('a', 1000)
  const reader = new SqliteKeyUsage(new StateDatabase(counters.path))
  expect(reader.all().size).toBe(0)
  await expect.poll(() => reader.all().get('a')).toBe(1000)
  state.close()
})
