import { readBodyMatch } from './body-condition.ts'
import { readAnd, readNot, readOr, type ReadInner } from './combined-conditions.ts'
import type { Condition } from './condition.ts'
import { readHeaderMatch } from './header-condition.ts'
import { readMethodMatch } from './method-condition.ts'
import { readPrincipalMatch } from './principal-condition.ts'
import { readRateLimit } from './rate-condition.ts'
import { checkNames, isTable, type Refuse } from './reading.ts'
import { readTimeWindow } from './time-window.ts'
import { readUrlMatch } from './url-condition.ts'

type Read = (raw: unknown, refuse: Refuse, inner: ReadInner) => Condition

/** Every kind of condition there is. */
const KINDS: Readonly<Record<string, Read>> = {
  url_match: readUrlMatch,
  method_match: readMethodMatch,
  time_window: readTimeWindow,
  rate_limit: readRateLimit,
  principal_match: readPrincipalMatch,
  header_match: readHeaderMatch,
  body_match: readBodyMatch,
  and: readAnd,
  or: readOr,
  not: readNot,
}

const DEEPEST = 16
const MOST = 1000

/** Reads a rule's condition. Throws by `refuse`. */
export function readCondition(raw: unknown, refuse: Refuse): Condition {
  let count = 0
  const read = (value: unknown, depth: number): Condition => {
    if (depth > DEEPEST) refuse(`conditions are nested at most ${DEEPEST} deep`)
    if (++count > MOST) refuse(`a rule holds at most ${MOST} conditions`)
    if (!isTable(value))
      return refuse('a condition is a table such as { url_match = "https://api.example.com/*" }')
    checkNames(value, Object.keys(KINDS), 'a condition', refuse)
    const [name, ...more] = Object.keys(value)
    const kind = name === undefined ? undefined : KINDS[name]
    if (name === undefined || kind === undefined || more.length > 0) {
      return refuse('a condition holds exactly one key', 'Join several with and = [ … ] or or = [ … ]')
    }
    return kind(value[name], refuse, (inner) => read(inner, depth + 1))
  }
  return read(raw, 1)
}
