import { McpServer } from '@modelcontextprotocol/server'
import { INSTRUCTIONS } from './instructions.ts'
import { createLists, type List } from './lists.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { serveCompletion } from './serve-completion.ts'
import { servePrompts } from './serve-prompts.ts'
import { serveResources } from './serve-resources.ts'
import { serveTools } from './serve-tools.ts'

/**
 * A server for one connection, session or request: whoever is at its other end is `peer`. It reaches targets and stored
 * state by the request path and the control plane alone. What follows changes of the vault ends with the connection; whoever
 * sets `server.onclose` calls the one that was there.
 */
export function createMcpServer(deps: McpDeps, peer: McpPeer): McpServer {
  const mcp = new McpServer(
    { name: 'vultrino', title: 'Vultrino', version: deps.version },
    {
      instructions: INSTRUCTIONS,
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true },
        prompts: { listChanged: true },
        completions: {},
      },
    },
  )
  const lists = createLists(deps, peer)
  serveTools(mcp, deps, peer, lists)
  serveResources(mcp, deps, peer, lists)
  servePrompts(mcp, deps, peer, lists)
  serveCompletion(mcp, deps, peer)

  const tell: { readonly [L in List]: () => Promise<void> } = {
    tools: () => mcp.server.sendToolListChanged(),
    resources: () => mcp.server.sendResourceListChanged(),
    prompts: () => mcp.server.sendPromptListChanged(),
  }
  const stop = deps.onChange(() => {
    if (!mcp.isConnected()) return
    // A client that is gone, or cannot be told, asks again when it needs to.
    for (const list of lists.changed()) tell[list]().catch(() => undefined)
  })
  mcp.server.onclose = stop
  return mcp
}
