import type { AuditStats } from '../../../../ports/audit-desk.ts'
import type { Visit } from '../../page.ts'
import type { Health, WebDeps } from '../../web-deps.ts'
import { Recently } from './recently.ts'

const DAY_MS = 24 * 3_600_000
/** Counting a day takes a while; nobody needs it to the second. */
const STATS_FRESH_MS = 60_000
const HEALTH_FRESH_MS = 30_000
/** With more rows than this, counting them would slow the server for seconds: then it is done only for who asks for it. */
const MOST_ROWS = 100_000

/** What the dashboard tells that is slow to find out. */
export interface Installation {
  /** Requests of the last 24 hours; `busy`: too many to count them without being asked to. */
  readonly lastDay: Recently<AuditStats | 'busy'>
  /** The same, however many. */
  readonly wholeDay: Recently<AuditStats>
  readonly health: Recently<Health>
}

const known = new WeakMap<WebDeps, Installation>()

/** Of whom this visit is to. Whoever is signed in is the owner, so that all see the same. */
export function installationOf({ deps, caller }: Pick<Visit, 'deps' | 'caller'>): Installation {
  const found = known.get(deps)
  if (found !== undefined) return found
  const made = installation(deps, caller)
  known.set(deps, made)
  return made
}

function installation(deps: WebDeps, caller: Visit['caller']): Installation {
  const { now } = deps
  const desk = deps.audit(caller)
  const wholeDay = new Recently({
    ask: () => desk.stats({ action: 'http_request', since: now() - DAY_MS }),
    now,
    freshMs: STATS_FRESH_MS,
  })
  const isBusy = async (): Promise<boolean> => {
    const { records, position } = await desk.search({ until: now() - DAY_MS }, { limit: 1 })
    return position - (records[0]?.sequence ?? 0) > MOST_ROWS
  }
  return {
    lastDay: new Recently({
      ask: async () => ((await isBusy()) ? 'busy' : wholeDay.value()),
      now,
      freshMs: STATS_FRESH_MS,
    }),
    wholeDay,
    health: new Recently({ ask: () => deps.health(), now, freshMs: HEALTH_FRESH_MS }),
  }
}
