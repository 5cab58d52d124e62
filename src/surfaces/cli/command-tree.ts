import type { CommandSpec, OptionSpec } from './command-spec.ts'
import { JSON_OUTPUT } from './common-options.ts'
import { KEY_COMMAND, ROLE_COMMAND, WHOAMI_COMMAND } from './trees/access-tree.ts'
import { AUDIT_COMMAND } from './trees/audit-tree.ts'
import { CONFIG_COMMAND } from './trees/config-tree.ts'
import { MCP_COMMAND } from './trees/mcp-tree.ts'
import { POLICY_COMMAND } from './trees/policy-tree.ts'
import { SERVE_COMMANDS } from './trees/serve-tree.ts'

const HOST: OptionSpec = {
  flags: '--host <HOST>',
  doc: 'Where the secret may go: api.example.com, *.example.com, http://127.0.0.1:9000 (repeatable)',
  repeat: true,
}
const ADDRESS: OptionSpec = {
  flags: '--address <CIDR>',
  doc: 'Private addresses the host may resolve to: 10.0.0.0/8 (repeatable)',
  repeat: true,
}
const SECRETS: readonly OptionSpec[] = [
  {
    flags: '-k, --key <KEY>',
    doc: 'API key or secret value; - for stdin, @FILE for a file, left out: asked for',
  },
  { flags: '-u, --username <USERNAME>', doc: 'Username (for basic_auth)' },
  { flags: '-p, --password <PASSWORD>', doc: 'Password (for basic_auth); - for stdin, @FILE for a file' },
]
const PLACEMENT: readonly OptionSpec[] = [
  { flags: '--header-name <NAME>', doc: 'Send the key in this header (X-API-Key) instead of Authorization' },
  { flags: '--header-prefix <TEXT>', doc: 'Put this before the key (Bearer, Token)' },
  { flags: '--query-param <NAME>', doc: 'Send the key in this query parameter instead of a header' },
  { flags: '--metadata <JSON>', doc: 'Notes, and header_name, header_prefix, query_param, as a JSON object' },
]
const ALIAS = { name: 'ALIAS', required: true, doc: 'Name of the credential' } as const

