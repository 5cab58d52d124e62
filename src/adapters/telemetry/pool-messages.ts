import type { Snapshot } from '../../domain/telemetry/snapshot.ts'

/** What the processes of a pool tell each other of their numbers. `id` joins a question and its answer. */
export type PoolMessage =
  /** A worker can be asked from now on. */
  | { readonly telemetry: 'here' }
  /** A worker wants the numbers of all. */
  | { readonly telemetry: 'ask'; readonly id: number }
  /** The primary wants a worker's. */
  | { readonly telemetry: 'want'; readonly id: number }
  | { readonly telemetry: 'have'; readonly id: number; readonly snapshot: Snapshot }
  | { readonly telemetry: 'all'; readonly id: number; readonly snapshot: Snapshot }

/** Other parts use the same channel. Whoever can write to it is a process of ours. */
export const asPoolMessage = (message: unknown): PoolMessage | undefined =>
  typeof message === 'object' && message !== null && 'telemetry' in message
    ? (message as PoolMessage)
    : undefined
