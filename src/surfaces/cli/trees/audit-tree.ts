import { SURFACES } from '../../../domain/audit-event.ts'
import { EXPORT_FORMATS } from '../../../ports/audit-desk.ts'
import type { CommandSpec, OptionSpec } from '../command-spec.ts'
import { JSON_OUTPUT } from '../common-options.ts'

/** Which records are asked for: each that is given must be so. */
const FILTERS: readonly OptionSpec[] = [
  { flags: '--credential <ALIAS>', doc: 'Of this credential' },
  { flags: '--key <KEY>', doc: 'By this API key: its prefix (vk_a1b2) or its name' },
  { flags: '--role <ROLE>', doc: 'By keys of this role' },
  { flags: '--decision <DECISION>', doc: 'allow or deny', choices: ['allow', 'deny'] },
  { flags: '--host <HOST>', doc: 'To this host, with or without its port' },
  { flags: '--action <ACTION>', doc: 'http_request, credential.add, …; credential.* for all of a kind' },
  { flags: '--error <CODE>', doc: 'Refused or ended with this error: policy_denied' },
  { flags: '--surface <SURFACE>', doc: 'By this door', choices: [...SURFACES] },
  { flags: '--since <TIME>', doc: 'From then on: 2h, 7d, 2026-01-31, 2026-01-31T09:30:00Z' },
  { flags: '--until <TIME>', doc: 'Before then; of a date, that whole day' },
  { flags: '--request-id <ID>', doc: 'This one request' },
]

/** The audit log, of this machine or of a server. */
export const AUDIT_COMMAND: CommandSpec = {
  name: 'audit',
  doc: 'Look at the audit log, and check that nobody changed it',
  subcommands: [
    {
      name: 'tail',
      doc: 'Show the newest records, and with -f those to come: requests as they end, refusals as they happen',
      options: [
        { flags: '-f, --follow', doc: 'Go on until interrupted' },
        { flags: '-n, --lines <N>', doc: 'How many to begin with (default: 10)' },
        ...FILTERS,
        { ...JSON_OUTPUT, doc: 'One JSON object a line' },
      ],
      examples: ['vultrino audit tail -f', 'vultrino audit tail -n 100 --decision deny'],
      load: () => import('../commands/audit/tail.ts'),
    },
    {
      name: 'search',
      doc: 'Show the records that are asked for, newest first',
      options: [...FILTERS, { flags: '--limit <N>', doc: 'How many at most (default: 100)' }, JSON_OUTPUT],
      examples: [
        'vultrino audit search --credential github-api --since 7d',
        'vultrino audit search --error policy_denied',
      ],
      load: () => import('../commands/audit/search.ts'),
    },
    {
      name: 'stats',
      doc: 'Count records by decision, credential, key, error, door and day',
      options: [...FILTERS, JSON_OUTPUT],
      load: () => import('../commands/audit/stats.ts'),
    },
    {
      name: 'verify',
      doc: 'Read the whole log and say whether anybody changed, moved or removed anything; exit 5 if so',
      options: [
        {
          flags: '--checkpoint <FILE>',
          doc: 'Also compare with the checkpoints in this file (- for stdin): the text log, or a copy of it',
          path: true,
        },
        JSON_OUTPUT,
      ],
      examples: ['vultrino audit verify', 'vultrino audit verify --checkpoint /backup/audit.log'],
      load: () => import('../commands/audit/verify.ts'),
    },
    {
      name: 'export',
      doc: 'Give out the records that are asked for, oldest first',
      options: [
        { flags: '--format <FORMAT>', doc: 'jsonl (default) or csv', choices: [...EXPORT_FORMATS] },
        { flags: '-o, --output <FILE>', doc: 'Write to a file', path: true },
        ...FILTERS,
      ],
      load: () => import('../commands/audit/export.ts'),
    },
  ],
}
