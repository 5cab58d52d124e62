import type { Route } from '../../page.ts'
import { listPolicies } from './list-policies.ts'
import { listWarnings } from './list-warnings.ts'
import { showTry, tryRequest } from './try-request.ts'

export const policyRoutes: readonly Route[] = [
  { method: 'GET', path: '/policies', serve: listPolicies },
  { method: 'GET', path: '/policies/warnings', serve: listWarnings },
  { method: 'GET', path: '/policies/try', serve: showTry },
  { method: 'POST', path: '/policies/try', serve: tryRequest },
]
