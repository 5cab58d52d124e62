import { matchBinding } from '../domain/binding.ts'
import { VultrinoError } from '../domain/errors.ts'
import { covers, holds, type Principal } from '../domain/principal.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import type { Gate } from './gate.ts'
import type { Destined, Inbound } from './stages.ts'

/** One request under way: it ends when its caller may not make it any more, or its credential may not go there. */
export class LiveRequest {
  readonly principal: Principal
  readonly alias: string
  /** With what it goes where, once that is judged. */
  uses: Destined | undefined
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

/** Whether the credential is there still, and may go where it goes. */
function loss({ credential, bound, received }: Destined, vault: CredentialSource): VultrinoError | undefined {
  const { alias } = credential
  const now = vault.find(alias)
  if (now === credential) return undefined
  if (now?.id !== credential.id) return new VultrinoError('not_found', { alias })
  if (bound === null && now.binding.length === 0) return undefined
  if (matchBinding(now.binding, received.target) !== undefined) return undefined
  const { origin } = received.target
  return new VultrinoError('destination_denied', {
    alias,
    origin,
    reason: 'it is bound to other destinations',
  })
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
  readonly #vault: CredentialSource
  /** Requests of one key share one principal, until key or role changes. */
  readonly #byPrincipal = new Map<Principal, Group>()

  /** Of the vault when the credentials were last looked at. */
  #generation: number | undefined

  constructor(gate: Gate, vault: CredentialSource) {
    this.#gate = gate
    this.#vault = vault
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
    this.#recheckCallers()
    this.#recheckCredentials()
  }

  #recheckCallers(): void {
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

  #recheckCredentials(): void {
    const { generation } = this.#vault
    if (generation === this.#generation) return
    for (const { requests } of this.#byPrincipal.values()) {
      for (const request of requests) {
        if (request.uses === undefined) continue
        try {
          const refusal = loss(request.uses, this.#vault)
          if (refusal !== undefined) request.end(refusal)
        } catch {
          return
        }
      }
    }
    this.#generation = generation
  }
}
