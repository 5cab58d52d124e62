import { caselessGlob } from './fold.ts'
import { split, withoutEscapes } from './glob-text.ts'
import { readGlob, type Refuse } from './reading.ts'
import { either, MAYBE, NO, YES, type Truth } from './truth.ts'

type Match = (text: string) => boolean
interface Parameter {
  readonly name: string
  readonly value: string
}
interface Wanted {
  readonly name: Match
  readonly value: Match
  readonly anyCaseName: Match
  readonly anyCaseValue: Match
}

/** The query part of a URL pattern, given a target's query without its `?` (`undefined`: none). */
export interface QueryPattern {
  test(query: string | undefined): Truth
}

/**
 * Reads `name=value&…`, in any order. `YES`: each is there, and nothing else is; `&*` at the end lets others be.
 * `MAYBE`: each is there, but beside others, or twice with different values, or but for letter case and what else
 * programs do not mind in names and values.
 */
export function readQueryPattern(text: string, refuse: Refuse): QueryPattern {
  const parts = text === '' ? [] : split(text, '&')
  const open = parts.includes('*')
  const wanted = parts.filter((part) => part !== '*').map((part) => readWanted(part, refuse))
  return {
    test: (query) => {
      if (query === undefined || query === '') return wanted.length === 0 ? YES : NO
      const usual = matchAll(wanted, open, parameters(query, '&'))
      // Some programs also separate parameters by semicolons.
      return query.includes(';') ? either(usual, matchAll(wanted, open, parameters(query, /[&;]/))) : usual
    },
  }
}

function readWanted(part: string, refuse: Refuse): Wanted {
  const [rawName = '', ...values] = split(part, '=')
  const rawValue = values.join('=')
  if (rawName === '')
    refuse(
      'url_match: a query is written as name=value&name=value',
      'A literal ? in a URL pattern begins the query',
    )
  const literal = (raw: string): string => withoutEscapes(raw.replaceAll('+', ' '))
  const [name, value] = [literal(rawName), literal(rawValue)]
  return {
    name: readGlob(name, 'url_match', refuse),
    value: valueGlob(value, refuse),
    anyCaseName: careless(name, plainName),
    anyCaseValue: value === '' ? (text) => text === '' : careless(value, plainValue),
  }
}

const valueGlob = (value: string, refuse: Refuse): Match =>
  value === '' ? (text) => text === '' : readGlob(value, 'url_match', refuse)

function careless(pattern: string, plain: (text: string) => string): Match {
  const glob = caselessGlob(pattern)
  return (text) => {
    if (glob(text)) return true
    const other = plain(text)
    return other !== text && glob(other)
  }
}

const UNUSUAL = /[\0\s.[%]/
const beforeNul = (text: string): string => text.split('\0', 1)[0] ?? ''

/** `a[]` and `a[0]` are an `a` to many programs, and `a.b` is `a_b` to PHP. */
function plainName(text: string): string {
  if (!UNUSUAL.test(text)) return text
  const trimmed = beforeNul(text).trim()
  const bracket = trimmed.indexOf('[', 1)
  return (bracket === -1 ? trimmed : trimmed.slice(0, bracket)).replace(/[.\s]/g, '_')
}

/** Without spaces around it, and with escapes undone that were escaped themselves. */
function plainValue(text: string): string {
  if (!UNUSUAL.test(text)) return text
  const trimmed = beforeNul(text).trim()
  try {
    return decodeURIComponent(trimmed)
  } catch {
    return trimmed
  }
}

/** `undefined`: cannot be decoded. */
function parameters(query: string, separator: string | RegExp): readonly Parameter[] | undefined {
  const pairs = query.split(separator).filter((pair) => pair !== '')
  try {
    return pairs.map((pair) => {
      const equals = pair.indexOf('=')
      const name = equals === -1 ? pair : pair.slice(0, equals)
      return { name: decode(name), value: equals === -1 ? '' : decode(pair.slice(equals + 1)) }
    })
  } catch {
    return undefined
  }
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

function matchAll(wanted: readonly Wanted[], open: boolean, found: readonly Parameter[] | undefined): Truth {
  if (found === undefined) return MAYBE
  let truth: Truth = YES
  for (const one of wanted) {
    const named = found.filter(({ name }) => one.anyCaseName(name))
    const right = named.filter(({ name, value }) => one.name(name) && one.value(value))
    if (!named.some(({ value }) => one.anyCaseValue(value)) && right.length === 0) return NO
    if (right.length === 0 || right.length < named.length) truth = MAYBE
  }
  const strangers = found.some(({ name }) => !wanted.some((one) => one.anyCaseName(name)))
  if (!strangers || open) return truth
  // What asks for no query at all is not met by one.
  return wanted.length === 0 ? NO : MAYBE
}
