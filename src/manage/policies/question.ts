import { SURFACES, type Surface } from '../../domain/audit-event.ts'
import type { CredentialInfo } from '../../domain/credential.ts'
import { VultrinoError } from '../../domain/errors.ts'
import type { HeaderList } from '../../domain/header-list.ts'
import { parseProxiedMethod } from '../../domain/method.ts'
import { Facts } from '../../domain/policy/facts.ts'
import { judgedHeaders } from '../../domain/policy/judged-headers.ts'
import { seenBody } from '../../domain/policy/seen-body.ts'
import type { Principal } from '../../domain/principal.ts'
import { parseTarget } from '../../domain/target.ts'
import type { PolicyDesk } from './policy-desk.ts'

/** "What if this were asked": a request that is judged and never sent. */
export interface Question {
  readonly credential: string
  readonly url: string
  readonly method: string
  readonly headers: HeaderList
  readonly body: Uint8Array | null
  readonly principal: Principal
  readonly surface: Surface
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** The same as policies see it. `credential`: where the vault was looked into. Throws `invalid_request`, `method_not_allowed`. */
export function factsOf(
  question: Question,
  { options }: Pick<PolicyDesk, 'options'>,
  credential?: CredentialInfo,
): Facts {
  const { url, method, headers, body, principal, surface, at } = question
  return new Facts({
    target: parseTarget(url),
    method: parseProxiedMethod(method),
    principal,
    surface,
    received: headers,
    sent: () => judgedHeaders(headers, credential, options),
    body: seenBody(body),
    now: at,
  })
}

/** `Name: value`, as curl takes it. Throws `invalid_arguments`. */
export function parseHeaders(lines: readonly string[]): HeaderList {
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    if (colon < 1)
      throw new VultrinoError('invalid_arguments', { reason: 'a header is written as "Name: value"' })
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}

/** The door by which a request comes. Throws `invalid_arguments`. */
export function parseSurface(text: string): Surface {
  const found = SURFACES.find((door) => door === text)
  if (found !== undefined) return found
  throw new VultrinoError('invalid_arguments', { reason: `a surface is one of ${SURFACES.join(', ')}` })
}

/** ISO 8601 with a zone, or milliseconds; `undefined`: now. Throws `invalid_arguments`. */
export function parseTime(text: string | undefined, now: number): number {
  if (text === undefined) return now
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new VultrinoError('invalid_arguments', {
    reason: 'a time is written as 2026-01-31T09:30:00Z, or with +01:00 for Z',
  })
}
