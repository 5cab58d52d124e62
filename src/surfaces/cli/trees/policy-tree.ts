import type { CommandSpec } from '../command-spec.ts'
import { JSON_OUTPUT } from '../common-options.ts'

/** Policies: what is in force on this machine, and what it would do. */
export const POLICY_COMMAND: CommandSpec = {
  name: 'policy',
  local: true,
  doc: 'Look at policies, and ask what they would do',
  subcommands: [
    {
      name: 'list',
      doc: 'List the policies in force, in the order in which they are judged',
      options: [JSON_OUTPUT],
      load: () => import('../commands/policy/list.ts'),
    },
    {
      name: 'test',
      doc: 'Say what would become of a request, and which rule decides; nothing is sent or counted',
      options: [
        { flags: '--credential <ALIAS>', doc: 'Credential that would be used' },
        { flags: '--url <URL>', doc: 'Absolute URL of the target' },
        { flags: '-X, --method <METHOD>', doc: 'HTTP method (default: GET)' },
        {
          flags: '-H, --header <HEADER>',
          doc: 'Header of the request, "Name: value" (repeatable)',
          repeat: true,
        },
        { flags: '-d, --body <BODY>', doc: 'Body of the request; @FILE for a file', path: true },
        { flags: '-k, --key <NAME>', doc: 'As this API key' },
        { flags: '-r, --role <NAME>', doc: 'As a key of this role' },
        {
          flags: '--surface <NAME>',
          doc: 'Through this door: http, api or cli (default: http as a key, else cli as the owner)',
        },
        { flags: '--at <TIME>', doc: 'At this time: 2026-01-31T09:30:00Z (default: now)' },
        {
          flags: '-f, --file <FILE>',
          doc: 'Run the expectations in this file instead, against the policies alone',
          path: true,
        },
        JSON_OUTPUT,
      ],
      examples: [
        'vultrino policy test --credential github-api --url https://api.github.com/user --method GET',
        'vultrino policy test --file cases.toml',
      ],
      load: () => import('../commands/policy/test.ts'),
    },
    {
      name: 'lint',
      doc: 'Say what in the policies was hardly meant so: rules that cannot be reached, limits that never limit',
      options: [{ flags: '--strict', doc: 'Exit 4 if there is anything to say' }, JSON_OUTPUT],
      load: () => import('../commands/policy/lint.ts'),
    },
    {
      name: 'explain',
      doc: 'Say which policy and rule decided a past request, and what they would decide today',
      arguments: [{ name: 'AUDIT_ID', required: true, doc: 'Id of the request in the audit log' }],
      options: [JSON_OUTPUT],
      load: () => import('../commands/policy/explain.ts'),
    },
  ],
}
