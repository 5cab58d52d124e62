import { systemRandom } from '../adapters/system/random.node.ts'
import { auditIdentity } from '../domain/audit-event.ts'
import type { McpDeps, McpDoc } from '../surfaces/mcp/mcp-deps.ts'
import { refusalEvent } from './serve-events.node.ts'
import type { Service } from './service.node.ts'

/** What MCP servers of this process reach, over stdio and over HTTP alike. */
export async function mcpDeps(service: Service): Promise<McpDeps> {
  const { config, host, path, handle, audit, vault, onTrouble } = service
  return {
    gate: path.gate,
    handle,
    control: (caller) => service.control(caller),
    policies: (caller) => service.policyRoom(caller),
    docs: await docs(service),
    version: host.version,
    maxAnswerSize: config.server.max_answer_size,
    maxBodySize: config.server.max_body_size,
    requestId: () => systemRandom.uuid(),
    onRefused: ({ requestId, ip, action }, error, principal) => {
      const refusal = refusalEvent({ requestId, ip, method: '', error })
      return audit.record({ ...refusal, ...auditIdentity(principal), surface: 'mcp', action })
    },
    onTrouble,
    onChange: (changed) =>
      vault.onChange(({ kind }) => {
        if (kind === 'changed') changed()
      }),
  }
}

/** MCP goes without its documents rather than not at all. */
async function docs({ log }: Service): Promise<readonly McpDoc[]> {
  try {
    const loaded = await (await import('./docs.node.ts')).loadDocs()
    return loaded.map(({ path, title, markdown }) => ({ name: path.slice(1), title, markdown }))
  } catch {
    log.write('debug', 'the documentation is not there')
    return []
  }
}
