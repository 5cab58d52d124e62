/** Takes from one bucket as fast as it can, `times` times; writes a byte for each use that was allowed. */
import { writeSync } from 'node:fs'
import { SqliteRateLimits } from '../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { StateDatabase } from '../../src/adapters/stores/state-database.node.ts'
import { systemClock } from '../../src/adapters/system/clock.node.ts'

const [path = '', max = '', times = ''] = process.argv.slice(2)
const state = new StateDatabase(path)
const limits = new SqliteRateLimits(state, systemClock)
const limit = { max: Number(max), windowMs: 600_000 }
for (let i = 0; i < Number(times); i++) {
  if (limits.take('shared', limit).allowed) writeSync(1, '.')
  // Timers and other processes get their turn.
  if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
}
limits.close()
state.close()
