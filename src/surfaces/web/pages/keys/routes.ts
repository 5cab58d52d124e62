import type { Route } from '../../page.ts'
import { listKeys } from './list-keys.ts'
import { createKey, newKey } from './new-key.ts'
import { revokeKey } from './revoke-key.ts'
import { showKey } from './show-key.ts'

/** Keys are named by their id in addresses, never by anything of the key itself. */
export const keyRoutes: readonly Route[] = [
  { method: 'GET', path: '/keys', serve: listKeys },
  { method: 'GET', path: '/keys/new', serve: newKey },
  { method: 'POST', path: '/keys/new', serve: createKey },
  { method: 'GET', path: '/keys/:id', serve: showKey },
  { method: 'POST', path: '/keys/:id/revoke', serve: revokeKey },
]
