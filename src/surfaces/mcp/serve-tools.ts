import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server'
import { serveCall, type Asked } from './call.ts'
import type { Lists } from './lists.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { mcpError } from './mcp-error.ts'
import { protocolError, unknown } from './protocol-error.ts'
import { asRefusedCall } from './refused-call.ts'
import { apiKeyOf, shown, type Tool } from './tool.ts'
import { TOOLS } from './tools/index.ts'

const byName: ReadonlyMap<string, Tool> = new Map(TOOLS.map((one) => [one.name, one]))
const published = new Map<string, ReturnType<typeof publish>>()

function publish({ name, title, description, input, output, annotations }: Tool) {
  return { name, title, description, inputSchema: shown(input), outputSchema: shown(output), annotations }
}

/** As clients are shown it; the schemas are made once. */
function listed(tool: Tool): ReturnType<typeof publish> {
  const made = published.get(tool.name) ?? publish(tool)
  published.set(tool.name, made)
  return made
}

/** `tools/list` and `tools/call`. */
export function serveTools({ server }: McpServer, deps: McpDeps, peer: McpPeer, lists: Lists): void {
  server.setRequestHandler('tools/list', async () => {
    try {
      return { tools: (await lists.offer()).tools.map(listed) }
    } catch (thrown) {
      throw protocolError(thrown)
    }
  })
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {} } }, context) => {
    const tool = byName.get(name)
    if (tool === undefined) throw unknown('tool', 'tools/list')
    return await result(tool, () =>
      serveCall(deps, peer, askedOf(tool, args, context), (call) => tool.call(args, call)),
    )
  })
}

function askedOf(
  { action }: Tool,
  args: Readonly<Record<string, unknown>>,
  { mcpReq }: ServerContext,
): Asked {
  const token = mcpReq._meta?.progressToken
  return {
    action,
    apiKey: apiKeyOf(args),
    signal: mcpReq.signal,
    progress:
      token === undefined
        ? undefined
        : (progress, message) => {
            const params = { progressToken: token, progress, message }
            // A client that does not listen is no reason to end its call.
            mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
          },
  }
}

async function result(tool: Tool, run: () => Promise<object>): Promise<CallToolResult> {
  try {
    const value = await run()
    return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: { ...value } }
  } catch (thrown) {
    const notFound = tool.name === 'http_request' ? 'credential_not_found' : 'not_found'
    const text = JSON.stringify(mcpError(asRefusedCall(thrown), notFound))
    // No structured content: it would have to be what the tool's output schema says.
    return { content: [{ type: 'text', text }], isError: true }
  }
}
