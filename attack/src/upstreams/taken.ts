import type { After } from './write-plan.ts'

/** What a target does with a connection from one request on. `feed` takes what comes from now on, and `null` at the end. */
export interface Taken {
  feed(chunk: Buffer | null): void
  readonly over: Promise<After>
}
