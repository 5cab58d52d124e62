import type { JsonValue } from '../../../domain/credential.ts'
import { ERRORS, type ErrorCode } from '../../../domain/errors.ts'
import type { Route } from '../route.ts'

type JsonObject = Readonly<Record<string, JsonValue>>

/** What any endpoint may answer: to bytes that are no request of ours, to strangers, and in times of trouble. */
const ANY: readonly ErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'access_denied',
  'expectation_failed',
  'rate_limited',
  'headers_too_large',
  'internal_error',
  'audit_unavailable',
  'shutting_down',
  'vault_missing',
  'vault_damaged',
  'storage_error',
]

const field = (description: string): JsonObject => ({ description, schema: { type: 'integer' } })
const QUOTA: JsonObject = {
  'X-RateLimit-Limit': field('Requests a minute; absent where no limit applies'),
  'X-RateLimit-Remaining': field('How many are left'),
  'X-RateLimit-Reset': field('When the minute ends, in seconds since 1970'),
}
const RETRY: JsonObject = { 'Retry-After': field('Seconds to wait') }
const LOCATION: JsonObject = { Location: { description: 'Where it is', schema: { type: 'string' } } }
const CODE: JsonObject = {
  'X-Vultrino-Error': {
    description: 'The code, which no answer of a target has',
    schema: { type: 'string' },
  },
}

/** Every status that an operation can have, with its codes. */
export function responsesOf(
  { status, errors, media = ['application/json'] }: Route,
  answer: JsonObject,
): JsonObject {
  const codes = [...new Set([...ANY, ...errors])]
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
  const refusals = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([refused, why]) => [String(refused), refusal(refused, why)] as const)
  return {
    [String(status)]: {
      description: status === 201 ? 'Made.' : 'Done.',
      headers: status === 201 ? { ...QUOTA, ...LOCATION } : QUOTA,
      content: Object.fromEntries(media.map((type) => [type, { schema: answer }])),
    },
    ...Object.fromEntries(refusals),
  }
}

function refusal(status: number, codes: readonly ErrorCode[]): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: { ...CODE, ...QUOTA, ...(status === 429 ? RETRY : {}) },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
}
