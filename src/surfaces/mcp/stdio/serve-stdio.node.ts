import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createMcpServer } from '../mcp-server.ts'
import type { McpDeps, McpPeer } from '../mcp-deps.ts'
import { LineTransport, type LineStreams } from './line-transport.node.ts'

/** How long calls under way may still take when the input has ended, milliseconds. */
const DRAIN_MS = 10_000
/** The same when we are asked to end: whoever asks will not wait for long. */
const STOP_MS = 1_000

/** Serves one client over lines, every revision of the protocol, until its input ends or `stop` is aborted. */
export async function serveMcpStdio(
  deps: McpDeps,
  peer: McpPeer,
  streams: LineStreams,
  stop: AbortSignal,
): Promise<void> {
  const transport = new LineTransport(streams, DRAIN_MS)
  // Errors of the protocol are answered; their texts may quote what was sent, and go nowhere.
  const handle = serveStdio(() => createMcpServer(deps, peer), { transport })
  const end = (): void => void transport.drain(STOP_MS)
  stop.addEventListener('abort', end, { once: true })
  if (stop.aborted) end()
  await transport.closed
  await handle.close()
}
