import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteRateLimits } from '../../src/adapters/stores/sqlite-rate-limits.node.ts'
import { StateDatabase } from '../../src/adapters/stores/state-database.node.ts'

/** A clock that a test sets: what the wall clock shows, and what really passed. */
export class TestClock {
  wall = 1_700_000_000_000
  elapsed = 0

  readonly now = (): number => this.wall

  advance(ms: number): void {
    this.wall += ms
    this.elapsed += ms
  }
}

/** One process's limits, as far as the database can tell. */
export interface Counter {
  readonly limits: SqliteRateLimits
  close(): void
}

/** A `state.db` of its own, and those who count in it. One that is not closed but forgotten is as good as killed. */
export class Counters implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'vultrino-limits-'))
  readonly path = join(this.folder, 'state.db')
  readonly clock = new TestClock()
  readonly #open = new Set<Counter>()

  open(): Counter {
    const state = new StateDatabase(this.path)
    const limits = new SqliteRateLimits(state, this.clock, () => this.clock.elapsed)
    const counter: Counter = {
      limits,
      close: () => {
        limits.close()
        state.close()
        this.#open.delete(counter)
      },
    }
    this.#open.add(counter)
    return counter
  }

  [Symbol.dispose](): void {
    for (const counter of this.#open) counter.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Takes until it is refused, at most `most` times; how often it was allowed. */
export function drain(
  { limits }: Counter,
  bucket: string,
  max: number,
  windowMs: number,
  most = 1e6,
): number {
  for (let taken = 0; ; taken++) {
    if (taken === most || !limits.take(bucket, { max, windowMs }).allowed) return taken
  }
}
