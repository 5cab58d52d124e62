import { headerNameProblem } from '../header-syntax.ts'
import type { HeaderList } from '../header-list.ts'
import { leaf, type Condition } from './condition.ts'
import type { Facts } from './facts.ts'
import { caselessGlob } from './fold.ts'
import { checkNames, isTable, readGlob, type Refuse } from './reading.ts'
import { MAYBE, NO, YES, type Truth } from './truth.ts'

/**
 * `{ name = "X-Team", pattern = "billing-*" }`, on the fields that will be sent. `MAYBE`: several that differ, or a match
 * but for letter case, or of one member of a list, or under a name with underscores for hyphens.
 */
export function readHeaderMatch(raw: unknown, refuse: Refuse): Condition {
  if (!isTable(raw)) return refuse('header_match must be a table: { name = "X-Team", pattern = "billing-*" }')
  checkNames(raw, ['name', 'pattern'], 'header_match', refuse)
  const { name } = raw
  if (typeof name !== 'string') return refuse('header_match: name must be the name of a header')
  const problem = headerNameProblem(name)
  if (problem === 'token') refuse(`header_match: '${name}' is not the name of a header`)
  if (problem === 'reserved' || name.toLowerCase() === 'authorization') {
    refuse(`header_match: '${name}' is set by the proxy, whatever the caller sends`)
  }
  const glob = readGlob(raw['pattern'], 'header_match: pattern', refuse)
  const careless = caselessGlob(String(raw['pattern']))
  const isClose = (value: string): boolean =>
    careless(value.trim()) || (value.includes(',') && value.split(',').some((one) => careless(one.trim())))
  const test = ({ headers }: Facts): Truth => {
    const { exact, similar } = named(headers, name.toLowerCase())
    const right = exact.filter((value) => glob(value.trim())).length
    if (right === 0) return [...exact, ...similar].some(isClose) ? MAYBE : NO
    return right === exact.length && similar.every((value) => glob(value.trim())) ? YES : MAYBE
  }
  return leaf({
    kind: 'header_match',
    words: `the header ${name} matches ${String(raw['pattern'])}`,
    test,
    explain: (facts) =>
      `${name} ${['not matched', 'undecided (it can be read in more than one way)', 'matched'][test(facts)] ?? ''}`,
  })
}

/** The fields of a name in small letters, and of one that programs behind a CGI-like interface cannot tell from it. */
function named(headers: HeaderList, lower: string): { readonly exact: string[]; readonly similar: string[] } {
  const found = { exact: [] as string[], similar: [] as string[] }
  const hyphens = lower.replaceAll('_', '-')
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.length !== lower.length) continue
    const its = name.toLowerCase()
    if (its === lower) found.exact.push(headers[i + 1] ?? '')
    else if (its.replaceAll('_', '-') === hyphens) found.similar.push(headers[i + 1] ?? '')
  }
  return found
}
