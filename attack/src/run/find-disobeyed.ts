import { CREDENTIALS, type CredentialPlan } from '../contract/laboratory.ts'
import type { AttackCase } from '../contract/attack-case.ts'
import type { Arrival } from '../upstreams/observer.ts'

/** Fields by which some servers are told another path than that of the request line. */
const PATHS: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url'])

/** What arrived although the credential's plan forbids it, as any target might read it: one line for each. */
export function findDisobeyed({ credential }: AttackCase, arrivals: readonly Arrival[]): string[] {
  const { policy }: CredentialPlan = CREDENTIALS[credential]
  if (policy === undefined) return []
  return arrivals.flatMap(({ method, target, headers }) => {
    const [path = '', query = ''] = target.split(/\?(.*)/s)
    const found: string[] = []
    const others = headers.filter(([name]) => PATHS.has(name.toLowerCase().replaceAll('_', '-')))
    for (const one of [path, ...others.map(([, value]) => value)]) {
      if ((policy.denyPaths ?? []).some((pattern) => covers(pattern, normal(one))))
        found.push(`a path that is denied arrived: ${JSON.stringify(one)}`)
    }
    if (policy.allowMethods !== undefined && !policy.allowMethods.includes(method))
      found.push(`a method that is denied arrived: ${JSON.stringify(method)}`)
    const [name, value] = policy.denyQuery ?? []
    if (name !== undefined && new URLSearchParams(query).getAll(name).includes(value ?? ''))
      found.push(`a query that is denied arrived: ${JSON.stringify(query)}`)
    return found
  })
}

const covers = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern

/** A path as the laxest of servers reads it: escapes undone, slashes joined, dot segments followed. */
function normal(path: string): string {
  const plain = path
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/[/\\]+/g, '/')
  const kept: string[] = []
  for (const segment of plain.split('/').slice(1)) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}`
}
