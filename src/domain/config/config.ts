import type { ConfigKey } from './config-key.ts'
import { SCHEMA } from './schema.ts'

type Value<K> = K extends ConfigKey<infer T> ? T : never

/**
 * The configuration, parsed and frozen: tables and keys are named as in the file (`config.server.max_body_size`,
 * `config['storage.file'].path`), times are in seconds, sizes in bytes, paths absolute.
 */
export type Config = {
  readonly [T in keyof typeof SCHEMA]: {
    readonly [K in keyof (typeof SCHEMA)[T]]: Value<(typeof SCHEMA)[T][K]>
  }
}

/** What holds where there is no configuration file. */
export const DEFAULT_CONFIG: Config = freeze(
  Object.fromEntries(
    Object.entries(SCHEMA).map(([table, keys]) => [
      table,
      Object.fromEntries(
        Object.entries(keys).map(([key, row]: [string, ConfigKey<unknown>]) => [key, row.initial]),
      ),
    ]),
  ) as unknown as Config,
)

/** Freezes through and through. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part)
    Object.freeze(value)
  }
  return value
}
