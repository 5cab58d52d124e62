import { createPeerOwner } from '../adapters/system/peer-uid.node.ts'
import { systemRandom } from '../adapters/system/random.node.ts'
import { auditIdentity } from '../domain/audit-event.ts'
import { readMetrics } from '../manage/read-metrics.ts'
import { createApi } from '../surfaces/api/api.ts'
import type { Listener } from '../surfaces/http/listener.ts'
import { createHttpServer, HTTP_SERVER_DEFAULTS } from '../surfaces/http/server.node.ts'
import { openMcpEndpoint } from './mcp-endpoint.node.ts'
import { refusalEvent } from './serve-events.node.ts'
import type { Service } from './service.node.ts'

/** One listener of a process. */
export interface Door {
  /** Starts to listen. Resolves to where. Throws `invalid_arguments` if the address is taken or not ours. */
  listen(): Promise<string>
  /** Takes no more connections, and lets exchanges under way end. Resolves to how many were cut. */
  drain(timeoutMs: number): Promise<number>
}

/** Proxied requests, the JSON API, MCP and the numbers, on one listener. */
export function openProxyDoor(service: Service, listener: Listener): Door {
  const { host, config, path, handle, management, telemetry, audit, ownPorts, onTrouble } = service
  const api = createApi({
    gate: path.gate,
    handle,
    control: (caller) => service.control(caller),
    audit: (caller) => service.desk(caller),
    metrics: (caller, accept) => readMetrics({ ...management, caller }, telemetry.page, accept),
    version: host.version,
    maxBodySize: config.server.max_body_size,
    maxAnswerSize: config.server.max_answer_size,
    onRefused: ({ requestId, ip, method }, error, principal) => {
      const refusal = refusalEvent({ requestId, ip, method, error })
      return audit.record({ ...refusal, ...auditIdentity(principal), surface: 'api', action: 'api_request' })
    },
    onTrouble,
  })
  const mcp = config.mcp.enabled ? openMcpEndpoint(service) : undefined
  const server = createHttpServer({
    handle,
    api,
    ...(mcp === undefined ? {} : { mcp }),
    listener,
    options: {
      ...HTTP_SERVER_DEFAULTS,
      localAnyUser: config.server.local_any_user,
      allowedHosts: config.server.allowed_hosts,
    },
    peerOwner: createPeerOwner(),
    random: systemRandom,
    version: host.version,
    onRefused: (refusal) => audit.record(refusalEvent(refusal)),
    onInternalError: onTrouble,
  })
  return {
    listen: async () => {
      const url = await server.listen()
      if (url.startsWith('http:')) ownPorts.add(Number(new URL(url).port))
      return url
    },
    drain: async (timeoutMs) => {
      mcp?.endStreams()
      const cut = await server.drain(timeoutMs)
      await mcp?.close()
      return cut
    },
  }
}
