import { isAccessName, parseAccessName } from '../domain/access-name.ts'
import type { ApiKeyInfo } from '../domain/api-key.ts'
import { TOKEN_BYTES, tokenOf, type NewToken } from '../domain/api-key-token.ts'
import { VultrinoError } from '../domain/errors.ts'
import { checkExpiry } from '../domain/expiry.ts'
import type { Random } from '../ports/random.ts'
import type { CreatedApiKey, Creation, NewApiKey } from '../ports/control-plane.ts'
import { creationId } from './creation-id.ts'
import { findRole, noRole } from './find-role.ts'
import type { Management } from './management.ts'
import { judgedAndRecorded } from './recorded.ts'
import { shownKey } from './shown-key.ts'

/** A repetition may come this much later than the creation, less or more, for the same time from now. */
const SAME_LIFETIME_MS = 1000

/**
 * Makes an API key. From the first one on, nobody comes in without one.
 * Throws `forbidden`, `invalid_request`, `not_found` (role), `conflict` (name taken), `idempotency_mismatch`,
 * `audit_unavailable`.
 */
export function createKey(
  management: Management,
  wanted: NewApiKey,
  creation?: Creation,
): Promise<CreatedApiKey> {
  const { vault, random, tokenHash } = management
  const now = management.clock.now()

  function judge(): Omit<ApiKeyInfo, 'hash' | 'prefix'> {
    const name = parseAccessName(wanted.name, 'API key')
    const expiresAt = wanted.expiresAt === null ? null : checkExpiry(wanted.expiresAt, now)
    checkLifetime(management, expiresAt)
    const role = findRole(vault.records, wanted.role)
    if (role === undefined) throw noRole(wanted.role)
    return {
      id: creationId(management, 'key.create', creation),
      name,
      roleId: role.id,
      createdAt: new Date(now).toISOString(),
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    }
  }

  const subject = isAccessName(wanted.name) ? wanted.name : null
  return judgedAndRecorded(management, 'key.create', subject, judge, async (asked) => {
    const { token, prefix } = newToken(random)
    const hash = tokenHash(token)
    const stored = await vault.change(({ records }) => {
      const made = records.get('api_key', asked.id)
      if (made !== undefined) {
        if (!sameKey(made, asked)) throw new VultrinoError('idempotency_mismatch')
        return made
      }
      // Of what was found beforehand, only the id may be relied on.
      if (findRole(records, asked.roleId) === undefined) throw noRole(wanted.role)
      const key: ApiKeyInfo = { ...asked, prefix, hash }
      records.put('api_key', key)
      if (records.find('mark', 'keys_exist') === undefined) {
        records.put('mark', { id: random.uuid(), name: 'keys_exist' })
      }
      return key
    })
    return {
      key: shownKey(management, stored, management.usage.all()),
      token: stored.hash === hash ? token : null,
    }
  })
}

function newToken(random: Random): NewToken {
  for (;;) {
    const made = tokenOf(random.bytes(TOKEN_BYTES))
    if (made !== undefined) return made
  }
}

/** Nobody can give what they do not have: a key that ends makes no key that outlives it. */
function checkLifetime({ caller: { principal }, vault }: Management, expiresAt: number | null): void {
  if (principal.kind !== 'key') return
  const own = vault.records.get('api_key', principal.keyId)
  if (own === undefined) throw new VultrinoError('unauthorized')
  if (own.expiresAt === null) return
  if (expiresAt === null || expiresAt > Date.parse(own.expiresAt)) {
    throw new VultrinoError('invalid_request', {
      reason: 'an API key that expires cannot make one that lives longer',
      hint: `Give an expiry no later than ${own.expiresAt}, or let the owner make the key`,
    })
  }
}

/** A time from now is another moment in the repetition, and the same lifetime. */
function sameKey(made: ApiKeyInfo, asked: Omit<ApiKeyInfo, 'hash' | 'prefix'>): boolean {
  if (made.name !== asked.name || made.roleId !== asked.roleId) return false
  if (made.expiresAt === null || asked.expiresAt === null) return made.expiresAt === asked.expiresAt
  const lifetime = ({ createdAt, expiresAt }: typeof asked): number =>
    Date.parse(expiresAt ?? '') - Date.parse(createdAt)
  return made.expiresAt === asked.expiresAt || Math.abs(lifetime(made) - lifetime(asked)) <= SAME_LIFETIME_MS
}
