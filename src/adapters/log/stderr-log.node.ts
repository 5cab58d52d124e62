import { destination, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from '../../domain/config/log-level.ts'
import type { Log } from '../../ports/log.ts'

/** Bytes kept while nobody takes them; what comes after is dropped. */
const MOST_WAITING = 1024 * 1024

/**
 * JSON lines on stderr, at `level` and above. Written at once: a crash loses none. A stderr that is gone (its
 * terminal was closed) is no reason to end.
 */
export function stderrLog(level: LogLevel): Log {
  const stderr = destination({ fd: 2, sync: true, maxLength: MOST_WAITING })
  stderr.on('error', () => undefined)
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stderr,
  )
  return {
    write(at, message, fields = {}) {
      logger[at](fields, message)
    },
  }
}
