import { headerNameProblem } from '../header-syntax.ts'
import { headerValues } from '../header-list.ts'
import { leaf, type Condition } from './condition.ts'
import type { Facts } from './facts.ts'
import { checkNames, isTable, readGlob, type Refuse } from './reading.ts'
import { MAYBE, NO, YES, type Truth } from './truth.ts'

/** `{ name = "X-Team", pattern = "billing-*" }`, on the fields that will be sent. Several that differ are a `MAYBE`. */
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
  const test = ({ headers }: Facts): Truth => {
    const values = headerValues(headers, name)
    const right = values.filter((value) => glob(value.trim())).length
    return right === 0 ? NO : right === values.length ? YES : MAYBE
  }
  return leaf({
    kind: 'header_match',
    test,
    explain: (facts) =>
      `${name} ${['not matched', 'undecided (it is there more than once)', 'matched'][test(facts)] ?? ''}`,
  })
}
