import type { Route } from '../../page.ts'
import { connectAgent, newAgent } from './connect-agent.ts'
import { showChoice } from './credential-choice.ts'

export const connectRoutes: readonly Route[] = [
  { method: 'GET', path: '/connect', serve: newAgent },
  { method: 'POST', path: '/connect', serve: connectAgent },
  { method: 'POST', path: '/connect/credentials', serve: showChoice },
]
