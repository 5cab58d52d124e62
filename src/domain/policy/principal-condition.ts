import { leaf, type Condition } from './condition.ts'
import type { Facts } from './facts.ts'
import { checkNames, isTable, readGlob, type Refuse } from './reading.ts'
import { truthOf } from './truth.ts'

/** `{ key = "claude-*", role = "ai-*", surface = "http" }`: all that are given. Who has no key has no role either. */
export function readPrincipalMatch(raw: unknown, refuse: Refuse): Condition {
  if (!isTable(raw) || Object.keys(raw).length === 0)
    return refuse('principal_match must be a table: { key = "claude-*" } or { role = "ai-*" }')
  checkNames(raw, ['key', 'role', 'surface'], 'principal_match', refuse)
  const glob = (name: string): ((text: string) => boolean) | undefined =>
    raw[name] === undefined ? undefined : readGlob(raw[name], `principal_match: ${name}`, refuse)
  const [key, role, surface] = [glob('key'), glob('role'), glob('surface')]
  const holds = ({ request: { principal, surface: door } }: Facts): boolean => {
    if (surface?.(door) === false) return false
    if (key === undefined && role === undefined) return true
    if (principal.kind !== 'key') return false
    if (key !== undefined && !key(principal.keyName) && !key(principal.keyPrefix)) return false
    return role === undefined || role(principal.role)
  }
  return leaf({
    kind: 'principal_match',
    words: (['key', 'role', 'surface'] as const)
      .filter((name) => raw[name] !== undefined)
      .map((name) => `the ${name} is ${String(raw[name])}`)
      .join(' and '),
    test: (facts) => truthOf(holds(facts)),
    explain: (facts) => (holds(facts) ? 'matched' : 'not matched'),
  })
}
