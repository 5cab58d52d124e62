import type { Gate } from './gate.ts'
import type { Identified, Received } from './stages.ts'

/** Step 2: who asks. Throws `unauthorized`, `rate_limited`. */
export function authenticate(received: Received, gate: Gate): Identified {
  const { presented, ip } = received.inbound
  return { received, principal: gate.identify(presented, ip) } as Identified
}
