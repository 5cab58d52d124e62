import type { Route } from './page.ts'
import { auditRoutes } from './pages/audit/routes.ts'
import { connectRoutes } from './pages/connect/routes.ts'
import { credentialRoutes } from './pages/credentials/routes.ts'
import { dashboardRoutes } from './pages/dashboard/routes.ts'
import { docRoutes } from './pages/docs/routes.ts'
import { healthRoutes } from './pages/health/routes.ts'
import { keyRoutes } from './pages/keys/routes.ts'
import { policyRoutes } from './pages/policies/routes.ts'
import { roleRoutes } from './pages/roles/routes.ts'
import { settingsRoutes } from './pages/settings/routes.ts'

/** All that is there for whoever is signed in. */
export const ROUTES: readonly Route[] = [
  ...dashboardRoutes,
  ...credentialRoutes,
  ...roleRoutes,
  ...keyRoutes,
  ...policyRoutes,
  ...auditRoutes,
  ...connectRoutes,
  ...healthRoutes,
  ...docRoutes,
  ...settingsRoutes,
]

/** `/credentials/new` before `/credentials/:alias`, whatever the order of the tables. */
export const inOrder = (routes: readonly Route[]): readonly Route[] =>
  routes.toSorted((a, b) => order(a.path).localeCompare(order(b.path)))

const order = (path: string): string =>
  path
    .split('/')
    .map((part) => (part.startsWith(':') ? '1' : '0'))
    .join('')
