import type { VultrinoError } from '../../domain/errors.ts'
import type { Arrival } from './arrival.ts'

/** Records what the pages refused by themselves. Throws `audit_unavailable`. */
export async function recordRefusal(arrival: Arrival, error: VultrinoError): Promise<void> {
  const { deps, requestId, ip, request } = arrival
  await deps.onRefused?.({ requestId, ip, method: request.method, error })
}