/** Every command there is, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'init',
    local: true,
    doc: 'Make the vault, the admin account and the configuration, or what is missing of them',
    options: [
      { flags: '--force', doc: 'Replace an existing vault and configuration; both are kept as backups' },
      { flags: '--admin-user <USER>', doc: 'Admin username for the web UI' },
      { flags: '--admin-password-stdin', doc: 'Read the admin password from stdin' },
    ],
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'add',
    doc: 'Add a credential',
    options: [
      { flags: '-a, --alias <ALIAS>', doc: 'Human-readable name (required)' },
      {
        flags: '-t, --type <TYPE>',
        doc: 'Credential type: api_key (default) or basic_auth',
        choices: ['api_key', 'basic_auth'],
        open: true,
      },
      ...SECRETS,
      { flags: '--description <DESC>', doc: 'What it is for' },
      HOST,
      ADDRESS,
      ...PLACEMENT,
      JSON_OUTPUT,
    ],
    examples: [
      'vultrino add --alias github-api --key @token.txt',
      'vultrino add --alias jira-api --type basic_auth --username me --host jira.example.com',
    ],
    load: () => import('./commands/add.ts'),
  },
  {
    name: 'list',
    doc: 'List all credentials',
    options: [JSON_OUTPUT, { flags: '--format <FORMAT>', doc: 'table or json', choices: ['table', 'json'] }],
    load: () => import('./commands/list.ts'),
  },
  {
    name: 'get',
    aliases: ['info', 'show'],
    doc: 'Show one credential',
    arguments: [ALIAS],
    options: [{ flags: '--show-secret', doc: 'Display the secret value (use with caution)' }, JSON_OUTPUT],
    load: () => import('./commands/get.ts'),
  },
  {
    name: 'update',
    doc: 'Change a credential in place',
    arguments: [ALIAS],
    options: [
      { flags: '-a, --alias <ALIAS>', doc: 'New name' },
      ...SECRETS,
      { flags: '--description <DESC>', doc: 'New description; empty: none' },
      { ...HOST, doc: 'Where the secret may go, in place of all it could before (repeatable)' },
      ADDRESS,
      ...PLACEMENT,
      JSON_OUTPUT,
    ],
    load: () => import('./commands/update.ts'),
  },
  {
    name: 'delete',
    aliases: ['remove', 'rm'],
    doc: 'Remove a credential',
    arguments: [ALIAS],
    options: [{ flags: '--force', doc: 'Do not ask' }],
    load: () => import('./commands/delete.ts'),
  },
  {
    name: 'bind',
    doc: 'Let a credential go to more hosts',
    arguments: [
      ALIAS,
      { name: 'HOST', required: true, rest: true, doc: 'Where the secret may go, as for add --host' },
    ],
    options: [ADDRESS, JSON_OUTPUT],
    examples: ['vultrino bind internal-api https://api.internal:8443 --address 10.0.0.0/8'],
    load: () => import('./commands/bind.ts'),
  },
  {
    name: 'unbind',
    doc: 'Take hosts from a credential',
    arguments: [
      ALIAS,
      { name: 'HOST', required: false, rest: true, doc: 'As `vultrino get ALIAS` shows them' },
    ],
    options: [{ flags: '--all', doc: 'All of them' }, JSON_OUTPUT],
    load: () => import('./commands/unbind.ts'),
  },
  {
    name: 'request',
    doc: 'Make an authenticated HTTP request',
    arguments: [
      { name: 'ALIAS', required: false, doc: 'Credential, if -c is not given' },
      { name: 'URL', required: false, doc: 'Absolute URL of the target' },
    ],
    options: [
      { flags: '-c, --credential <ALIAS>', doc: 'Credential to use' },
      { flags: '-X, --method <METHOD>', doc: 'HTTP method (default: GET, POST with -d)' },
      { flags: '-H, --header <HEADER>', doc: 'Additional header, "Name: value" (repeatable)', repeat: true },
      { flags: '-d, --data <DATA>', doc: 'Request body; @FILE for a file, - for stdin', path: true },
      { flags: '--json', doc: 'Output status, headers and body as JSON' },
      { flags: '-i, --include', doc: 'Print status line and headers before the body' },
      { flags: '-o, --output <FILE>', doc: 'Write the body to a file', path: true },
      { flags: '-f, --fail', doc: 'Exit 22 on a status of 400 or more, without its body' },
      { flags: '-L, --location', doc: 'Follow up to 5 redirects, each checked as a new request' },
    ],
    examples: [
      'vultrino request -c github-api https://api.github.com/user',
      'vultrino request github-api https://api.github.com/user',
    ],
    load: () => import('./commands/request.ts'),
  },
  ROLE_COMMAND,
  KEY_COMMAND,
  WHOAMI_COMMAND,
  POLICY_COMMAND,
  AUDIT_COMMAND,
  CONFIG_COMMAND,
  ...SERVE_COMMANDS,
  MCP_COMMAND,
  {
    name: 'passwd',
    local: true,
    doc: 'Change the vault password',
    options: [{ flags: '--new-password-stdin', doc: 'Read the new password from stdin' }],
    load: () => import('./commands/passwd.ts'),
  },
  {
    name: 'doctor',
    local: true,
    doc: 'Say what is wrong with this installation and how to mend it',
    options: [JSON_OUTPUT],
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'quickstart',
    doc: 'Show in ten seconds what this does, in a scratch vault',
    load: () => import('./commands/quickstart.ts'),
  },
  {
    name: 'completions',
    doc: 'Generate shell completions',
    arguments: [
      {
        name: 'SHELL',
        required: true,
        choices: ['bash', 'zsh', 'fish', 'powershell'],
        doc: 'Your shell',
      },
    ],
    examples: ['vultrino completions bash > /etc/bash_completion.d/vultrino'],
    load: () => import('./commands/completions.ts'),
  },
]

/** Options of every command, before or after its name. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '-c, --config <FILE>', doc: 'Path to config file', path: true },
  { flags: '-v, --verbose', doc: 'Enable verbose output' },
]

/** The command that words lead to, and the names on the way (`['role', 'create']`); as far as they lead. */
export function findCommand(words: readonly string[]): {
  readonly path: readonly string[]
  readonly command: CommandSpec | undefined
} {
  const path: string[] = []
  let command: CommandSpec | undefined
  for (const word of words) {
    const below = command === undefined ? COMMANDS : (command.subcommands ?? [])
    const next = below.find(({ name, aliases }) => name === word || aliases?.includes(word))
    if (next === undefined) break
    path.push(next.name)
    command = next
  }
  return { path, command }
}

/** What the reference documents and this version does not do yet: said, so that nobody looks for a typing error. */
export const NOT_BUILT: ReadonlySet<string> = new Set(['action', 'plugin', '--action', '--param'])
