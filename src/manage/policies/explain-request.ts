import type { Surface } from '../../domain/audit-event.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { answerQuestion, type Answer } from './answer-question.ts'
import type { PastRequest, PolicyDesk } from './policy-desk.ts'
import { factsOf } from './question.ts'

/** A past request, and what today's policies say of what the log has kept of it. */
export interface Explained {
  readonly past: PastRequest
  /** `null` where it never came to policies, or can no longer be asked. */
  readonly today: Answer | null
}

/** Throws `not_found`, `storage_error`. */
export async function explainRequest(desk: PolicyDesk, requestId: string): Promise<Explained> {
  const past = await desk.findRequest(requestId)
  if (past === undefined) {
    throw new VultrinoError('invalid_arguments', {
      reason: 'no request of that id is in the audit log',
      hint: 'The id is in the error answer, in the header X-Vultrino-Request-Id, and in each line of the audit log',
    })
  }
  const { credential, method, url, time } = past
  const asked = past.action === 'http_request' && cameToPolicies(past)
  if (!asked || credential === null || method === null || url === null) return { past, today: null }
  const facts = factsOf(
    {
      credential,
      url,
      method,
      headers: [],
      body: null,
      principal: principalOf(past),
      surface: past.surface as Surface,
      at: Date.parse(time),
    },
    desk,
  )
  return { past, today: answerQuestion(desk.policies, credential, facts, {}) }
}

/** Whether it was not refused before: by access, or by the binding. */
const cameToPolicies = ({ decision, policy, error }: PastRequest): boolean =>
  decision === 'allow' || policy !== null || error === 'unbound_credential'

function principalOf({ principal, key, keyName, role }: PastRequest): Principal {
  if (principal !== 'key') return { kind: 'owner' }
  return {
    kind: 'key',
    keyId: '',
    keyName: keyName ?? '',
    keyPrefix: key ?? '',
    role: role ?? '',
    permissions: [],
    scopes: [],
    covers: () => true,
  }
}
