import { describeCause } from '../adapters/log/describe-cause.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { NOBODY, type AuditEntry } from '../domain/audit-event.ts'
import type { ErrorCode, VultrinoError } from '../domain/errors.ts'
import type { Handle } from '../pipeline/index.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Log } from '../ports/log.ts'
import type { Refusal } from '../surfaces/http/front-door.node.ts'
import type { Vault } from '../vault/vault.ts'
import { installationEvent, recordEvent } from './audit.node.ts'

/** The same trouble is told once in this many milliseconds, with how often it came. */
const REPEAT_MS = 10_000

/** Something that happened to a server. */
export const serverEvent = (action: string): AuditEntry =>
  installationEvent(action, { surface: 'http', ...NOBODY })

/** A request that the front door refused by itself. */
export function refusalEvent({ requestId, ip, method, error }: Refusal): AuditEntry {
  return {
    ...serverEvent('http_request'),
    requestId,
    ip,
    method: method === '' ? null : method,
    decision: 'deny',
    error: error.code,
  }
}

/** Logs what the owner has to mend, without drowning the log in it. */
export function troubleLog(log: Log): (requestId: string, error: VultrinoError) => void {
  const last = new Map<ErrorCode, { at: number; since: number }>()
  return (requestId, error) => {
    const now = systemClock.now()
    const told = last.get(error.code)
    if (told !== undefined && now - told.at < REPEAT_MS) {
      told.since += 1
      return
    }
    last.set(error.code, { at: now, since: 0 })
    const fields = { request_id: requestId, error: error.code, repeated: told?.since ?? 0 }
    log.write('error', 'trouble', { ...fields, ...describeCause(error.cause) })
  }
}

/** One debug line for each request: what became of it, and nothing of what it carried. */
export function withRequestLog(handle: Handle, log: Log): Handle {
  return async (inbound) => {
    const outcome = await handle(inbound)
    log.write('debug', 'request', {
      request_id: inbound.requestId,
      status: outcome.ok ? outcome.answer.status : outcome.error.status,
      error: outcome.ok ? null : outcome.error.code,
    })
    return outcome
  }
}

/** Takes over what other processes change, and says what becomes of the vault. */
export function followVault(vault: Vault, audit: AuditLog, log: Log): void {
  vault.onChange((event) => {
    if (event.kind === 'changed') log.write('debug', 'vault reloaded', { generation: vault.generation })
    else if (event.kind === 'unavailable') {
      log.write('error', 'vault unavailable', { error: event.error.code, reason: event.error.message })
    } else {
      log.write('warn', 'the vault is an older copy of itself', { found: event.found, seen: event.seen })
      // If it cannot be recorded, no request is let through either.
      recordEvent(audit, serverEvent('vault.rolled_back')).catch(() => undefined)
    }
  })
  vault.follow()
}

/** How often it is looked for keys that expired, milliseconds. */
const RECHECK_MS = 300

/**
 * Has what is under way looked at after each change of the vault, and every now and then. Returns what ends it;
 * keeps no process alive.
 */
export function followAccess(vault: Vault, recheck: () => void): () => void {
  const stop = vault.onChange(recheck)
  const timer = setInterval(recheck, RECHECK_MS).unref()
  return () => {
    stop()
    clearInterval(timer)
  }
}
