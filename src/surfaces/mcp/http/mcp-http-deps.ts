import type { McpServer } from '@modelcontextprotocol/server'
import type { Gate } from '../../../pipeline/gate.ts'
import type { Random } from '../../../ports/random.ts'
import type { Lists } from '../lists.ts'
import type { McpDeps, McpPeer } from '../mcp-deps.ts'

/** What `/mcp` reaches outside itself. */
export interface McpHttpDeps extends Pick<McpDeps, 'onRefused' | 'onTrouble' | 'onChange'> {
  readonly gate: Gate
  readonly random: Random
  /** Milliseconds, which only grow. */
  readonly now: () => number
  /** Largest message, bytes. */
  readonly maxMessageSize: number
  /** What a peer is offered, for those who want to be told when that changes. */
  readonly listsOf: (peer: McpPeer) => Lists
  /** A new server of this peer, not yet connected. `lasting`: for a session, which is told of changes; else for one request. */
  readonly createServer: (peer: McpPeer, lasting: boolean) => McpServer | Promise<McpServer>
}
