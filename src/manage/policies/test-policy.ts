import { parseAlias } from '../../domain/alias.ts'
import { VultrinoError } from '../../domain/errors.ts'
import { limitBucket } from '../../domain/policy/limit-bucket.ts'
import { holds } from '../../domain/principal.ts'
import { accessRefusal, boundFor } from '../../domain/use-refusals.ts'
import { answerQuestion, type Answer } from './answer-question.ts'
import { askedPrincipal, type AskedBy } from './asked-principal.ts'
import type { PolicyDesk } from './policy-desk.ts'
import { factsOf, type Question } from './question.ts'

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
  const { principal, worthless } = askedPrincipal(
    { vault, tokenHash: desk.tokenHash, localPermissions: desk.localPermissions, now: asked.at },
    by,
    asked.surface,
  )
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })
  const facts = factsOf({ ...asked, principal }, desk, credential)
  const limits = await desk.limits()
  const answer = answerQuestion(desk.policies, alias, facts, {
    credential,
    left: (counted) => limits.peek(limitBucket(counted, credential.id, principal), counted.limit),
  })
  const before = (why: string): Answer => ({ ...answer, result: 'deny', policy: null, rule: null, why })
  if (worthless === 'expired') return before('access: the key has expired')
  if (accessRefusal(principal, alias) !== undefined) {
    return before(
      holds(principal, 'execute')
        ? 'access: the scopes of the role do not cover this credential'
        : 'access: no execute permission',
    )
  }
  if (boundFor(credential, facts.target) instanceof VultrinoError) {
    return before('binding: the credential is bound to other destinations')
  }
  return answer
}
