import type { Route } from '../route.ts'
import { AUDIT_ROUTES } from './audit-routes.ts'
import { CREDENTIAL_ROUTES } from './credential-routes.ts'
import { EXECUTE_ROUTES } from './execute-routes.ts'
import { IDENTITY_ROUTES } from './identity-routes.ts'
import { KEY_ROUTES } from './key-routes.ts'
import { METRICS_ROUTES } from './metrics-routes.ts'
import { ROLE_ROUTES } from './role-routes.ts'

/** Every operation of the JSON API but its own description. */
export const ROUTES: readonly Route[] = [
  ...EXECUTE_ROUTES,
  ...CREDENTIAL_ROUTES,
  ...ROLE_ROUTES,
  ...KEY_ROUTES,
  ...AUDIT_ROUTES,
  ...IDENTITY_ROUTES,
  ...METRICS_ROUTES,
]
