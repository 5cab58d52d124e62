import type { Surface } from '../../domain/audit-event.ts'
import { matchBinding } from '../../domain/binding.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { limitBucket } from '../../domain/policy/limit-bucket.ts'
import { covers, holds, type KeyPrincipal, type Principal } from '../../domain/principal.ts'
import type { Role } from '../../domain/role.ts'
import { compileGlob } from '../../domain/glob.ts'
import { parseAlias } from '../../domain/alias.ts'
import type { Vault } from '../../vault/vault.ts'
import { findKey } from '../find-key.ts'
import { findRole, noRole } from '../find-role.ts'
import { answerQuestion, type Answer } from './answer-question.ts'
import type { PolicyDesk } from './policy-desk.ts'
import { factsOf, type Question } from './question.ts'

/** As whom to ask: an API key by name, or one that a role would give; neither: the owner, or the local user. */
export interface AskedBy {
  readonly key: string | undefined
  readonly role: string | undefined
}

/**
 * What would become of a request, without sending or counting anything: access, binding, policies, limits, in the
 * order in which the request path asks. Throws `not_found`, `invalid_request`, why the vault cannot be opened.
 */
export async function testPolicy(
  desk: PolicyDesk,
  asked: Omit<Question, 'principal'>,
  by: AskedBy,
): Promise<Answer> {
  const vault = await desk.vault()
  const alias = parseAlias(asked.credential)
  const principal = principalOf(vault, by, asked.surface, desk)
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })
  const facts = factsOf({ ...asked, principal }, desk, credential)
  const limits = await desk.limits()
  const answer = answerQuestion(desk.policies, alias, facts, {
    credential,
    left: (counted) => limits.peek(limitBucket(counted, credential.id, principal), counted.limit).remaining,
  })
  const before = (why: string): Answer => ({ ...answer, result: 'deny', policy: null, rule: null, why })
  if (!holds(principal, 'execute')) return before('access: no execute permission')
  if (!covers(principal, alias)) return before('access: the scopes of the role do not cover this credential')
  if (credential.binding.length > 0 && matchBinding(credential.binding, facts.target) === undefined) {
    return before('binding: the credential is bound to other destinations')
  }
  return answer
}

function principalOf(
  vault: Vault,
  { key, role }: AskedBy,
  surface: Surface,
  { tokenHash, localPermissions }: PolicyDesk,
): Principal {
  if (key !== undefined && role !== undefined) {
    throw new VultrinoError('invalid_arguments', { reason: 'give --key or --role: a key has its role' })
  }
  const { records } = vault
  if (key !== undefined) {
    const { id, name, prefix, hash } = findKey(records, key, tokenHash)
    const principal = vault.grantOf(hash)?.principal
    if (principal !== undefined) return principal
    return asKey({ keyId: id, keyName: name, keyPrefix: prefix }, undefined)
  }
  // The owner comes by the command line alone: who comes otherwise, and without a key, is the local user.
  if (role === undefined)
    return surface === 'cli' ? { kind: 'owner' } : { kind: 'local', permissions: localPermissions }
  const found = findRole(records, role)
  if (found === undefined) throw noRole(role)
  return asKey({ keyId: '', keyName: '', keyPrefix: '' }, found)
}

function asKey(
  key: Pick<KeyPrincipal, 'keyId' | 'keyName' | 'keyPrefix'>,
  role: Role | undefined,
): KeyPrincipal {
  const globs = (role?.scopes ?? []).map(compileGlob)
  return {
    kind: 'key',
    ...key,
    role: role?.name ?? '',
    permissions: role?.permissions ?? [],
    scopes: role?.scopes ?? [],
    covers: (alias) => globs.length === 0 || globs.some((glob) => glob(alias)),
  }
}
