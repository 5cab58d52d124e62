import type { LogFields } from '../../ports/log.ts'

/**
 * What may be logged of an error that is not ours: its class, its code and where it was thrown. Its message is
 * left out: libraries quote the values they choke on.
 */
export function describeCause(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { cause: typeof thrown }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    cause: thrown.name,
    code,
    at: frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join(' < '),
  }
}
