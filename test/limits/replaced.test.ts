import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { SqliteKeyUsage } from '../../src/adapters/stores/sqlite-key-usage.node.ts'
import { SqliteRateLimits } from '../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { StateDatabase } from '../../src/adapters/stores/state-database.node.ts'
import { Counters } from './counters.ts'

const LIMIT = { max: 100, windowMs: 60_000 }

/** A process over a `state.db`, whose time the test sets. */
function opened(counters: Counters): { limits: SqliteRateLimits; usage: SqliteKeyUsage } {
  const state = new StateDatabase(counters.path, () => counters.clock.elapsed)
  const limits = new SqliteRateLimits(state, counters.clock, () => counters.clock.elapsed)
  return { limits, usage: new SqliteKeyUsage(state) }
}

function used(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return database.prepare("SELECT used FROM rate_limit WHERE bucket = 'b'").get()?.['used']
  } finally {
    database.close()
  }
}

const remove = ({ folder }: Counters): void => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
}

it.each<[string, (counters: Counters) => void]>([
  ['deleted', remove],
  ['deleted without its WAL', ({ path }) => rmSync(path)],
  ['moved away', ({ path }) => renameSync(path, `${path}.old`)],
])('a database that is %s is made anew, and counted in', (_, away) => {
  using counters = new Counters()
  const [one, other] = [opened(counters), opened(counters)]
  for (const { limits } of [one, other]) limits.take('b', LIMIT)
  away(counters)
  counters.clock.advance(1000)
  for (const { limits } of [one, other, one]) limits.take('b', LIMIT)
  one.usage.note('k', 1000)
  expect(other.usage.all().get('k')).toBeUndefined()
  expect(one.usage.all().get('k')).toBe(1000)
  expect(other.usage.all().get('k')).toBe(1000)
  expect(used(counters.path)).toBe(3)
  const fresh = counters.open()
  expect(fresh.limits.take('b', LIMIT)).toMatchObject({ remaining: 96 })
})

it('another database in its place is counted in', () => {
  using counters = new Counters()
  const one = opened(counters)
  one.limits.take('b', LIMIT)
  renameSync(counters.path, `${counters.path}.old`)
  using another = new Counters()
  const before = another.open()
  for (let i = 0; i < 50; i++) before.limits.take('b', LIMIT)
  before.close()
  remove(counters)
  renameSync(another.path, counters.path)
  counters.clock.advance(1000)
  expect(one.limits.take('b', LIMIT)).toMatchObject({ remaining: 49 })
})

it('garbage in its place refuses everybody, until it is gone', () => {
  using counters = new Counters()
  const { limits } = opened(counters)
  limits.take('b', LIMIT)
  remove(counters)
  writeFileSync(counters.path, 'this is not a database, and long enough to be taken for none'.repeat(100))
  counters.clock.advance(1000)
  for (let i = 0; i < 3; i++) {
    expect(() => limits.take('b', LIMIT)).toThrow(expect.objectContaining({ code: 'storage_error' }) as Error)
  }
  remove(counters)
  expect(limits.take('b', LIMIT)).toMatchObject({ allowed: true, remaining: 99 })
})

it('it is not looked for at every use', () => {
  using counters = new Counters()
  const { limits } = opened(counters)
  limits.take('b', LIMIT)
  renameSync(counters.path, `${counters.path}.old`)
  counters.clock.advance(400)
  expect(limits.take('b', LIMIT)).toMatchObject({ remaining: 98 })
  counters.clock.advance(200)
  expect(limits.take('b', LIMIT)).toMatchObject({ remaining: 99 })
})
