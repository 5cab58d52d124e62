import type { BoundOrigin } from '../domain/bound-origin.ts'
import type { CredentialInfo } from '../domain/credential.ts'
import { PLACEMENT_KEYS } from '../domain/credential-types/header-placement.ts'
import { credentialType } from '../domain/credential-types/index.ts'
import type { RawData } from '../domain/credential-types/parse-data.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Principal } from '../domain/principal.ts'
import { sameOrigin } from './origins.ts'

type Shown = Pick<CredentialInfo, 'alias' | 'type' | 'metadata' | 'binding'>

/**
 * Whoever may change a credential but does not know its secret must not be able to send it where it did not go
 * before. Throws `secret_required` where an edit by anyone but the owner does that, and the call does not carry all
 * its secret fields (`data`): then the old secret is gone, and only the caller's own is at stake.
 */
export function checkSecretGiven(
  principal: Principal,
  before: Shown,
  after: Shown,
  data: RawData = {},
): void {
  if (principal.kind === 'owner') return
  if (givesAllSecrets(before.type, data)) return
  const reason = movesSecret(before, after)
  if (reason !== undefined) throw new VultrinoError('secret_required', { alias: before.alias, reason })
}

/** Whether a call that carries `data` carries every secret field of a credential of this type. */
export const givesAllSecrets = (type: string, data: RawData): boolean =>
  credentialType(type).fields.every(({ name, secret }) => !secret || data[name] !== undefined)

/** Whether such a call carries any secret field. */
export const givesSecret = (type: string, data: RawData): boolean =>
  credentialType(type).fields.some(({ name, secret }) => secret && data[name] !== undefined)

/** How an edit lets a secret go elsewhere, or otherwise, than before; `undefined`: it does not. */
function movesSecret(before: Shown, after: Shown): string | undefined {
  if (after.alias !== before.alias) return 'policies and scopes know it by its alias'
  if (PLACEMENT_KEYS.some((key) => after.metadata[key] !== before.metadata[key])) {
    return 'it would be sent in another place of the request'
  }
  return widens(before.binding, after.binding) ? 'it could be sent to more destinations' : undefined
}

/** Whether a binding lets a secret go anywhere that another did not. */
function widens(before: readonly BoundOrigin[], after: readonly BoundOrigin[]): boolean {
  // Unbound, it goes wherever a policy names a host.
  if (after.length === 0) return before.length > 0
  const added = after.some((origin) => {
    const known = before.find((one) => sameOrigin(one, origin))
    return known === undefined || reachesMore(origin, known)
  })
  // A host that is left to its wildcard takes over that one's address ranges.
  const left = before.some(
    (origin) =>
      !after.some((one) => sameOrigin(one, origin)) &&
      after.some((one) => isWildcardOf(one, origin) && reachesMore(one, origin)),
  )
  return added || left
}

const reachesMore = (origin: BoundOrigin, than: BoundOrigin): boolean =>
  origin.addresses.some((range) => !than.addresses.includes(range))

const isWildcardOf = (wildcard: BoundOrigin, origin: BoundOrigin): boolean =>
  wildcard.host.startsWith('*.') &&
  wildcard.scheme === origin.scheme &&
  wildcard.port === origin.port &&
  origin.host.slice(origin.host.indexOf('.')) === wildcard.host.slice(1)
