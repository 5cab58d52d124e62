import type { JsonValue } from '../credential.ts'
import type { Config } from './config.ts'
import type { ConfigKey } from './config-key.ts'
import { SCHEMA } from './schema.ts'

type Values = Record<string, JsonValue>

/** The configuration in force as plain values, tables within tables, named and written as in the file. */
export function configJson(config: Config): Values {
  const document: Values = {}
  for (const [name, values] of tables(config)) {
    const path = name.split('.')
    const last = path.pop() ?? name
    let table = document
    for (const part of path) table = (table[part] ??= {}) as Values
    table[last] = { ...(table[last] as Values | undefined), ...values }
  }
  return document
}

/** The same as a configuration file: reading it gives the same configuration. */
export function configText(config: Config): string {
  const texts = tables(config).map(([name, values]) => {
    const lines = Object.entries(values).map(([key, value]) =>
      value === null ? `# ${key} is not set` : `${key} = ${toml(value)}`,
    )
    return [`[${name}]`, ...lines].join('\n')
  })
  return `${texts.join('\n\n')}\n`
}

function tables(config: Config): [string, Values][] {
  return Object.entries(SCHEMA).map(
    ([name, keys]: [string, Readonly<Record<string, ConfigKey<unknown>>>]) => {
      const values = config[name as keyof Config] as Readonly<Record<string, unknown>>
      const plain = Object.entries(keys).map(([key, row]) => [key, row.plain?.(values[key]) ?? values[key]])
      return [name, Object.fromEntries(plain) as Values]
    },
  )
}

/** TOML's strings, numbers, booleans and lists of them are JSON's; a table on one line is not. */
function toml(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return text(value)
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(toml).join(', ')}]`
  const pairs = Object.entries(value).map(([name, part]) => `${text(name)} = ${toml(part)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

/** JSON leaves DEL as it is, and TOML does not take it. */
const text = (value: JsonValue): string => JSON.stringify(value).replaceAll('\x7f', '\\u007f')
