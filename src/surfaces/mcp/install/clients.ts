import type { AgentFilePlace } from '../../../ports/agent-files.ts'
import { AGENT_SETTINGS, MCP_SERVER_NAME, stdioServer } from '../../json/agent-settings.ts'
import { addToJson } from './add-to-json.ts'
import { addToToml } from './add-to-toml.ts'

/** An agent whose settings can be written. */
export interface InstallClient {
  readonly title: string
  readonly place: AgentFilePlace
  /** What to do afterwards. */
  readonly advice: string
  /** Settings that tell it of the server, for a file that holds nothing else. */
  readonly snippet: (url: string, key: string) => string
  /** The text of its file with them. Throws `invalid_arguments` where that cannot be done without a loss. */
  readonly add: (text: string, snippet: string) => string
}

const RESTART = 'Restart it to have it read its settings.'

/** By the name that `vultrino mcp install` takes. */
export const INSTALL_CLIENTS = {
  'claude-desktop': {
    title: 'Claude Desktop',
    place: { base: 'config', path: ['Claude', 'claude_desktop_config.json'] },
    advice: RESTART,
    snippet: (url, key) => AGENT_SETTINGS['claude-desktop'].text(url, key),
    add: addToJson,
  },
  'claude-code': {
    title: 'Claude Code',
    place: { base: 'home', path: ['.claude.json'] },
    advice: 'Every project has it from its next start on; /mcp shows it.',
    // Not the command that adds it: a key in a command line stays in the shell's history.
    snippet: (url, key) =>
      JSON.stringify(
        { mcpServers: { [MCP_SERVER_NAME]: { type: 'stdio', ...stdioServer(url, key) } } },
        null,
        2,
      ),
    add: addToJson,
  },
  cursor: {
    title: 'Cursor',
    place: { base: 'home', path: ['.cursor', 'mcp.json'] },
    advice: RESTART,
    snippet: (url, key) => AGENT_SETTINGS.cursor.text(url, key),
    add: addToJson,
  },
  vscode: {
    title: 'VS Code',
    place: { base: 'config', path: ['Code', 'User', 'mcp.json'] },
    advice: 'The command "MCP: List Servers" starts it.',
    snippet: (url, key) => AGENT_SETTINGS.vscode.text(url, key),
    add: addToJson,
  },
  codex: {
    title: 'Codex',
    place: { base: 'home', path: ['.codex', 'config.toml'] },
    advice: RESTART,
    snippet: (url, key) => AGENT_SETTINGS.codex.text(url, key),
    add: addToToml,
  },
} satisfies Readonly<Record<string, InstallClient>>

export type InstallName = keyof typeof INSTALL_CLIENTS
export const INSTALL_NAMES = Object.keys(INSTALL_CLIENTS) as readonly InstallName[]
