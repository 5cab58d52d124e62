import type { CommandSpec, OptionSpec } from '../command-spec.ts'
import { JSON_OUTPUT } from '../common-options.ts'

const ROLE_NAME = { name: 'NAME', required: true, doc: 'Name of the role' } as const
const KEY_NAME = { name: 'KEY', required: true, doc: 'Name or id of the key, or how it begins' } as const
const PERMISSIONS: OptionSpec = {
  flags: '-p, --permissions <PERMS>',
  doc: 'Comma-separated: read,write,update,delete,execute',
}

/** Who may do what. */
export const ROLE_COMMAND: CommandSpec = {
  name: 'role',
  doc: 'Manage the roles that API keys have',
  subcommands: [
    {
      name: 'create',
      doc: 'Create a role',
      arguments: [ROLE_NAME],
      options: [
        PERMISSIONS,
        {
          flags: '-s, --scopes <SCOPES>',
          doc: 'Aliases it covers, comma-separated patterns: "github-*,stripe-*" (default: all)',
        },
        { flags: '-d, --description <DESC>', doc: 'What it is for' },
        JSON_OUTPUT,
      ],
      examples: ['vultrino role create github-user --permissions read,execute --scopes "github-*"'],
      load: () => import('../commands/role/create.ts'),
    },
    {
      name: 'list',
      doc: 'List all roles',
      options: [JSON_OUTPUT],
      load: () => import('../commands/role/list.ts'),
    },
    {
      name: 'get',
      doc: 'Show one role',
      arguments: [ROLE_NAME],
      options: [JSON_OUTPUT],
      load: () => import('../commands/role/get.ts'),
    },
    {
      name: 'update',
      doc: 'Change a role; its keys follow at once',
      arguments: [ROLE_NAME],
      options: [
        { flags: '--name <NAME>', doc: 'New name' },
        PERMISSIONS,
        { flags: '-s, --scopes <SCOPES>', doc: 'New patterns, in place of the old ones' },
        { flags: '--all', doc: 'All aliases, in place of the patterns' },
        { flags: '-d, --description <DESC>', doc: 'New description; empty: none' },
        JSON_OUTPUT,
      ],
      load: () => import('../commands/role/update.ts'),
    },
    {
      name: 'delete',
      doc: 'Delete a role; its keys stop working',
      arguments: [ROLE_NAME],
      options: [JSON_OUTPUT],
      load: () => import('../commands/role/delete.ts'),
    },
  ],
}

export const KEY_COMMAND: CommandSpec = {
  name: 'key',
  doc: 'Manage the API keys by which programs call',
  subcommands: [
    {
      name: 'create',
      doc: 'Create an API key; it is shown this once',
      arguments: [{ name: 'NAME', required: true, doc: 'Name to tell it by' }],
      options: [
        { flags: '-r, --role <ROLE>', doc: 'Role to assign (required)' },
        {
          flags: '-e, --expires <WHEN>',
          doc: 'Expiration: 30d, 1y, 12h, 2024-12-31, never (default: never)',
        },
        JSON_OUTPUT,
      ],
      examples: [
        'vultrino key create my-app --role executor',
        'vultrino key create ci --role executor --expires 7d --json',
      ],
      load: () => import('../commands/key/create.ts'),
    },
    {
      name: 'list',
      doc: 'List all API keys',
      options: [JSON_OUTPUT],
      load: () => import('../commands/key/list.ts'),
    },
    {
      name: 'get',
      doc: 'Show one API key, but never the key itself',
      arguments: [KEY_NAME],
      options: [JSON_OUTPUT],
      load: () => import('../commands/key/get.ts'),
    },
    {
      name: 'revoke',
      doc: 'End an API key, at once',
      arguments: [KEY_NAME],
      options: [JSON_OUTPUT],
      load: () => import('../commands/key/revoke.ts'),
    },
  ],
}

export const WHOAMI_COMMAND: CommandSpec = {
  name: 'whoami',
  doc: 'Say who you are here and what you may do',
  options: [JSON_OUTPUT],
  load: () => import('../commands/whoami.ts'),
}
