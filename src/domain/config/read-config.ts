import { VultrinoError } from '../errors.ts'
import { readPolicies } from '../policy/read-policies.ts'
import { freeze, type Config } from './config.ts'
import type { ConfigKey, ReadingContext } from './config-key.ts'
import { lineOf } from './line-of.ts'
import { nearest } from './nearest.ts'
import { notBuilt } from './not-built.ts'
import { SCHEMA } from './schema.ts'

/** A configuration file as read, before anything in it is believed. */
export interface ConfigSource {
  /** Shown in errors. */
  readonly file: string
  readonly text: string
  /** The parsed TOML. */
  readonly document: Readonly<Record<string, unknown>>
}

type Table = Readonly<Record<string, unknown>>
const TABLES: Readonly<Record<string, Readonly<Record<string, ConfigKey<unknown>>>>> = SCHEMA

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** Tables that stand beside those of the schema: their own readers check them. */
const OTHERS: Readonly<Record<string, (source: ConfigSource) => void>> = {
  policies: ({ file, text, document }) => void readPolicies({ file, text, policies: document['policies'] }),
}

/** `storage` for `storage.file`: the tables that stand directly under one. */
function subtables(table: string): string[] {
  const prefix = table === '' ? '' : `${table}.`
  return Object.keys(TABLES)
    .filter((name) => name.startsWith(prefix) && name !== table && !name.slice(prefix.length).includes('.'))
    .map((name) => name.slice(prefix.length))
}

/**
 * Reads a configuration: every table and key must be known and of its type, what is left out has its documented
 * default. Throws `invalid_config` with file, line, and the nearest valid name.
 */
export function readConfig(source: ConfigSource, context: ReadingContext): Config {
  const config: Record<string, Record<string, unknown>> = {}

  function refuse(table: string, key: string | undefined, reason: string, hint?: string): never {
    const line = lineOf(source.text, table, key)
    throw new VultrinoError('invalid_config', {
      file: source.file,
      line,
      reason,
      ...(hint === undefined ? {} : { hint }),
    })
  }

  function unknownName(table: string, name: string, valid: readonly string[]): never {
    const kind = table === '' ? 'table' : 'key'
    const where = table === '' ? '' : ` in [${table}]`
    const close = nearest(name, valid)
    const guess = close === undefined ? '' : `; did you mean '${close}'?`
    refuse(table, name, `unknown ${kind} '${name}'${where}${guess}`, `Valid here: ${valid.join(', ')}`)
  }

  function walk(name: string, table: Table): void {
    const keys = TABLES[name] ?? {}
    const below = subtables(name)
    for (const [key, raw] of Object.entries(table)) {
      const problem = notBuilt(name, key, raw)
      if (problem !== undefined) refuse(name, key, problem)
      const full = name === '' ? key : `${name}.${key}`
      const other = name === '' && Object.hasOwn(OTHERS, key) ? OTHERS[key] : undefined
      if (other !== undefined) other(source)
      else if (below.includes(key)) {
        if (!isTable(raw)) refuse(name, key, `'${full}' must be a table: [${full}]`)
        walk(full, raw)
      } else if (!Object.hasOwn(keys, key)) {
        unknownName(name, key, [...Object.keys(keys), ...below, ...(name === '' ? Object.keys(OTHERS) : [])])
      }
    }
    if (name === '') return
    config[name] = Object.fromEntries(
      Object.entries(keys).map(([key, row]) => [key, valueOf(name, key, row, table)]),
    )
  }

  function valueOf(name: string, key: string, row: ConfigKey<unknown>, table: Table): unknown {
    if (!Object.hasOwn(table, key)) return row.initial
    const reading = row.read(table[key], context)
    if ('problem' in reading) refuse(name, key, `'${key}' in [${name}] ${reading.problem}`)
    return reading.value
  }

  walk('', source.document)
  for (const name of Object.keys(TABLES)) {
    // Absent tables are all defaults.
    if (config[name] === undefined) walk(name, {})
  }
  return freeze(config as unknown as Config)
}
