import { shellWord } from '../../domain/shell-word.ts'

/** A call that curl is to show: the credential to use and the URL to ask. */
export interface ExampleCall {
  readonly alias: string
  /** Absolute: `https://api.github.com/`. */
  readonly target: string
}

/** How one kind of agent is told where Vultrino is and who it is there. */
export interface AgentSettings {
  readonly title: string
  /** Where the text goes, for people to read. */
  readonly file: string
  readonly language: 'json' | 'toml' | 'shell'
  /** What to do with it, and what to know. */
  readonly advice: string
  /** `url`: of the proxy, without a slash at its end. `key`: `vk_…`. The text ends without a line break. */
  text(url: string, key: string, example?: ExampleCall): string
}

/** The program an MCP client starts: a client of the running server, which knows no vault password. */
export interface StdioServer {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<'VULTRINO_URL' | 'VULTRINO_API_KEY', string>>
}

/** By what name agents list it. */
export const MCP_SERVER_NAME = 'vultrino'

export const stdioServer = (url: string, key: string, command = 'vultrino'): StdioServer => ({
  command,
  args: ['mcp'],
  env: { VULTRINO_URL: url, VULTRINO_API_KEY: key },
})

const EXAMPLE: ExampleCall = { alias: 'ALIAS', target: 'https://api.example.com/' }

const json = (value: unknown): string => JSON.stringify(value, null, 2)
/** A text or a list of texts: strings of TOML take every escape that JSON writes, but one more character needs one. */
const toml = (value: string | readonly string[]): string =>
  JSON.stringify(value).replaceAll('\u007f', '\\u007f')
const named = (server: object): object => ({ mcpServers: { [MCP_SERVER_NAME]: server } })
const assignments = (url: string, key: string): readonly string[] =>
  Object.entries(stdioServer(url, key).env).map(([name, value]) => `${name}=${shellWord(value)}`)

const SETTINGS = {
  'claude-desktop': {
    title: 'Claude Desktop',
    file: 'claude_desktop_config.json',
    language: 'json',
    advice:
      'Settings, Developer, Edit Config opens the file. Restart Claude Desktop afterwards. If it does not find the program, write its whole path as the command.',
    text: (url, key) => json(named(stdioServer(url, key))),
  },
  'claude-code': {
    title: 'Claude Code',
    file: 'Terminal',
    language: 'shell',
    advice:
      'Run it in a terminal; it is stored for you alone. Begin the line with a space if your shell is set to keep such lines out of its history.',
    // `--env` takes as many words as follow: another option has to stand between it and the name.
    text: (url, key) =>
      [
        'claude mcp add',
        ...assignments(url, key).map((one) => `--env ${one}`),
        `--scope user --transport stdio ${MCP_SERVER_NAME}`,
        '-- vultrino mcp',
      ].join(' \\\n  '),
  },
  'claude-code-project': {
    title: 'Claude Code, for a project',
    file: '.mcp.json',
    language: 'json',
    advice:
      'This file is meant to be committed, so the key is not in it: everybody sets VULTRINO_API_KEY in their own environment.',
    // `${NAME}` is filled in by Claude Code.
    text: (url) => json(named({ type: 'stdio', ...stdioServer(url, '${VULTRINO_API_KEY}') })),
  },
  cursor: {
    title: 'Cursor',
    file: '~/.cursor/mcp.json',
    language: 'json',
    advice:
      'For one project alone, put it in .cursor/mcp.json there, and do not commit it: it holds the key.',
    text: (url, key) => json(named(stdioServer(url, key))),
  },
  vscode: {
    title: 'VS Code',
    file: 'mcp.json',
    language: 'json',
    advice:
      'The command "MCP: Open User Configuration" opens the file. In .vscode/mcp.json of a project it would be committed with the key.',
    text: (url, key) => json({ servers: { [MCP_SERVER_NAME]: { type: 'stdio', ...stdioServer(url, key) } } }),
  },
  codex: {
    title: 'Codex',
    file: '~/.codex/config.toml',
    language: 'toml',
    advice: 'The command-line tool and its editor extension read the same file.',
    text: (url, key) => {
      const { command, args, env } = stdioServer(url, key)
      return [
        `[mcp_servers.${MCP_SERVER_NAME}]`,
        `command = ${toml(command)}`,
        `args = ${toml(args)}`,
        '',
        `[mcp_servers.${MCP_SERVER_NAME}.env]`,
        ...Object.entries(env).map(([name, value]) => `${name} = ${toml(value)}`),
      ].join('\n')
    },
  },
  http: {
    title: 'Any MCP client, over HTTP',
    file: 'mcp.json',
    language: 'json',
    advice: 'Needs no program on the machine of the agent. Use HTTPS if that is another machine.',
    text: (url, key) =>
      json(named({ type: 'http', url: `${url}/mcp`, headers: { Authorization: `Bearer ${key}` } })),
  },
  curl: {
    title: 'curl',
    file: 'Terminal',
    language: 'shell',
    advice: 'Put the URL of the service after the address of the proxy, and name the credential.',
    text: (url, key, { alias, target } = EXAMPLE) =>
      [
        `curl -H ${shellWord(`Authorization: Bearer ${key}`)}`,
        `-H ${shellWord(`X-Vultrino-Credential: ${alias}`)}`,
        shellWord(`${url}/${target}`),
      ].join(' \\\n  '),
  },
  environment: {
    title: 'Environment variables',
    file: '.env',
    language: 'shell',
    advice:
      'With these the command line of Vultrino acts under this key, and needs no password: vultrino list.',
    text: (url, key) => assignments(url, key).join('\n'),
  },
} satisfies Readonly<Record<string, AgentSettings>>

export type AgentClient = keyof typeof SETTINGS

/** By the name of the client, as `vultrino mcp install` takes it where there is a file to write. */
export const AGENT_SETTINGS: Readonly<Record<AgentClient, AgentSettings>> = SETTINGS
