import type { ConfigKey } from './config-key.ts'
import { SCHEMA } from './schema.ts'

/** A TOML basic string. JSON's escapes are all valid there. */
const quoted = (text: string): string => JSON.stringify(text)

/**
 * The configuration file that `init` writes: what is in force and where, the rest as comments with defaults.
 * `vaultFile` is absolute.
 */
export function defaultConfigText(vaultFile: string): string {
  const lines = ['# Vultrino Configuration', '# A key with a # before it has the value shown.', '']
  for (const [table, keys] of Object.entries(SCHEMA)) {
    lines.push(`[${table}]`)
    for (const [key, row] of Object.entries(keys) as [string, ConfigKey<unknown>][]) {
      lines.push(`# ${row.doc}`)
      if (table === 'storage.file') lines.push(`path = ${quoted(vaultFile)}`)
      else if (ALWAYS_SET.has(`${table}.${key}`)) lines.push(`${key} = ${row.written ?? '""'}`)
      else lines.push(`# ${key} = ${row.written ?? '"/absolute/path"'}`)
    }
    lines.push('')
  }
  return lines.join('\n')
}

/** The keys that the reference's default configuration spells out. */
const ALWAYS_SET: ReadonlySet<string> = new Set([
  'server.bind',
  'server.mode',
  'storage.backend',
  'logging.level',
  'mcp.enabled',
  'mcp.transport',
])
