import type { Clock } from '../../ports/clock.ts'

/**
 * A clock that never goes back: the wall clock, or, where that was set back, the latest time seen and what really
 * passed since. Time that other processes have seen counts too.
 */
export class SteadyClock {
  readonly #wall: Clock
  readonly #elapsed: () => number
  #latest = 0
  #at: number
  /** By how much it was ahead of the wall clock when last looked at. */
  #ahead = 0

  /** `elapsed`: milliseconds since any fixed moment; only goes forward. */
  constructor(wall: Clock, elapsed: () => number) {
    this.#wall = wall
    this.#elapsed = elapsed
    this.#at = elapsed()
  }

  /** Whole milliseconds since the epoch. */
  now(): number {
    const wall = this.#wall.now()
    const at = this.#elapsed()
    const passed = this.#latest + (at - this.#at)
    if (wall >= passed) {
      this.#latest = wall
      this.#at = at
      this.#ahead = 0
      return wall
    }
    const now = Math.trunc(passed)
    this.#ahead = now - wall
    return now
  }

  /** From now on it is at least `time`. */
  observe(time: number): void {
    const now = this.now()
    if (time <= now) return
    this.#ahead += time - now
    this.#latest = time
    this.#at = this.#elapsed()
  }

  /** What the wall clock will show at a time of this clock, as far as the last look tells. */
  asWall(time: number): number {
    return time - this.#ahead
  }
}
