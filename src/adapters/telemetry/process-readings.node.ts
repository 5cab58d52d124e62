import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Series, Snapshot } from '../../domain/telemetry/snapshot.ts'

/** How often the event loop is looked at, milliseconds. */
const RESOLUTION_MS = 50

const single = (value: number): readonly Series[] => [{ at: 0, value }]

/** Reads what this process uses. Keeps no process alive. */
export function processReadings(): () => Snapshot {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  return () => {
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    // It measures from one look to the next.
    const longest = Math.max(0, delay.max / 1e9 - RESOLUTION_MS / 1e3)
    delay.reset()
    return {
      process_cpu_seconds_total: single((user + system) / 1e6),
      process_resident_memory_bytes: single(rss),
      process_start_time_seconds: single(performance.timeOrigin / 1e3),
      nodejs_heap_used_bytes: single(heapUsed),
      nodejs_eventloop_active_seconds_total: single(performance.eventLoopUtilization().active / 1e3),
      nodejs_eventloop_delay_max_seconds: single(longest),
    }
  }
}
