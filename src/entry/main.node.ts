import { loadConfig, type LoadedConfig } from '../adapters/system/config-file.node.ts'
import { systemClock } from '../adapters/system/clock.node.ts'
import { interruption } from '../adapters/system/interruption.node.ts'
import { localFiles } from '../adapters/system/local-files.node.ts'
import { passwordGiven, takeApiKey, takePassword } from '../adapters/system/password-source.node.ts'
import { installationPaths } from '../adapters/system/paths.node.ts'
import { processTerminal } from '../adapters/system/terminal.node.ts'
import { resolveLogLevel } from '../domain/config/log-level.ts'
import { VultrinoError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Terminal } from '../ports/terminal.ts'
import type { GlobalOptions } from '../surfaces/cli/build-program.ts'
import type {
  CommandContext,
  CommandHost,
  Composition,
  NamedServer,
} from '../surfaces/cli/command-context.ts'
import { requireNoKey } from '../surfaces/cli/require-no-key.ts'
import { requireNoServer } from '../surfaces/cli/require-no-server.ts'
import { runCli } from '../surfaces/cli/run-cli.ts'

/** Runs the command line of this process; its exit code is set, the process ends when nothing is left to do. */
export async function main(version: string): Promise<void> {
  const taken: Taken = { password: takePassword(process.env), apiKey: takeApiKey(process.env) }
  const terminal = processTerminal(process.env)
  const report = (error: unknown): void => {
    for (const frame of frames(error)) terminal.note(frame)
  }
  process.on('uncaughtException', (error) => {
    terminal.note('error: Internal error')
    report(error)
    process.exit(1)
  })
  const verbose = process.argv.some((word) => word === '-v' || word === '--verbose')
  // Should anything never settle, the process ends when nothing is left to wait for: that is no success.
  process.exitCode = 1
  process.exitCode = await runCli(process.argv.slice(2), {
    version,
    write: (text) => void process.stdout.write(text),
    note: (line) => terminal.note(line),
    onInternalError: (error) => {
      if (verbose) report(error.cause)
    },
    createContext: (options) => createContext(createHost(options, version, terminal, taken)),
  })
}

/** What was given by the environment, and is in it no more. */
interface Taken {
  readonly password: Secret | undefined
  readonly apiKey: Secret | undefined
}

/** Where it happened, without what was said: a message may quote what it choked on. */
function frames(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const at = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return [`  ${error.name}`, ...at]
}

function createHost(
  options: GlobalOptions,
  version: string,
  terminal: Terminal,
  taken: Taken,
): CommandHost & { loadForInit: (force: boolean) => Promise<LoadedConfig> } {
  let loaded: Promise<LoadedConfig> | undefined
  const load = (): Promise<LoadedConfig> => (loaded ??= loadConfig(options.config, process.env))
  let password: Promise<Secret> | undefined
  const given = (): Promise<Secret | undefined> => Promise.resolve(passwordGiven(taken.password, process.env))
  const server = namedServer(taken.apiKey)
  const ask = async (): Promise<Secret> => {
    const found = await given()
    if (found !== undefined) return found
    if (!terminal.interactive) throw new VultrinoError('password_required')
    return terminal.askSecret('Vault password: ')
  }
  return {
    terminal,
    files: localFiles,
    version,
    verbose: options.verbose,
    server,
    apiKey: () => taken.apiKey,
    now: () => systemClock.now(),
    env: (name) => process.env[name],
    configPlace: () => loadConfig(options.config, process.env, 'anything'),
    config: async () => (await load()).config,
    paths: async () => installationPaths(await load(), process.env),
    loadForInit: (force) => loadConfig(options.config, process.env, force ? 'anything' : 'missing'),
    logLevel: async () =>
      resolveLogLevel({
        verbose: options.verbose,
        vultrinoLog: process.env['VULTRINO_LOG'],
        rustLog: process.env['RUST_LOG'],
        configured: (await load()).config.logging.level,
      }),
    password: () => (password ??= ask()),
    passwordGiven: given,
    interruption,
  }
}

function namedServer(key: Secret | undefined): NamedServer | undefined {
  const url = process.env['VULTRINO_URL'] ?? ''
  return url === '' ? undefined : { url, key }
}

/** The parts of the product, each imported when a command first asks for it. */
function createContext(host: ReturnType<typeof createHost>): CommandContext {
  const compose = (): Promise<Composition> => import('./compose.node.ts')
  const composeForOwner = (): Promise<Composition> => {
    requireNoKey(host)
    return compose()
  }
  return {
    ...host,
    openManagement: async () => {
      requireNoServer(host)
      return (await composeForOwner()).openManagement(host)
    },
    openControl: async () => (await composeForOwner()).openControl(host),
    openAuditDesk: async () => (await composeForOwner()).openAuditDesk(host),
    openPolicyDesk: async () => (await composeForOwner()).openPolicyDesk(host),
    checkFiles: async () => (await compose()).checkFiles(host),
    openRequestPath: async () => (await composeForOwner()).openRequestPath(host),
    openInit: async ({ force }) => {
      const found = await host.loadForInit(force)
      return (await compose()).openInit(installationPaths(found, process.env), found.problem)
    },
    openDoctor: async () => (await compose()).openDoctor(host),
    serve: async (options) => (await compose()).serve(host, options),
    web: async (options) => (await compose()).web(host, options),
    start: async (options) => (await compose()).start(host, options),
    serveMcp: async () => (await compose()).serveMcp(host),
    openAgentFiles: async () => (await compose()).openAgentFiles(host),
    quickstart: async () => (await compose()).quickstart(host),
  }
}
