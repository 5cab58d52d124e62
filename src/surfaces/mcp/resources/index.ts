import { holds, type Principal } from '../../../domain/principal.ts'
import type { McpDoc } from '../mcp-deps.ts'
import { credentialList, oneCredential } from './credentials.ts'
import { docs } from './docs.ts'
import type { ResourceInfo, ResourceRow } from './resource.ts'

/** Every kind of resource there is, in the order in which they are listed. */
export const RESOURCES: readonly ResourceRow[] = [credentialList, oneCredential, docs]

/** Those that somebody may read something of. */
export const resourcesFor = (principal: Principal): readonly ResourceRow[] =>
  RESOURCES.filter(({ needs }) => needs === null || holds(principal, needs))

export const listed = (rows: readonly ResourceRow[], all: readonly McpDoc[]): readonly ResourceInfo[] =>
  rows.flatMap(({ list }) => list(all))
