import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SqliteRateLimits } from '../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { StateDatabase } from '../../src/adapters/stores/state-database.node.ts'
import { systemClock } from '../../src/adapters/system/clock.node.ts'
import { Counters, drain } from './counters.ts'

/** A process that takes; resolves to how often it was allowed. `killAfter`: so many bytes. */
async function taker(path: string, max: number, times: number, killAfter = Infinity): Promise<number> {
  const script = join(import.meta.dirname, 'taker.node.ts')
  const child = spawn(process.execPath, [script, path, String(max), String(times)])
  let passed = 0
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    passed += chunk.length
    if (passed >= killAfter) child.kill('SIGKILL')
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (killAfter === Infinity && code !== 0) throw new Error(log)
  return passed
}

/** What is left, when everybody else is done. */
function rest(path: string, max: number): number {
  const state = new StateDatabase(path)
  const limits = new SqliteRateLimits(state, systemClock)
  const taken = drain({ limits, close: () => undefined }, 'shared', max, 600_000)
  state.close()
  return taken
}

it.each([
  ['one by one', 700, 400],
  ['in blocks', 70_000, 10_000],
])('counted %s, exactly the limit passes over several processes', async (_, max, times) => {
  using counters = new Counters()
  const passed = await Promise.all([1, 2, 3].map(() => taker(counters.path, max, times)))
  const sum = passed.reduce((all, one) => all + one)
  expect(sum).toBe(Math.min(max, 3 * times))
  expect(sum + rest(counters.path, max)).toBe(max)
})

it('processes that are killed in the middle let nothing more pass', async () => {
  using counters = new Counters()
  const max = 70_000
  const passed = await Promise.all([
    taker(counters.path, max, 1e6, 500),
    taker(counters.path, max, 1e6, 3000),
    taker(counters.path, max, 5000),
  ])
  const sum = passed.reduce((all, one) => all + one) + rest(counters.path, max)
  expect(sum).toBeLessThanOrEqual(max)
  // Each dead process has cost a block at most, and what it had no time to tell.
  expect(sum).toBeGreaterThan(max - 2 * 65)
})
