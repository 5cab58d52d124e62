import type { CommandSpec } from '../command-spec.ts'

/** The clients are a table of their own, which is dear to load here. */
export const MCP_INSTALL: CommandSpec = {
  name: 'install',
  doc: 'Make a key for an agent, and print or write the settings that connect it',
  arguments: [
    {
      name: 'CLIENT',
      required: true,
      choices: ['claude-desktop', 'claude-code', 'cursor', 'vscode', 'codex'],
    },
  ],
  options: [
    {
      flags: '--credentials <ALIASES>',
      doc: 'What it may use, comma-separated; a role for just these is made',
    },
    { flags: '-r, --role <ROLE>', doc: 'A role that is there, instead' },
    {
      flags: '--write',
      doc: 'Write them into the settings file of the agent; what was there is kept beside',
    },
    { flags: '--name <NAME>', doc: 'Name of the key (default: that of the client)' },
    {
      flags: '-e, --expires <WHEN>',
      doc: 'When the key ends: 30d, 1y, 12h, 2024-12-31, never (default: never)',
    },
  ],
  examples: ['vultrino mcp install claude-code --credentials github-api,stripe-api --write'],
  load: () => import('../commands/mcp/install.ts'),
}
