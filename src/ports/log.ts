import type { LogLevel } from '../domain/config/log-level.ts'

/** Non-secret facts about what happened. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Where a running server says what happens to it. Texts are constants; variables are fields. Never throws. */
export interface Log {
  write(level: LogLevel, message: string, fields?: LogFields): void
}
