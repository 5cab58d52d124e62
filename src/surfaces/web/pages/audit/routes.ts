import type { Route } from '../../page.ts'
import { listAudit } from './list-audit.ts'
import { showRecord } from './show-record.ts'
import { exportLog, followLog } from './streams.ts'
import { verifyLog } from './verify-log.ts'

export const auditRoutes: readonly Route[] = [
  { method: 'GET', path: '/audit', serve: listAudit },
  { method: 'GET', path: '/audit/export', serve: exportLog },
  { method: 'GET', path: '/audit/follow', serve: followLog },
  { method: 'POST', path: '/audit/verify', serve: verifyLog },
  { method: 'GET', path: '/audit/:sequence', serve: showRecord },
]
