import { systemRandom } from '../adapters/system/random.node.ts'
import { lazyEndpoint } from '../surfaces/mcp/http/lazy-endpoint.ts'
import type { McpEndpoint } from '../surfaces/mcp/http/mcp-endpoint.ts'
import { mcpDeps } from './mcp-deps.node.ts'
import { followAccess } from './serve-events.node.ts'
import type { Service } from './service.node.ts'

/** Room for everything beside the body of a request to a target, which may be written as Base64. */
const ENVELOPE = 64 * 1024
/** Where `[server] max_body_size` sets no limit: a message is read whole. */
const LARGEST_BODY = 48 * 1024 * 1024

const unchanging = (): (() => void) => () => undefined

/** `/mcp` over what a process offers. */
export function openMcpEndpoint(service: Service): McpEndpoint {
  const largest = service.config.server.max_body_size || LARGEST_BODY
  const endpoint = lazyEndpoint(async () => {
    const [{ createMcpEndpoint }, { createMcpServer }, { createLists }, deps] = await Promise.all([
      import('../surfaces/mcp/http/mcp-endpoint.ts'),
      import('../surfaces/mcp/mcp-server.ts'),
      import('../surfaces/mcp/lists.ts'),
      mcpDeps(service),
    ])
    return createMcpEndpoint({
      gate: deps.gate,
      random: systemRandom,
      now: () => performance.now(),
      maxMessageSize: ENVELOPE + Math.ceil((Math.min(largest, LARGEST_BODY) * 4) / 3),
      createServer: (peer, lasting) =>
        createMcpServer(lasting ? deps : { ...deps, onChange: unchanging }, peer),
      listsOf: (peer) => createLists(deps, peer),
      onRefused: deps.onRefused,
      onTrouble: deps.onTrouble,
      onChange: deps.onChange,
    })
  })
  const unfollow = followAccess(service.vault, () => endpoint.recheck())
  return {
    ...endpoint,
    close: async () => {
      unfollow()
      await endpoint.close()
    },
  }
}
