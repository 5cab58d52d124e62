import { ResourceNotFoundError, type McpServer } from '@modelcontextprotocol/server'
import { serveCall } from './call.ts'
import type { Lists } from './lists.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { protocolError } from './protocol-error.ts'
import { listed, RESOURCES } from './resources/index.ts'

/** `resources/list`, `resources/templates/list`, `resources/read`. */
export function serveResources({ server }: McpServer, deps: McpDeps, peer: McpPeer, lists: Lists): void {
  const { docs } = deps
  server.setRequestHandler('resources/list', async () => {
    try {
      return { resources: [...listed((await lists.offer()).resources, docs)] }
    } catch (thrown) {
      throw protocolError(thrown)
    }
  })
  server.setRequestHandler('resources/templates/list', async () => {
    try {
      const { resources } = await lists.offer()
      return { resourceTemplates: resources.flatMap(({ template }) => template ?? []) }
    } catch (thrown) {
      throw protocolError(thrown)
    }
  })
  server.setRequestHandler('resources/read', async ({ params: { uri } }, { mcpReq: { signal } }) => {
    for (const { action, read } of RESOURCES) {
      const asked = { action, signal }
      const found = await serveCall(deps, peer, asked, async (call) => read(uri, docs, call)).catch(
        (thrown: unknown) => {
          throw protocolError(thrown)
        },
      )
      if (found !== undefined) return { contents: [{ ...found }] }
    }
    throw new ResourceNotFoundError(uri)
  })
}
