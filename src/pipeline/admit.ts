import type { Gate } from './gate.ts'
import type { Admitted, Identified } from './stages.ts'

/** Step 3: do they ask too often. Throws `rate_limited`. */
export function admit({ received, principal }: Identified, gate: Gate): Admitted {
  return { received, principal, quota: gate.admit(principal, 'proxied') } as unknown as Admitted
}
