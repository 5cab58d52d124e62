import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server'
import type { List } from '../lists.ts'
import type { McpPeer } from '../mcp-deps.ts'
import type { McpHttpDeps } from './mcp-http-deps.ts'

const TELL: { readonly [L in List]: (handler: McpHttpHandler) => void } = {
  tools: ({ notify }) => notify.toolsChanged(),
  resources: ({ notify }) => notify.resourcesChanged(),
  prompts: ({ notify }) => notify.promptsChanged(),
}

type Deps = Pick<McpHttpDeps, 'createServer' | 'listsOf' | 'onChange'>

/**
 * Answers one `subscriptions/listen` (revision 2026-07-28). Its stream tells of changes of what this caller is offered: that
 * somebody else's credentials or roles changed is not for it to know. `ends` takes what ends the following. Throws
 * as `Lists.offer`.
 */
export async function serveSubscription(
  { createServer, listsOf, onChange }: Deps,
  web: Request,
  message: unknown,
  peer: McpPeer,
  ends: (() => void)[],
): Promise<Response> {
  const lists = listsOf(peer)
  await lists.offer()
  // One for each stream: the library tells all streams of a handler the same.
  const handler = createMcpHandler(() => createServer(peer, false), { maxSubscriptions: 1 })
  const unfollow = onChange(() => {
    for (const list of lists.changed()) TELL[list](handler)
  })
  ends.push(() => {
    unfollow()
    void handler.close()
  })
  const { fetch: answer } = handler
  return answer(web, { parsedBody: message })
}
