import type { z } from 'zod'
import { nearest } from '../../domain/config/nearest.ts'

type Issue = z.core.$ZodIssue

/** Fields that the schema itself names, by the objects that have them. */
export interface Naming {
  readonly fields: ReadonlySet<string>
  /** Names that may stand in the object at this path. */
  at(path: readonly PropertyKey[]): readonly string[]
  /** What the parts of it are called; `field` by default. */
  readonly noun?: string
}

/**
 * What is wrong with a body, as a sentence. It names fields of ours and what they should hold; never a value that was
 * sent, nor a name that was sent, unless it is a slip of one of ours: a secret may stand anywhere by mistake.
 */
export function schemaProblem(issues: readonly Issue[], sent: unknown, naming: Naming): string {
  // A slip in a name explains the field that is missing, and not the other way round.
  const slips = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? slip(issue, naming) : []))
  const [issue] = issues
  if (issue === undefined || slips[0] !== undefined) return slips[0] ?? 'the body is not as it should be'
  const where = shownPath(issue.path, naming)
  if (issue.code === 'unrecognized_keys') {
    const noun = naming.noun ?? 'field'
    return `there is an unknown ${noun}${inside(where)}; the ${noun}s are ${naming.at(issue.path).join(', ')}`
  }
  const subject = where === '' ? 'the body' : where
  if (valueAt(sent, issue.path) === undefined && issue.code !== 'custom') return `${subject} is missing`
  return `${subject} ${EXPECTED[issue.code]?.(issue as never) ?? issue.message}`
}

/** Among how many names a slip is looked for, and how long one can be: looking takes time for each letter of each. */
const SLIPS = 8
const LONGEST_SLIP = 64

const inside = (where: string): string => (where === '' ? '' : ` in ${where}`)

function slip({ path, keys }: Extract<Issue, { code: 'unrecognized_keys' }>, naming: Naming): string[] {
  for (const name of keys.slice(0, SLIPS)) {
    if (name.length > LONGEST_SLIP) continue
    const close = nearest(name, naming.at(path))
    if (close === undefined) continue
    const noun = naming.noun ?? 'field'
    return [`there is no ${noun} '${name}'${inside(shownPath(path, naming))}; did you mean '${close}'?`]
  }
  return []
}

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', record: 'fields' }
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a whole number',
}

/** A phrase after the field's name for each kind of problem that has variables in it. */
const EXPECTED: {
  readonly [C in Issue['code']]?: (issue: Extract<Issue, { code: C }>) => string
} = {
  invalid_type: ({ expected }) => `must be ${TYPES[expected] ?? expected}`,
  too_big: ({ maximum, origin }) => `is at most ${String(maximum)} ${UNITS[origin] ?? ''}`.trimEnd(),
  too_small: ({ minimum, origin }) => `is at least ${String(minimum)} ${UNITS[origin] ?? ''}`.trimEnd(),
  invalid_value: ({ values }) => `must be one of: ${values.map(String).join(', ')}`,
  invalid_format: ({ format }) =>
    format === 'datetime' ? 'must be a time such as 2030-12-31T23:59:59Z' : 'is not well formed',
  invalid_key: () => 'has a field whose name is too long or empty',
}

function shownPath(path: readonly PropertyKey[], { fields }: Naming): string {
  let shown = ''
  for (const part of path) {
    if (typeof part === 'number') shown += `[${part}]`
    else if (fields.has(String(part))) shown += shown === '' ? String(part) : `.${String(part)}`
    else break
  }
  return shown
}

function valueAt(sent: unknown, path: readonly PropertyKey[]): unknown {
  let value = sent
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part]
  }
  return value
}
