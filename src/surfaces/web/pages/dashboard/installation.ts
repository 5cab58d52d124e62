import type { AuditStats } from '../../../../ports/audit-desk.ts'
import type { Visit } from '../../page.ts'
import type { Health, WebDeps } from '../../web-deps.ts'
import { Recently } from './recently.ts'

const DAY_MS = 24 * 3_600_000
const HEALTH_FRESH_MS = 30_000

const known = new WeakMap<WebDeps, Recently<Health>>()

/** What should be looked at. It is slow to find out, and the same for whoever is signed in. */
export function healthOf({ deps }: Pick<Visit, 'deps'>): Recently<Health> {
  const found = known.get(deps)
  if (found !== undefined) return found
  const made = new Recently({ ask: () => deps.health(), now: deps.now, freshMs: HEALTH_FRESH_MS })
  known.set(deps, made)
  return made
}

/** The requests of the last 24 hours. */
export const lastDayOf = ({ deps, audit }: Pick<Visit, 'deps' | 'audit'>): Promise<AuditStats> =>
  audit.stats({ action: 'http_request', since: deps.now() - DAY_MS })
