import type { CommandSpec } from '../command-spec.ts'

const LISTENER = 'HOST:PORT or unix:/path'

/** What stays and serves until it is asked to end. */
export const SERVE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'serve',
    local: true,
    notLocalWith: 'mcp',
    doc: 'Start the HTTP proxy server',
    options: [
      { flags: '-b, --bind <ADDR>', doc: `${LISTENER} (default: 127.0.0.1:7878)` },
      { flags: '--workers <N>', doc: 'Number of processes (default: 1)' },
      { flags: '--mcp', doc: 'Start as MCP server, over stdin and stdout' },
    ],
    load: () => import('../commands/serve.ts'),
  },
  {
    name: 'web',
    local: true,
    doc: 'Start the web administration UI',
    options: [{ flags: '-b, --bind <ADDR>', doc: `${LISTENER} (default: 127.0.0.1:7879)` }],
    load: () => import('../commands/web.ts'),
  },
  {
    name: 'start',
    local: true,
    doc: 'Start the HTTP proxy server and the web UI in one process',
    options: [
      { flags: '-b, --bind <ADDR>', doc: `Of the proxy: ${LISTENER} (default: 127.0.0.1:7878)` },
      { flags: '--web-bind <ADDR>', doc: `Of the web UI: ${LISTENER} (default: 127.0.0.1:7879)` },
    ],
    load: () => import('../commands/start.ts'),
  },
]
