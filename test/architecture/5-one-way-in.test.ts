import { expect, it } from 'vitest'
import { allImports, readSourceTree, withFile, type SourceTree } from './source-tree.ts'

/** The only files that may let a request out, open the vault, or read a secret's value. Each line is a place to review. */
const DOORS = {
  'imports the upstream port or its adapter': {
    allowed: [
      'src/pipeline/forward.ts',
      'src/pipeline/index.ts',
      'src/pipeline/stages.ts',
      'src/entry/request-path.node.ts',
    ],
    within: 'src/adapters/upstream/',
    found: (tree: SourceTree) =>
      importers(tree, (to) => to === 'src/ports/upstream.ts' || to.startsWith('src/adapters/upstream/')),
  },
  'calls upstream.send': {
    allowed: ['src/pipeline/forward.ts'],
    within: 'src/adapters/upstream/',
    found: (tree: SourceTree) => matching(tree, /upstream\s*\.\s*send\b/),
  },
  'can open a connection outwards': {
    allowed: [
      // The command line as a client of a running server, which checks and records what it is asked.
      'src/adapters/remote/server-connection.node.ts',
      // Sends traces and metrics where the owner’s OTEL_* variables say.
      'src/adapters/telemetry/otlp-sender.node.ts',
      // The agent of the demonstration, which talks to the proxy on loopback and holds nothing.
      'src/surfaces/cli/quickstart/agent.node.ts',
      // Asks whether anybody still listens on a socket file of ours.
      'src/surfaces/http/unix-socket.node.ts',
    ],
    within: 'src/adapters/upstream/',
    found: (tree: SourceTree) => matching(tree, CONNECTS),
  },
  'opens or makes a vault': {
    allowed: ['src/entry/doctor.node.ts', 'src/entry/init.node.ts', 'src/entry/open-vault.node.ts'],
    within: 'src/vault/',
    found: (tree: SourceTree) => matching(tree, /\bVault\s*\.\s*(?:open|create)\b/),
  },
  'reveals a secret': {
    allowed: [
      // A presented API key is only ever looked up by its hash.
      'src/adapters/crypto/sha256-token-hash.node.ts',
      // The caller's own API key and the credential fields it stores, on their way to the server it named.
      'src/adapters/remote/secret-parts.ts',
      'src/adapters/system/password-hash.node.ts',
      // The headers that the owner’s collector asks for (OTEL_EXPORTER_OTLP_HEADERS).
      'src/adapters/telemetry/otlp-sender.node.ts',
      'src/domain/credential-types/api-key.ts',
      'src/domain/credential-types/basic-auth.ts',
      'src/domain/credential-types/index.ts',
      'src/domain/credential-types/parse-data.ts',
      // Looks for the caller's own API key in what would be sent to the target.
      'src/domain/own-key.ts',
      'src/domain/provider-catalogue.ts',
      'src/domain/scrub/needle-set.ts',
      // The key that signs the audit log's checkpoints.
      'src/entry/audit-key.node.ts',
      // The primary of `serve --workers` hands the password to its workers over their private channel.
      'src/entry/serve.node.ts',
      'src/manage/password-rules.ts',
      'src/manage/reveal-credential.ts',
      'src/manage/shown-text.ts',
      // A new API key is shown to whoever made it, once.
      'src/surfaces/api/routes/key-routes.ts',
      // A new API key, shown once to whoever had it made.
      'src/surfaces/cli/commands/key/create.ts',
      // The same, in the settings of the agent it is made for.
      'src/surfaces/cli/commands/mcp/install.ts',
      // The same in the web UI: in the answer to the form that made it.
      'src/surfaces/web/pages/connect/settings-page.ts',
      // Looks whether a refused form has its secret in another field too, so as not to show that field again.
      'src/surfaces/web/pages/credentials/shown-again.ts',
      'src/surfaces/web/pages/keys/made-key.ts',
      // The token of a session goes into its cookie, and is what the token of its forms is made from.
      'src/surfaces/web/cookies.ts',
      'src/surfaces/web/csrf.ts',
      'src/vault/credential-kind.ts',
      'src/vault/data-key.ts',
      'src/vault/signing-key-kind.ts',
    ],
    within: null,
    // An act of the control plane is called `'credential.reveal'`: a name, which reveals nothing.
    found: (tree: SourceTree) =>
      matching(tree, /(?<!'credential)\.reveal\b|\[['"`]reveal['"`]\]|\{\s*reveal\b/),
  },
  'mints a permit': {
    allowed: ['src/pipeline/enforce-policy.ts'],
    within: null,
    found: (tree: SourceTree) => matching(tree, /\bPermit\s*\.\s*mint\b/),
  },
} satisfies Record<
  string,
  { allowed: readonly string[]; within: string | null; found: (tree: SourceTree) => string[] }
>

/** Calls that dial, and imports of such calls by name. */
const CONNECTS = new RegExp(
  [
    String.raw`\bfetch\(`,
    String.raw`\bnew (?:WebSocket|EventSource|Socket)\b`,
    // An action is called `'http.request'`: a name, which calls nothing.
    String.raw`(?<!')\b(?:net|tls|http2?|https|dgram)\s*\.\s*(?:connect|createConnection|request|get|createSocket)\b`,
    String.raw`import\s*\{[^}]*\b(?:connect|createConnection|request|get|createSocket)\b[^}]*\}\s*from\s*['"]node:(?:net|tls|https?|http2|dgram)['"]`,
    String.raw`from\s*['"]undici`,
  ].join('|'),
)
const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm

function importers(tree: SourceTree, wanted: (to: string) => boolean): string[] {
  return [
    ...new Set(
      allImports(tree)
        .filter(({ to }) => wanted(to))
        .map(({ from }) => from),
    ),
  ]
}

function matching(tree: SourceTree, pattern: RegExp): string[] {
  return [...tree].filter(([, text]) => pattern.test(text.replace(COMMENT, ''))).map(([path]) => path)
}

const tree = readSourceTree()

it.each(Object.entries(DOORS))('only named files: %s', (_, { allowed, within, found }) => {
  const names: readonly string[] = allowed
  const offenders = found(tree).filter(
    (path) => !names.includes(path) && (within === null || !path.startsWith(within)),
  )
  expect(offenders).toEqual([])
})

it.each(Object.entries(DOORS))(
  'no name is kept that no longer needs the door: %s',
  (_, { allowed, found }) => {
    const users = found(tree)
    expect(allowed.filter((path) => !users.includes(path))).toEqual([])
  },
)

it.each([
  ['imports the upstream port or its adapter', "import type { Upstream } from '../../ports/upstream.ts'"],
  ['calls upstream.send', 'await deps.upstream.send(request)'],
  ['can open a connection outwards', 'const answer = await fetch(url)'],
  ['can open a connection outwards', "import { request } from 'node:https'"],
  ['can open a connection outwards', "import { Agent } from 'undici'"],
  ['opens or makes a vault', 'const vault = await Vault.open(options)'],
  ['reveals a secret', 'log(secret.reveal())'],
  ['mints a permit', 'const permit = Permit.mint(request)'],
] as const)('the rule fails: %s', (rule, text) => {
  const path = 'src/surfaces/cli/planted.node.ts'
  expect(DOORS[rule].found(withFile(tree, path, text))).toContain(path)
})
