import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** Between steps of two milliseconds: a tenth of a core for a process that is idle, half a hundredth for one that is busy. */
const IDLE_MS = 20
const BUSY_MS = 500
/** Share of the time in which the process had something to do. */
const BUSY = 0.4

/** What work in the background waits for between its steps. Keeps no process alive; rejects once `signal` is aborted. */
export function auditRest(signal: AbortSignal): () => Promise<void> {
  let before = performance.eventLoopUtilization()
  let isBusy = false
  return async () => {
    await sleep(isBusy ? BUSY_MS : IDLE_MS, undefined, { ref: false, signal })
    const now = performance.eventLoopUtilization()
    isBusy = performance.eventLoopUtilization(now, before).utilization > BUSY
    before = now
  }
}
