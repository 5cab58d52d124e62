import type { McpServer } from '@modelcontextprotocol/server'
import { serveCall, type Call } from './call.ts'
import type { McpDeps, McpPeer } from './mcp-deps.ts'
import { PROMPTS } from './prompts/index.ts'
import { RESOURCES } from './resources/index.ts'

const MOST_VALUES = 100

type Complete = (call: Call) => Promise<readonly string[]>

/** `completion/complete`: what may stand in an argument of a prompt or in a resource's URI, as far as the caller may see it. */
export function serveCompletion({ server }: McpServer, deps: McpDeps, peer: McpPeer): void {
  server.setRequestHandler('completion/complete', async ({ params }, { mcpReq: { signal } }) => {
    const { ref, argument } = params
    const complete = ref.type === 'ref/prompt' ? ofPrompt(ref.name, argument.name) : ofResource(ref.uri, deps)
    const asked = { action: 'credential.list', signal }
    // Who may not see any is offered none: what was refused is on record.
    const all =
      complete === undefined ? [] : await serveCall(deps, peer, asked, complete).catch(() => [] as const)
    const values = all.filter((one) => one.startsWith(argument.value))
    return {
      completion: {
        values: values.slice(0, MOST_VALUES),
        total: values.length,
        hasMore: values.length > MOST_VALUES,
      },
    }
  })
}

const ofPrompt = (name: string, argument: string): Complete | undefined =>
  PROMPTS.find((one) => one.name === name)?.arguments.find((one) => one.name === argument)?.complete

function ofResource(uri: string, { docs }: McpDeps): Complete | undefined {
  const complete = RESOURCES.find(({ template }) => template?.uriTemplate === uri)?.complete
  return complete === undefined ? undefined : (call) => complete(docs, call)
}
