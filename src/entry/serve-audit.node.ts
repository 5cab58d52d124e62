import { auditSigner } from './audit-key.node.ts'
import { auditReading } from './audit-desk.node.ts'
import { auditRest } from './audit-rest.node.ts'
import { managementPorts } from './management-ports.node.ts'
import { describeCause } from '../adapters/log/describe-cause.ts'
import type { Config } from '../domain/config/config.ts'
import { createAuditDesk } from '../manage/audit/audit-desk.ts'
import { retainAudit, type Retention } from '../manage/audit/retain-audit.ts'
import type { Caller } from '../manage/management.ts'
import type { AuditDesk } from '../ports/audit-desk.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Log } from '../ports/log.ts'
import type { RateLimits } from '../ports/rate-limits.ts'
import type { Vault } from '../vault/vault.ts'

const DAY_MS = 86_400_000
/** How often a process reads up, and asks whether the log is to be kept short; one of them gets to do that, once an hour. */
const ASK_MS = 60_000
const FIRST_MS = 1_000
const HOURLY = { max: 1, windowMs: 3_600_000 }

interface Parts {
  readonly stateFile: string
  readonly vault: Vault
  readonly audit: AuditLog
  readonly limits: RateLimits
  readonly config: Config['audit']
  readonly log: Log
}

/** The reading side of the audit log in a server: desks for its callers, and what keeps the log short. */
export interface ServedAudit {
  desk(caller: Caller): AuditDesk
  /** Ends all who follow, so that they do not hold up a server that ends. */
  stop(): void
  close(): Promise<void>
}

export function serveAudit({ stateFile, vault, audit, limits, config, log }: Parts): ServedAudit {
  const stopping = new AbortController()
  const { signal } = stopping
  const reading = auditReading(stateFile, () => Promise.resolve(vault), signal)
  const retention = retentionOf(config)
  let keeping = Promise.resolve()
  let readingUp: Promise<void> | undefined
  let readable = true

  async function keep(): Promise<void> {
    try {
      // Two that remove at once could undo each other's statement of what was removed.
      if (!limits.take('audit-upkeep', HOURLY).allowed) return
      const signer = auditSigner(vault)
      if (retention !== undefined && signer !== undefined) {
        const removed = await retainAudit(reading.store, signer, retention, Date.now(), () => signal.aborted)
        if (removed > 0) log.write('info', 'old audit records removed', { rows: removed })
      }
    } catch (thrown) {
      if (!signal.aborted) log.write('error', 'the audit log could not be kept short', describeCause(thrown))
    }
  }
  /** So that the first who searches does not have to. */
  async function readUp(): Promise<void> {
    try {
      await reading.index.catchUp(auditRest(signal))
      readable = true
    } catch (thrown) {
      if (!signal.aborted && readable)
        log.write('warn', 'the audit log could not be read', describeCause(thrown))
      readable = false
    }
  }
  const ask = (): void => {
    keeping = keeping.then(() => (signal.aborted ? undefined : keep()))
    readingUp ??= readUp().finally(() => (readingUp = undefined))
  }
  const first = setTimeout(ask, FIRST_MS).unref()
  const timer = setInterval(ask, ASK_MS).unref()
  const stop = (): void => {
    clearTimeout(first)
    clearInterval(timer)
    stopping.abort()
  }
  return {
    desk: (caller) => createAuditDesk(reading, { audit, ...managementPorts, caller }),
    stop,
    close: async () => {
      stop()
      await Promise.all([keeping, readingUp])
      reading.store.close()
    },
  }
}

/** `undefined`: everything is kept. */
function retentionOf({ keep_days, keep_rows, keep_bytes }: Config['audit']): Retention | undefined {
  const some = (value: number): number | undefined => (value === 0 ? undefined : value)
  if (keep_days + keep_rows + keep_bytes === 0) return undefined
  return { maxAgeMs: some(keep_days * DAY_MS), maxRows: some(keep_rows), maxBytes: some(keep_bytes) }
}
