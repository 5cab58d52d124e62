import type { Permission } from '../../../domain/principal.ts'
import type { Call } from '../call.ts'
import type { McpDoc } from '../mcp-deps.ts'

/** How a resource is listed. */
export interface ResourceInfo {
  readonly uri: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly mimeType: string
}

/** What a resource holds. */
export interface ResourceText {
  readonly uri: string
  readonly mimeType: string
  readonly text: string
}

/** Resources of one kind. */
export interface ResourceRow {
  /** Which permission it takes to be listed; `null`: none. */
  readonly needs: Permission | null
  /** As the audit log calls reading one. */
  readonly action: string
  readonly list: (docs: readonly McpDoc[]) => readonly ResourceInfo[]
  /** For clients that fill in the open part themselves (RFC 6570). */
  readonly template?: Omit<ResourceInfo, 'uri'> & { readonly uriTemplate: string }
  /** Reads one of its resources; `undefined` where the URI is of no resource of this kind. Throws what refuses it. */
  readonly read: (uri: string, docs: readonly McpDoc[], call: Call) => Promise<ResourceText> | undefined
  /** What may stand in the open part of the template. */
  readonly complete?: (docs: readonly McpDoc[], call: Call) => Promise<readonly string[]>
}

export const JSON_TYPE = 'application/json'

/** JSON that people can read too. */
export const json = (uri: string, value: unknown): ResourceText => ({
  uri,
  mimeType: JSON_TYPE,
  text: JSON.stringify(value, null, 2),
})
