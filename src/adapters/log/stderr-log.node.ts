import { destination, pino, stdTimeFunctions } from 'pino'
import type { LogLevel } from '../../domain/config/log-level.ts'
import type { Log } from '../../ports/log.ts'

/** JSON lines on stderr, at `level` and above. Written at once: a crash loses none. */
export function stderrLog(level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination({ fd: 2, sync: true }),
  )
  return {
    write(at, message, fields = {}) {
      logger[at](fields, message)
    },
  }
}
