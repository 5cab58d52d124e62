import {
  CREDENTIALS,
  ORIGINS,
  type CredentialPlan,
  type OriginName,
  type OriginPlan,
} from '../contract/laboratory.ts'
import type { Laboratory } from '../laboratory/laboratory.ts'
import { LeakSearch } from '../leak/find-leaks.ts'
import { field } from '../upstreams/read-request.ts'

const arrives = (name: OriginName): readonly string[] => {
  const plan: OriginPlan = ORIGINS[name]
  return plan.arrives ?? ['127.0.0.1']
}

/** Whether this is what an origin is called: by its name, or any that a wildcard covers which a secret is for. */
function isOf(origin: OriginName, host: string, lab: Laboratory): boolean {
  const port = `:${String(lab.port(origin))}`
  if (host === lab.host(origin).toLowerCase() + port) return true
  return Object.values(CREDENTIALS).some((plan: CredentialPlan) => {
    const suffix = plan.origin === origin ? plan.wildcard?.slice(1) : undefined
    if (suffix === undefined || !host.endsWith(suffix + port)) return false
    return /^[a-z0-9-]+$/.test(host.slice(0, -(suffix + port).length))
  })
}

/** What arrived where it must not: one line for each. `keys`: of callers, which must not arrive anywhere. */
export function findAstray(
  lab: Laboratory,
  search: LeakSearch,
  keys: readonly string[],
  known: ReadonlySet<string>,
): string[] {
  const found: string[] = []
  for (const { origin, address, chunks } of lab.observer.intakes.values()) {
    const bytes = Buffer.concat(chunks)
    if (keys.some((key) => bytes.includes(key))) found.push(`the caller's key arrived at ${origin}`)
    for (const { secret, how } of search.find(bytes, 2)) {
      const plan = CREDENTIALS[secret as keyof typeof CREDENTIALS]
      const right: OriginName | null = plan.origin
      // `inside` is bound to a name that leads inside: not even its own secret may arrive.
      if (known.has(secret)) continue
      if (right !== origin || right === 'inside')
        found.push(`the secret of ${secret} arrived at ${origin} (${how})`)
      else if (!arrives(origin).includes(address))
        found.push(`the secret of ${secret} arrived at another address, ${address}`)
    }
  }
  for (const arrival of lab.observer.arrivals) {
    const host = field(arrival.headers, 'host') ?? field(arrival.headers, ':authority') ?? ''
    if (isOf(arrival.origin, host.toLowerCase(), lab)) continue
    const carried = search.find(
      Buffer.from(arrival.headers.map(([, value]) => value).join('\n'), 'latin1'),
      2,
    )
    for (const { secret } of carried) {
      if (!known.has(secret))
        found.push(`the secret of ${secret} was sent under another Host: ${JSON.stringify(host)}`)
    }
  }
  return [...new Set(found)]
}
