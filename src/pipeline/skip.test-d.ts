import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Upstream } from '../ports/upstream.ts'
import type { CredentialSource } from '../vault/credential-source.ts'
import { authorize } from './authorize.ts'
import { checkDestination } from './check-destination.ts'
import { enforcePolicy } from './enforce-policy.ts'
import { forward } from './forward.ts'
import { inject, type Armoury } from './inject.ts'
import { Permit } from './permit.ts'
import { recordIntent } from './record-intent.ts'
import type { Authorized, Destined, Identified, Received } from './stages.ts'

declare const vault: CredentialSource
declare const audit: AuditLog
declare const clock: Clock
declare const upstream: Upstream
declare const armoury: Armoury
declare const received: Received
declare const identified: Identified
declare const authorized: Authorized
declare const destined: Destined
declare const permit: Permit

// @ts-expect-error authorize takes what authenticate returns
authorize(received, vault)
// @ts-expect-error the destination is checked for what authorize returns
void checkDestination(identified)
// @ts-expect-error policy takes what the destination step returns
enforcePolicy(authorized)
// @ts-expect-error a permit comes from the policy step
void recordIntent(destined, audit, clock)
// @ts-expect-error inject takes what was recorded, not the bare permit
inject(permit, armoury)
// @ts-expect-error a look-alike was not recorded
inject({ permit }, armoury)
// @ts-expect-error a permit cannot be made
new Permit(destined)
// @ts-expect-error forward takes what inject returns
void forward(destined, upstream, 0)
