import { leaf, type Condition } from './condition.ts'
import type { Facts } from './facts.ts'
import { caselessGlob, fold } from './fold.ts'
import { follow, parsePointer } from './json-pointer.ts'
import { checkNames, isTable, readGlob, type Refuse, type Table } from './reading.ts'
import type { Json } from './strict-json.ts'
import { MAYBE, NO, truthOf, YES, type Truth } from './truth.ts'

const TESTS = ['equals', 'pattern', 'exists'] as const

/**
 * `{ pointer = "/amount", equals = 5 }`, `{ pointer = "/to", pattern = "acct_*" }`, `{ pointer = "/force", exists = true }`
 * (RFC 6901), on the whole body. Without a body there is nothing at any pointer; one that cannot be read is a `MAYBE`.
 */
export function readBodyMatch(raw: unknown, refuse: Refuse): Condition {
  if (!isTable(raw)) return refuse('body_match must be a table: { pointer = "/amount", equals = 5 }')
  checkNames(raw, ['pointer', ...TESTS], 'body_match', refuse)
  const given = raw['pointer']
  const pointer = typeof given === 'string' ? parsePointer(given) : undefined
  if (pointer === undefined) return refuse('body_match: pointer must be a JSON pointer such as "/amount"')
  if (TESTS.filter((name) => raw[name] !== undefined).length !== 1)
    return refuse('body_match takes one of equals, pattern and exists')
  const wanted = raw['exists'] !== false
  const compare = comparison(raw, refuse)
  const test = ({ body }: Facts): Truth => {
    if (body.kind === 'none') return truthOf(!wanted)
    if (body.kind === 'unreadable') return MAYBE
    const found = follow(pointer, body.value)
    if (found === 'unsure') return MAYBE
    if (found === 'nothing') return truthOf(!wanted)
    return wanted ? compare(found.value) : NO
  }
  return leaf({
    kind: 'body_match',
    words: wordsOf(String(given), raw),
    test,
    wantsBody: () => true,
    explain: (facts) => {
      const truth = test(facts)
      if (truth !== MAYBE) return truth === YES ? 'matched' : 'not matched'
      const why =
        facts.body.kind === 'unreadable' ? facts.body.why : 'other programs may read the body otherwise'
      return `undecided (${why})`
    },
  })
}

function wordsOf(pointer: string, { equals, pattern, exists }: Table): string {
  const place = `the body at ${pointer === '' ? 'its root' : pointer}`
  if (typeof pattern === 'string') return `${place} matches ${pattern}`
  if (equals !== undefined) return `${place} is ${JSON.stringify(equals)}`
  return exists === false ? `${place} holds nothing` : `${place} holds something`
}

function comparison(raw: Table, refuse: Refuse): (value: Json) => Truth {
  const { equals, pattern } = raw
  if (pattern !== undefined) {
    const glob = readGlob(pattern, 'body_match: pattern', refuse)
    const careless = caselessGlob(typeof pattern === 'string' ? pattern : '*')
    return (value) => {
      if (typeof value === 'string') return glob(value) ? YES : careless(value.trim()) ? MAYBE : NO
      // A number may be taken for its digits, and a list for its only member.
      return value === null ? NO : typeof value === 'object' || glob(String(value)) ? MAYBE : NO
    }
  }
  if (equals === undefined) {
    if (typeof raw['exists'] !== 'boolean') refuse('body_match: exists must be true or false')
    return () => YES
  }
  if (
    typeof equals !== 'string' &&
    typeof equals !== 'boolean' &&
    !(typeof equals === 'number' && Number.isFinite(equals))
  ) {
    return refuse('body_match: equals must be a text, a number, or true or false')
  }
  return (value) => {
    if (value === equals) return YES
    // `"1"` for 1, `[1]` for 1, `"True"` for true: some programs take them for the same.
    if (typeof value === 'object') return value === null ? NO : MAYBE
    if (typeof value === typeof equals && typeof value !== 'string') return NO
    return sameText(value, equals) ? MAYBE : NO
  }
}

const TRUE_WORDS: readonly string[] = ['true', '1', 'on', 'yes']
const FALSE_WORDS: readonly string[] = ['false', '0', 'off', 'no', '']

function sameText(a: string | number | boolean, b: string | number | boolean): boolean {
  const [left, right] = [fold(String(a).trim()), fold(String(b).trim())]
  if (left === right) return true
  if (typeof a === typeof b) return false
  const both = (words: readonly string[]): boolean => words.includes(left) && words.includes(right)
  if (typeof a === 'boolean' || typeof b === 'boolean') return both(TRUE_WORDS) || both(FALSE_WORDS)
  return left !== '' && right !== '' && Number(left) === Number(right)
}
