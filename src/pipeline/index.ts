import { asVultrinoError, type VultrinoError } from '../domain/errors.ts'
import { isTrouble } from '../domain/trouble.ts'
import type { RequestOptions } from '../domain/server-options.ts'
import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { ContentDecoder } from '../ports/content-decoder.ts'
import type { PolicySource } from '../ports/policy-source.ts'
import type { Quota, RateLimits } from '../ports/rate-limits.ts'
import type { Tracing } from '../ports/telemetry.ts'
import type { Upstream } from '../ports/upstream.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import { admit } from './admit.ts'
import { auditEntry } from './audit-entry.ts'
import { authenticate } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { checkDestination } from './check-destination.ts'
import { decidedBy } from './decided-by.ts'
import { enforcePolicy } from './enforce-policy.ts'
import type { Gate } from './gate.ts'
import { forward } from './forward.ts'
import { inject } from './inject.ts'
import { InjectionCache } from './injection-cache.ts'
import { quotaOf } from './limit-reached.ts'
import { LiveRequests, type LiveRequest } from './live-requests.ts'
import { NeedleCache } from './needles.ts'
import { receive } from './receive.ts'
import { recordIntent } from './record-intent.ts'
import { scrub, type AnswerEnd } from './scrub.ts'
import type { Identified, Inbound, Outcome, Received, Recorded } from './stages.ts'

export interface RequestPathDeps {
  readonly gate: Gate
  readonly vault: CredentialSource
  readonly policies: PolicySource
  /** Told of every request; `undefined`: nothing is traced. */
  readonly tracing?: Tracing | undefined
  readonly limits: RateLimits
  readonly upstream: Upstream
  readonly audit: AuditLog
  readonly decoder: ContentDecoder
  readonly clock: Clock
  readonly options: RequestOptions
  /** Told of every error that is the owner's or ours to mend, not the caller's, with its cause. */
  readonly onTrouble: (requestId: string, error: VultrinoError) => void
}

export type Handle = (inbound: Inbound) => Promise<Outcome>

export interface RequestPath {
  readonly handle: Handle
  /**
   * Ends what is under way of callers who may not make it any more: their key expired or was revoked, their role was
   * deleted or narrowed; and what uses a credential that is gone or bound elsewhere. To be called after each change of the vault, and every now and then for what expires.
   */
  recheck(): void
}

/**
 * The spine: the only way a request reaches a target. Each step takes what only the step before it returns.
 * Never throws: what a step throws becomes an outcome and an audit record here.
 */
export function createRequestPath(deps: RequestPathDeps): RequestPath {
  const { gate, vault, upstream, audit, decoder, clock, options } = deps
  const armoury = {
    vault,
    injections: new InjectionCache(vault),
    needles: new NeedleCache(vault),
    options,
  }

  const live = new LiveRequests(gate, vault)

  return { handle, recheck: () => live.recheck() }

  async function handle(inbound: Inbound): Promise<Outcome> {
    const started = clock.now()
    let received: Received | undefined
    let identified: Identified | undefined
    let quota: Quota | null = null
    let request: LiveRequest | undefined
    let recorded: Recorded | undefined
    const traced = deps.tracing?.enter(inbound.requestId, inbound.headers)
    try {
      received = receive(inbound, options.maxBodySize)
      const found = authenticate(received, gate)
      // Most are known at once, and need not wait.
      identified = found instanceof Promise ? await found : found
      request = live.enter(inbound, identified.principal, received.alias)
      const admitted = admit(identified, gate)
      quota = admitted.quota
      const authorized = authorize(admitted, vault)
      const destined = checkDestination(authorized)
      request.uses = destined
      const decided = enforcePolicy(destined, deps)
      const permit = decided instanceof Promise ? await decided : decided
      recorded = await recordIntent(permit, audit, clock)
      // Meanwhile the caller may have lost the right to this.
      live.confirm(request)
      const armed = inject(recorded, armoury, traced)
      const forwarded = await forward(armed, upstream, options.maxBodySize)
      const answer = await scrub(forwarded, decoder, conclude)
      return { ok: true, answer, quota }
    } catch (thrown) {
      return await refuse(request?.ended ?? asVultrinoError(thrown))
    }

    /** The body of the answer has ended. */
    function conclude(end: AnswerEnd): void {
      if (request !== undefined) live.leave(request)
      const { status, bytes, redactions } = end
      const ended = end.outcome === 'complete' ? undefined : request?.ended
      const time = clock.now()
      audit.complete({
        requestId: inbound.requestId,
        time,
        durationMs: time - started,
        outcome: ended === undefined ? end.outcome : 'cut',
        status,
        bytes,
        redactions,
        error: ended === undefined ? end.error : ended.code,
      })
    }

    async function refuse(error: VultrinoError): Promise<Outcome> {
      if (request !== undefined) live.leave(request)
      quota ??= quotaOf(error)
      if (isTrouble(error.code)) deps.onTrouble(inbound.requestId, error)
      const time = clock.now()
      if (recorded !== undefined) {
        // Where the secret was not touched, nothing happened that would count.
        recorded.permit.forgo()
        const durationMs = time - started
        audit.complete({
          requestId: inbound.requestId,
          time,
          durationMs,
          outcome: request?.ended === undefined ? 'failed' : 'cut',
          status: error.status,
          bytes: 0,
          redactions: 0,
          error: error.code,
        })
        return { ok: false, error, quota }
      }
      try {
        const known = { inbound, received, principal: identified?.principal }
        const { policy, rule } = decidedBy(error)
        await audit.record(auditEntry(known, { time, decision: 'deny', error: error.code, policy, rule }))
        return { ok: false, error, quota }
      } catch (thrown) {
        const unrecorded = asVultrinoError(thrown)
        if (unrecorded.code !== error.code) deps.onTrouble(inbound.requestId, unrecorded)
        return { ok: false, error: unrecorded, quota }
      }
    }
  }
}
