import type { JsonValue } from '../credential.ts'
import type { Permission } from '../principal.ts'
import { headerNameProblem, headerValueProblem } from '../header-syntax.ts'
import { parseCidr } from '../ip-address.ts'
import { formatListenAddress, parseListenAddress, type ListenAddress } from './listen-address.ts'

/** What reading a value may lean on; the domain itself knows no home folder. */
export interface ReadingContext {
  /** The user's home folder, absolute, for `~/`. */
  readonly home: string
}

/** Either the value, or what is wrong with it, as a phrase after the key's name. */
export type Reading<T> = { readonly value: T } | { readonly problem: string }

/** One key of the configuration: how it is read, what it is when it is left out, and what it says in the docs. */
export interface ConfigKey<T> {
  readonly doc: string
  /** As it would be written in TOML; `null`: unset. */
  readonly written: string | null
  readonly initial: T
  read(raw: unknown, context: ReadingContext): Reading<T>
  /** The value as the file has it, where that is another thing. */
  plain?(value: T): JsonValue
}

const bad = (problem: string): { problem: string } => ({ problem })

export function oneOf<const T extends string | boolean>(
  choices: readonly T[],
  initial: NoInfer<T>,
  doc: string,
): ConfigKey<T> {
  const listed = choices.map((choice) => JSON.stringify(choice)).join(', ')
  return {
    doc,
    written: JSON.stringify(initial),
    initial,
    read: (raw) => (choices.includes(raw as T) ? { value: raw as T } : bad(`must be one of ${listed}`)),
  }
}

export function flag(initial: boolean, doc: string): ConfigKey<boolean> {
  const read = (raw: unknown): Reading<boolean> =>
    typeof raw === 'boolean' ? { value: raw } : bad('must be true or false')
  return { doc, written: String(initial), initial, read }
}

/** A whole number between two bounds, both included. */
export function whole(min: number, max: number, initial: number, doc: string): ConfigKey<number> {
  const read = (raw: unknown): Reading<number> =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= min && raw <= max
      ? { value: raw }
      : bad(`must be a whole number from ${min} to ${max}`)
  return { doc, written: String(initial), initial, read }
}

export function listener(initial: string, doc: string): ConfigKey<ListenAddress> {
  const parsed = parseListenAddress(initial)
  if (parsed === undefined) throw new TypeError(initial)
  const read = (raw: unknown): Reading<ListenAddress> => {
    const value = typeof raw === 'string' ? parseListenAddress(raw) : undefined
    return value === undefined ? bad('must be "HOST:PORT" or "unix:/path"') : { value }
  }
  return { doc, written: JSON.stringify(initial), initial: parsed, read, plain: formatListenAddress }
}

const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/

/** A file's path: absolute, or under `~/`. A relative one would mean another file in every working folder. */
export function path(doc: string): ConfigKey<string | null> {
  const read = (raw: unknown, { home }: ReadingContext): Reading<string> => {
    if (typeof raw !== 'string' || raw.includes('\0')) return bad('must be a path in quotes')
    const value = raw.startsWith('~/') ? `${home}/${raw.slice(2)}` : raw
    return ABSOLUTE.test(value) ? { value } : bad('must be an absolute path, or start with "~/"')
  }
  return { doc, written: null, initial: null, read }
}

const PERMISSIONS: readonly string[] = ['read', 'write', 'update', 'delete', 'execute'] satisfies Permission[]

export function permissions(initial: readonly Permission[], doc: string): ConfigKey<readonly Permission[]> {
  const read = (raw: unknown): Reading<readonly Permission[]> =>
    Array.isArray(raw) && raw.every((item) => PERMISSIONS.includes(item as string))
      ? { value: [...new Set(raw as Permission[])] }
      : bad(`must be a list out of ${PERMISSIONS.map((name) => `"${name}"`).join(', ')}`)
  return { doc, written: JSON.stringify(initial), initial, read }
}

export function headerNames(initial: readonly string[], doc: string): ConfigKey<readonly string[]> {
  const read = (raw: unknown): Reading<readonly string[]> => {
    if (!Array.isArray(raw)) return bad('must be a list of header names')
    const names = raw as unknown[]
    const wrong = names.some((name) => typeof name !== 'string' || headerNameProblem(name) === 'token')
    return wrong ? bad('must hold header names only') : { value: names as string[] }
  }
  return { doc, written: JSON.stringify(initial), initial, read }
}

const HOST_NAME = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+$/i

/** Host names without port or wildcard. */
export function hostNames(doc: string): ConfigKey<readonly string[]> {
  const read = (raw: unknown): Reading<readonly string[]> => {
    const right = Array.isArray(raw) && raw.every((name) => typeof name === 'string' && HOST_NAME.test(name))
    return right ? { value: raw as string[] } : bad('must be a list of host names')
  }
  return { doc, written: '[]', initial: [], read }
}

/** Addresses and CIDR blocks, and `unix` for peers without an address. */
export function networks(doc: string): ConfigKey<readonly string[]> {
  const isNetwork = (one: unknown): boolean =>
    one === 'unix' || (typeof one === 'string' && parseCidr(one) !== undefined)
  const read = (raw: unknown): Reading<readonly string[]> =>
    Array.isArray(raw) && raw.every(isNetwork)
      ? { value: raw as string[] }
      : bad('must be a list of addresses or CIDR blocks such as "127.0.0.1" or "10.0.0.0/8"')
  return { doc, written: '[]', initial: [], read }
}

/** Header fields by name, to be added to requests. */
export function headers(doc: string): ConfigKey<Readonly<Record<string, string>>> {
  const read = (raw: unknown): Reading<Readonly<Record<string, string>>> => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return bad('must be a table of header names and values')
    }
    for (const [name, value] of Object.entries(raw)) {
      const problem = headerNameProblem(name)
      if (problem === 'token') return bad(`holds '${name}', which is not a header name`)
      if (problem === 'reserved') return bad(`holds '${name}', which the proxy itself sets or removes`)
      if (typeof value !== 'string' || headerValueProblem(value) !== undefined) {
        return bad(`holds a value for '${name}' that is not one line of printable ASCII text`)
      }
    }
    return { value: { ...(raw as Record<string, string>) } }
  }
  return { doc, written: '{}', initial: {}, read }
}
