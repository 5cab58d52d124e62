import { parseAlias } from '../../domain/alias.ts'
import type { Surface } from '../../domain/audit-event.ts'
import { callerBucket, perMinute } from '../../domain/caller-limit.ts'
import { VultrinoError, type ErrorCode } from '../../domain/errors.ts'
import { parseProxiedMethod } from '../../domain/method.ts'
import { judgedHeaders } from '../../domain/policy/judged-headers.ts'
import { limitBucket } from '../../domain/policy/limit-bucket.ts'
import { parseTarget } from '../../domain/target.ts'
import { accessRefusal, boundFor, limitReached } from '../../domain/use-refusals.ts'
import type { CredentialSource } from '../../vault/credential-source.ts'
import { answerQuestion, type Answer } from './answer-question.ts'
import type { Asked } from './asked-principal.ts'
import type { PolicyRoomParts } from './create-policy-room.ts'
import type { Tried, Verdict } from './policy-room.ts'
import { factsOf } from './question.ts'
import { whyAllowed, whyRefused } from './verdict-words.ts'

export interface Judging extends Pick<PolicyRoomParts, 'policies' | 'limits' | 'options'> {
  readonly vault: Pick<CredentialSource, 'find'>
}

/** Who asks, by which door, when. */
export interface Asker extends Asked {
  readonly surface: Surface
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Whether the verdict may show the policies themselves. */
  readonly tracesShown: boolean
}

/** What the request path answers a request with, having understood it. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'method_not_allowed',
  'payload_too_large',
  'unauthorized',
  'rate_limited',
  'forbidden',
  'not_found',
  'destination_denied',
])

/**
 * Asks the questions of the request path (`src/pipeline/index.ts`) in its order, by the same functions. Throws
 * `invalid_request` for what no request can be, `storage_error`, and why the vault is unavailable.
 */
export function judgeUse(judging: Judging, tried: Tried, asker: Asker): Verdict {
  try {
    const answer = answerOf(judging, tried, asker)
    const { refusal } = answer
    return {
      allowed: refusal === null,
      error: refusal?.code ?? null,
      why: refusal === null ? whyAllowed(answer) : whyRefused(refusal, answer),
      answer: asker.tracesShown ? answer : { ...answer, traces: [] },
    }
  } catch (thrown) {
    if (!(thrown instanceof VultrinoError && REFUSALS.has(thrown.code))) throw thrown
    return { allowed: false, error: thrown.code, why: whyRefused(thrown, null), answer: null }
  }
}

/** What the policies say, once all before them have said yes; else throws the refusal. */
function answerOf({ policies, limits, options, vault }: Judging, tried: Tried, asker: Asker): Answer {
  const { principal, now, surface, worthless } = asker
  const { method, headers, body } = tried
  parseProxiedMethod(method)
  const limit = options.maxBodySize
  if (limit > 0 && body !== null && body.byteLength > limit)
    throw new VultrinoError('payload_too_large', { limit })
  const alias = parseAlias(tried.credential)
  const target = parseTarget(tried.url)

  if (worthless !== null) throw new VultrinoError('unauthorized', { hint: WORTHLESS[worthless] })

  const own = perMinute(options.limits.proxied)
  const bucket = callerBucket(principal, 'proxied')
  if (own !== undefined && bucket !== undefined) {
    const quota = limits.peek(bucket, own)
    if (quota.remaining <= 0) throw limitReached(quota, now)
  }

  const refusal = accessRefusal(principal, alias)
  if (refusal !== undefined) throw refusal
  const credential = vault.find(alias)
  if (credential === undefined) throw new VultrinoError('not_found', { alias })

  const bound = boundFor(credential, target)
  if (bound instanceof VultrinoError) throw bound

  const question = { credential: alias, url: tried.url, method, headers, body, principal, surface, at: now }
  const answer = answerQuestion(policies.current, alias, factsOf(question, { options }, credential), {
    credential,
    left: (counted) => limits.peek(limitBucket(counted, credential.id, principal), counted.limit),
  })
  // A field that cannot be sent is refused when it is written, if nothing looked at it before.
  if (answer.refusal === null) judgedHeaders(headers, credential, options)
  return answer
}

const WORTHLESS = {
  expired: 'The key has expired: the owner makes another with: vultrino key create NAME --role ROLE',
  without_role:
    'The role of the key was deleted, and the key with it: the owner makes another with: vultrino key create NAME --role ROLE',
} as const
