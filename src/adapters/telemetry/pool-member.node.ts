import type { Snapshot } from '../../domain/telemetry/snapshot.ts'
import { asPoolMessage, type PoolMessage } from './pool-messages.ts'

/** Longer than the primary waits for the others. */
const PATIENCE_MS = 2000

/** A worker's part in the numbers of its pool. */
export interface PoolMember {
  /** The numbers of all processes; of this one alone, if the primary does not answer. */
  collect(): Promise<Snapshot>
  close(): void
}

/**
 * In a worker: tells the primary this process's numbers when they are wanted. To be called once the primary's first
 * message has been taken.
 */
export function joinPoolMetrics(snapshot: () => Snapshot): PoolMember {
  const waiting = new Map<number, (snapshot: Snapshot) => void>()
  let nextId = 0
  const onMessage = (raw: unknown): void => {
    const message = asPoolMessage(raw)
    if (message?.telemetry === 'want') send({ telemetry: 'have', id: message.id, snapshot: snapshot() })
    else if (message?.telemetry === 'all') waiting.get(message.id)?.(message.snapshot)
  }
  process.on('message', onMessage)
  send({ telemetry: 'here' })
  return {
    async collect() {
      const id = nextId++
      const { promise, resolve } = Promise.withResolvers<Snapshot>()
      const timer = setTimeout(() => resolve(snapshot()), PATIENCE_MS)
      waiting.set(id, resolve)
      if (!send({ telemetry: 'ask', id })) resolve(snapshot())
      try {
        return await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
    close: () => void process.off('message', onMessage),
  }
}

/** Whether there was a primary to send it to. */
function send(message: PoolMessage): boolean {
  if (!process.connected) return false
  process.send?.(message, undefined, {}, () => undefined)
  return true
}
