import type { Principal } from '../domain/principal.ts'
import type { Gate } from './gate.ts'
import type { Identified, Received } from './stages.ts'

/** Step 2: who asks. Throws `unauthorized`, `rate_limited`. */
export function authenticate(received: Received, gate: Gate): Identified | Promise<Identified> {
  const { presented, ip } = received.inbound
  const identified = (principal: Principal): Identified => ({ received, principal }) as Identified
  const principal = gate.identify(presented, ip)
  return principal instanceof Promise ? principal.then(identified) : identified(principal)
}
