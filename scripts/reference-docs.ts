import { ERRORS } from '../src/domain/errors.ts'
import { SCHEMA } from '../src/domain/config/schema.ts'
import type { ConfigKey } from '../src/domain/config/config-key.ts'
import type { CommandSpec } from '../src/surfaces/cli/command-spec.ts'
import { COMMANDS } from '../src/surfaces/cli/command-tree.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

const MADE = '<!-- Made from the tables in src/ by `npm run docs`. -->'

interface Texts {
  readonly message: string
  readonly hint?: string
}

/** What is said where the error is about something else than a credential. */
function kindsOf(row: (typeof ERRORS)[keyof typeof ERRORS]): readonly Texts[] {
  return 'forKind' in row ? Object.values<Texts>(row.forKind) : []
}

function errors(): string {
  const rows = Object.entries(ERRORS).map(([code, row]) => [
    `\`${code}\``,
    String(row.status),
    String(row.exit),
    [row.message, ...kindsOf(row).map(({ message }) => message)].join('<br>'),
    [
      ...('hint' in row ? [row.hint] : []),
      ...('hintFor' in row ? Object.values(row.hintFor) : []),
      ...kindsOf(row).flatMap(({ hint }) => (hint === undefined ? [] : [hint])),
    ].join('; '),
  ])
  return `# Error codes

${MADE}

Every refusal is one of these. Over HTTP the body is \`{"error": code, "message": text, "details": {…}}\` and the header
\`X-Vultrino-Error\` carries the code, which tells our answers from the target's own. On the command line the message and
the advice go to stderr, and the command ends with the exit code. \`{…}\` stands for details of the case, never for a secret.

${table(['code', 'HTTP status', 'exit code', 'message', 'what would make it work'], rows)}

Exit code 22 is \`vultrino request --fail\` when the target itself answered 4xx or 5xx; 130 is Ctrl-C.
`
}

function configuration(): string {
  const sections = Object.entries(SCHEMA).map(
    ([name, keys]: [string, Readonly<Record<string, ConfigKey<unknown>>>]) => {
      const rows = Object.entries(keys).map(([key, { written, doc }]) => [
        `\`${key}\``,
        written === null ? '(unset)' : `\`${written}\``,
        doc,
      ])
      return `## \`[${name}]\`\n\n${table(['key', 'default', 'what it does'], rows)}\n`
    },
  )
  return `# Configuration

${MADE}

One TOML file: \`--config FILE\`, else \`VULTRINO_CONFIG\`, else \`vultrino/config.toml\` in the system's configuration folder
(\`~/.config\` on Linux), else \`/etc/vultrino/config.toml\`; without any, the defaults below hold. A file that cannot be
read, an unknown table or key, or a value of the wrong kind is an error that names the file, the line and the nearest
valid key.

Data lives in \`VULTRINO_DATA_DIR\`, else the folder of \`[storage.file] path\`, else an existing \`~/.vultrino\`, else the
system's data folder (\`~/.local/share/vultrino\` on Linux): \`credentials.enc\`, \`admin.json\`, \`state.db\` (with the audit log),
\`lock.db\`. The folder is for you alone (0700), and so is every file in it (0600). Where \`credentials.enc\` is a link,
\`state.db\` and \`lock.db\` lie beside the file it leads to.

${sections.join('\n')}
## Environment

${table(
  ['variable', 'what it does'],
  [
    ['`VULTRINO_PASSWORD`', 'The vault password; not passed on to child processes'],
    [
      '`VULTRINO_PASSWORD_FILE`',
      'A file that holds it; `$CREDENTIALS_DIRECTORY/vultrino-password` (systemd) works too',
    ],
    [
      '`VULTRINO_URL`',
      'A running server to work through: `http://HOST:PORT`, `https://HOST:PORT`, `unix:/path`; see [Roles, keys and client mode](access.md)',
    ],
    [
      '`VULTRINO_API_KEY`',
      'The API key for it; not passed on to child processes. Without `VULTRINO_URL`, only `vultrino mcp` uses it: what would work as the owner is refused',
    ],
    ['`VULTRINO_CONFIG`', 'The configuration file'],
    ['`VULTRINO_DATA_DIR`', 'The data folder'],
    [
      '`VULTRINO_LOG`, `RUST_LOG`',
      'The log level: `error`, `warn`, `info`, `debug`, `trace`, or `vultrino=debug`',
    ],
    ['`NO_COLOR`', 'No colours'],
  ],
)}
`
}

/** `above`: the words before its name. A group of commands is a heading, and each of them one below. */
function command(spec: CommandSpec, above: readonly string[] = []): string {
  const { name, aliases = [], doc, options = [], examples = [], subcommands = [] } = spec
  const words = [...above, name]
  const usage = [
    ...words,
    ...(spec.arguments ?? []).map((arg) => (arg.required ? `<${arg.name}>` : `[${arg.name}]`)),
    ...(options.length > 0 ? ['[OPTIONS]'] : []),
  ]
  return [
    `${'#'.repeat(words.length + 1)} ${words.join(' ')}`,
    `${doc}.${aliases.length > 0 ? ` Also: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : ''}`,
    ...(subcommands.length > 0 ? [] : [`\`\`\`\nvultrino ${usage.join(' ')}\n\`\`\``]),
    ...(options.length > 0
      ? [
          table(
            ['option', ''],
            options.map(({ flags, doc: what }) => [`\`${flags}\``, what]),
          ),
        ]
      : []),
    ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\``] : []),
    ...subcommands.map((below) => command(below, words)),
  ].join('\n\n')
}

function localCommands(): string[] {
  return COMMANDS.filter(({ local }) => local === true).map(({ name }) => `\`${name}\``)
}

function commandLine(): string {
  return `# Command line

${MADE}

\`\`\`
vultrino [-c, --config FILE] [-v, --verbose] COMMAND
\`\`\`

Results go to stdout, everything else to stderr. [Error codes](errors.md) lists the exit codes. \`vultrino help COMMAND\` is
\`vultrino COMMAND --help\`.

With \`VULTRINO_URL\` set, commands work through the running server it names, with the API key in \`VULTRINO_API_KEY\`, and
need no vault password: see [Roles, keys and client mode](access.md). These work on the vault of this machine and are
refused then: ${localCommands().join(', ')}, and \`get --show-secret\`.

${COMMANDS.map((spec) => command(spec)).join('\n\n')}
`
}

/** The pages of \`docs/\` that are made from tables, by file name. */
export const REFERENCE_DOCS: Readonly<Record<string, () => string>> = {
  'errors.md': errors,
  'configuration.md': configuration,
  'cli.md': commandLine,
}
