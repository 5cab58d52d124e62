import type { Config } from '../../domain/config/config.ts'
import type { LogLevel } from '../../domain/config/log-level.ts'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { DoctorDeps } from '../../manage/doctor.ts'
import type { InitDeps } from '../../manage/init.ts'
import type { PolicyDesk } from '../../manage/policies/policy-desk.ts'
import type { Management } from '../../manage/management.ts'
import type { AgentFiles } from '../../ports/agent-files.ts'
import type { InstallationPaths } from '../../ports/installation.ts'
import type { AuditDesk } from '../../ports/audit-desk.ts'
import type { ControlPlane } from '../../ports/control-plane.ts'
import type { Handle } from '../../pipeline/index.ts'
import type { LocalFiles } from '../../ports/local-files.ts'
import type { Terminal } from '../../ports/terminal.ts'

/** A running server that commands are clients of: `VULTRINO_URL`, and `VULTRINO_API_KEY` if there is one. */
export interface NamedServer {
  /** As it was given, unchecked. */
  readonly url: string
  readonly key: Secret | undefined
}

/** Where the configuration is. */
export interface ConfigPlace {
  /** The file in use, or the one that would be looked for first; absolute. */
  readonly file: string
  readonly exists: boolean
}

/** What the process gives every command, whatever it does. Nothing in it is read before it is asked for. */
export interface CommandHost {
  readonly terminal: Terminal
  readonly files: LocalFiles
  /** Of this program: `0.1.0`. */
  readonly version: string
  /** `-v` before or after the command. */
  readonly verbose: boolean
  /** `undefined`: commands work on the vault of this machine. */
  readonly server: NamedServer | undefined
  /** `VULTRINO_API_KEY`: for the server that is named, or for MCP over the vault of this machine. */
  apiKey(): Secret | undefined
  /** Milliseconds since the epoch. */
  now(): number
  /** An environment variable; neither the vault password nor the API key is among them. */
  env(name: string): string | undefined
  /** Where the configuration is, whether or not it is valid. */
  configPlace(): Promise<ConfigPlace>
  /** The configuration, frozen; read once. Throws `invalid_config`. */
  config(): Promise<Config>
  /** Throws `invalid_config`. */
  paths(): Promise<InstallationPaths>
  /** `-v`, `VULTRINO_LOG`, `RUST_LOG`, else `logging.level`. */
  logLevel(): Promise<LogLevel>
  /**
   * The vault password, from wherever it is kept, else asked for without echo. Asked once a process.
   * Throws `password_required`, `cancelled`, `storage_error` (a password file that cannot be read).
   */
  password(): Promise<Secret>
  /** The same without ever asking: `undefined` if only a prompt is left. */
  passwordGiven(): Promise<Secret | undefined>
  /** Aborted at the first SIGINT or SIGTERM from now on; a second one ends the process. */
  interruption(): AbortSignal
}

/** The control plane, of this machine's vault as its owner, or of a server as whoever the API key makes one. */
export interface OpenControl extends ControlPlane {
  /** Whether an API key was ever made in the vault of this machine; not known of a server. */
  readonly keysExist?: boolean
  /** Writes what is pending in the audit log, ends connections. */
  close(): Promise<void>
}

/** The audit log of this machine, as its owner, or that of a server as whoever the API key makes one. */
export interface OpenAudit extends AuditDesk {
  close(): Promise<void>
}

/** The request path of this process, with the owner at the terminal, or that of a server. */
export interface OpenRequestPath {
  readonly handle: Handle
  /** Whether the owner can be asked to let an unbound credential go somewhere. */
  readonly canConfirm: boolean
  /** A new request's id (UUID). */
  requestId(): string
  /** Ends connections and writes what is pending in the audit log. */
  close(): Promise<void>
}

export interface OpenManagement extends Management {
  /** Writes what is pending in the audit log. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** `HOST:PORT` or `unix:/path`; overrides the configuration. */
  readonly bind: string | undefined
  /** Processes on the one port; 1 by default. */
  readonly workers: number
  /** Called once per listener with its URL, `http://127.0.0.1:7878`, once connections are taken. */
  readonly onListening: (url: string) => void
}

