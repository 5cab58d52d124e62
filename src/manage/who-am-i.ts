import { VultrinoError } from '../domain/errors.ts'
import { PERMISSIONS } from '../domain/principal.ts'
import type { Identity } from '../ports/control-plane.ts'
import type { Management } from './management.ts'
import { recorded } from './recorded.ts'

const NO_KEY = { scopes: [], keyName: null, keyPrefix: null, role: null, expiresAt: null }

/** Who the caller is and what they may do. Throws `unauthorized` if their key was revoked this moment. */
export function whoAmI(management: Management): Promise<Identity> {
  return recorded(management, 'identity.get', null, () => Promise.resolve(identityOf(management)))
}

function identityOf({ caller: { principal }, vault }: Management): Identity {
  if (principal.kind === 'owner') return { kind: 'owner', permissions: PERMISSIONS, ...NO_KEY }
  if (principal.kind === 'local') return { kind: 'local', permissions: principal.permissions, ...NO_KEY }
  const { keyId, keyName, keyPrefix, role, permissions, scopes } = principal
  const key = vault.records.get('api_key', keyId)
  if (key === undefined) throw new VultrinoError('unauthorized')
  return { kind: 'key', permissions, scopes, keyName, keyPrefix, role, expiresAt: key.expiresAt }
}
