import type { HeaderList } from '../../domain/header-list.ts'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Quota } from '../../ports/rate-limits.ts'

/** Of the proxy form; a resource of ours names its own in the detail `allow`. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const retryAfter = ({ details }: VultrinoError): HeaderList => {
  const seconds = details['retry_after']
  return typeof seconds === 'number' ? ['Retry-After', String(seconds)] : []
}

/** Fields that a status demands (RFC 9110 §11.6.1, §15.5.6, §10.2.3). */
const DEMANDED: Readonly<Record<number, (error: VultrinoError) => HeaderList>> = {
  401: () => ['WWW-Authenticate', 'Bearer realm="vultrino"'],
  405: ({ details: { allow } }) => ['Allow', (Array.isArray(allow) ? allow : METHODS).join(', ')],
  429: retryAfter,
  503: retryAfter,
}

/** Fields of every answer of ours that holds an error, besides its type, length and request id. Flat. */
export function errorFields(error: VultrinoError, quota: Quota | null | undefined): HeaderList {
  return [
    'X-Vultrino-Error',
    error.code,
    ...(DEMANDED[error.status]?.(error) ?? []),
    ...quotaFields(quota ?? null),
  ]
}

/** What is left of the caller's limit. Flat. `X-RateLimit-Reset` is in seconds since the epoch. */
export function quotaFields(quota: Quota | null): HeaderList {
  if (quota === null) return []
  const { limit, remaining, resetAt } = quota
  return [
    'X-RateLimit-Limit',
    String(limit),
    'X-RateLimit-Remaining',
    String(remaining),
    'X-RateLimit-Reset',
    String(Math.ceil(resetAt / 1000)),
  ]
}