export interface WebServeOptions {
  /** `HOST:PORT` or `unix:/path`; overrides the configuration. */
  readonly bind: string | undefined
  /** Called once with its URL, `http://127.0.0.1:7879`, once connections are taken. */
  readonly onListening: (url: string) => void
}

export interface StartOptions {
  readonly proxy: WebServeOptions
  readonly web: WebServeOptions
}

/**
 * What `entry/compose.node.ts` exports: each function wires one part of the product together, importing what
 * it needs when it is called. `entry/main.node.ts` closes them over the host.
 */
export interface Composition {
  /** Opens the vault (one key derivation). Throws `vault_missing`, `wrong_password`, `vault_damaged`, `storage_error`. */
  openManagement(host: CommandHost): Promise<OpenManagement>
  /** The same as acts; with a server named, nothing is opened but a connection, at the first act. */
  openControl(host: CommandHost): Promise<OpenControl>
  /** The same, with the upstream. */
  openRequestPath(host: CommandHost): Promise<OpenRequestPath>
  /**
   * For a vault that is yet to be, at paths that may differ from the host's. Touches nothing until its functions
   * are called.
   */
  openInit(paths: InstallationPaths, configProblem: VultrinoError | undefined): Promise<InitDeps>
  /** What is wrong must be found, not thrown: opens nothing by itself. */
  openDoctor(host: CommandHost): Promise<DoctorDeps>
  /** Resolves when the server has drained after SIGTERM or SIGINT. */
  serve(host: CommandHost, options: ServeOptions): Promise<void>
  /** The web UI; resolves likewise. Throws `storage_error` where there is no admin account. */
  web(host: CommandHost, options: WebServeOptions): Promise<void>
  /** Both in one process. */
  start(host: CommandHost, options: StartOptions): Promise<void>
  /** MCP over stdin and stdout. Resolves when the client is gone, or after SIGTERM or SIGINT. */
  serveMcp(host: CommandHost): Promise<void>
  /** The settings files of agents on this machine. */
  openAgentFiles(host: CommandHost): Promise<AgentFiles>
  /** What `vultrino policy` works with. Throws `invalid_config`. */
  openPolicyDesk(host: CommandHost): Promise<PolicyDesk>
  /** The audit log; no password is asked for before it is verified. Throws `vault_missing`. */
  openAuditDesk(host: CommandHost): Promise<OpenAudit>
  /** Reads the files that a server would besides: policies, `[upstream] ca_file`. Throws `invalid_config`. */
  checkFiles(host: CommandHost): Promise<void>
  /** The demonstration of `npm start`. Resolves with the exit code. */
  quickstart(host: CommandHost): Promise<number>
}

/**
 * `Composition` with the host filled in: all a command can reach. What is done as the owner throws `invalid_arguments`
 * where there is an API key and no server to use it with.
 */
export interface CommandContext extends CommandHost {
  /** For what only the owner does, with the password. Throws `invalid_arguments` where a server was named. */
  openManagement(): Promise<OpenManagement>
  openControl(): Promise<OpenControl>
  openRequestPath(): Promise<OpenRequestPath>
  /**
   * A configuration file that is named but missing is where one will be written; by force, one that is there and
   * invalid is passed over. Throws `invalid_config` without.
   */
  openInit(options: { readonly force: boolean }): Promise<InitDeps>
  openDoctor(): Promise<DoctorDeps>
  /** Throws `vault_missing`. */
  openAuditDesk(): Promise<OpenAudit>
  /** Throws `invalid_config`. */
  openPolicyDesk(): Promise<PolicyDesk>
  /** Throws `invalid_config`. */
  checkFiles(): Promise<void>
  serve(options: ServeOptions): Promise<void>
  web(options: WebServeOptions): Promise<void>
  start(options: StartOptions): Promise<void>
  serveMcp(): Promise<void>
  openAgentFiles(): Promise<AgentFiles>
  quickstart(): Promise<number>
}

/** A command's body: exit code out. Throws `VultrinoError`. */
export type Command<Args> = (context: CommandContext, args: Args) => Promise<number>
