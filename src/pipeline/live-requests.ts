import { VultrinoError } from '../domain/errors.ts'
import { covers, holds, type Principal } from '../domain/principal.ts'
import type { Gate } from './gate.ts'
import type { Inbound } from './stages.ts'

/** One request under way: it ends when its caller may not make it any more. */
export class LiveRequest {
  readonly principal: Principal
  readonly alias: string
  readonly #inbound: Inbound
  #ended: VultrinoError | undefined

  constructor(inbound: Inbound, principal: Principal, alias: string) {
    this.#inbound = inbound
    this.principal = principal
    this.alias = alias
  }

  /** Why it was ended by us, if it was. */
  get ended(): VultrinoError | undefined {
    return this.#ended
  }

  end(error: VultrinoError): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#inbound.cut?.(error)
  }
}

/** What `authorize` would say of a caller who is let in as `now`; `undefined`: yes. */
function objection(now: Principal | undefined, alias: string): VultrinoError | undefined {
  if (now === undefined) return new VultrinoError('unauthorized')
  if (holds(now, 'execute') && covers(now, alias)) return undefined
  return new VultrinoError('forbidden', { alias, permission: 'execute' })
}

/** What one caller has under way. */
interface Group {
  readonly requests: Set<LiveRequest>
  /** Who the caller was found to be when all of it was last looked at. */
  checked: Principal
}

/**
 * The requests under way of everybody but the owner, so that what takes a right away also ends what was begun with it.
 */
export class LiveRequests {
  readonly #gate: Gate
  /** Requests of one key share one principal, until key or role changes. */
  readonly #byPrincipal = new Map<Principal, Group>()

  constructor(gate: Gate) {
    this.#gate = gate
  }

  /** How many there are. */
  get size(): number {
    let size = 0
    for (const { requests } of this.#byPrincipal.values()) size += requests.size
    return size
  }

  /** Until `leave`. */
  enter(inbound: Inbound, principal: Principal, alias: string): LiveRequest {
    const request = new LiveRequest(inbound, principal, alias)
    if (principal.kind === 'owner') return request
    const group = this.#byPrincipal.get(principal)
    if (group === undefined) {
      this.#byPrincipal.set(principal, { requests: new Set([request]), checked: principal })
    } else group.requests.add(request)
    return request
  }

  leave(request: LiveRequest): void {
    const requests = this.#byPrincipal.get(request.principal)?.requests
    if (requests?.delete(request) === true && requests.size === 0) {
      this.#byPrincipal.delete(request.principal)
    }
  }

  /** For one request, now. Throws what ended it; `unauthorized` or `forbidden` if it may not go on; why the vault is unavailable. */
  confirm({ ended, principal, alias }: LiveRequest): void {
    if (ended !== undefined) throw ended
    const now = this.#gate.recheck(principal)
    if (now === principal) return
    const refusal = objection(now, alias)
    if (refusal !== undefined) throw refusal
  }

  /** For all of them: ends those that may not go on. */
  recheck(): void {
    for (const [principal, group] of this.#byPrincipal) {
      let now: Principal | undefined
      try {
        now = this.#gate.recheck(principal)
      } catch {
        // While the vault cannot be read nothing new is let in, and nothing says that what was begun should end.
        continue
      }
      if (now === group.checked) continue
      if (now !== undefined) group.checked = now
      for (const request of group.requests) {
        const refusal = objection(now, request.alias)
        if (refusal !== undefined) request.end(refusal)
      }
    }
  }
}
