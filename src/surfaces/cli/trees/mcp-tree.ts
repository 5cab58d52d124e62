import type { CommandSpec } from '../command-spec.ts'
import { MCP_INSTALL } from './mcp-install-row.ts'

/** MCP over stdin and stdout, for clients that start it themselves. */
export const MCP_COMMAND: CommandSpec = {
  name: 'mcp',
  doc: 'Serve MCP over stdin and stdout: to an agent that starts it, or through a server that VULTRINO_URL names',
  subcommands: [MCP_INSTALL],
  load: () => import('../commands/mcp/stdio.ts'),
}
