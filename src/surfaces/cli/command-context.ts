import type { Config } from '../../domain/config/config.ts'
import type { LogLevel } from '../../domain/config/log-level.ts'
import type { VultrinoError } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { DoctorDeps } from '../../manage/doctor.ts'
import type { InitDeps } from '../../manage/init.ts'
import type { Management } from '../../manage/management.ts'
import type { InstallationPaths } from '../../ports/installation.ts'
import type { Handle } from '../../pipeline/index.ts'
import type { LocalFiles } from '../../ports/local-files.ts'
import type { Terminal } from '../../ports/terminal.ts'

/** What the process gives every command, whatever it does. Nothing in it is read before it is asked for. */
export interface CommandHost {
  readonly terminal: Terminal
  readonly files: LocalFiles
  /** Of this program: `0.1.0`. */
  readonly version: string
  /** `-v` before or after the command. */
  readonly verbose: boolean
  /** An environment variable; the vault password is never among them. */
  env(name: string): string | undefined
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

/** The request path of this process, with the owner at the terminal. */
export interface OpenRequestPath {
  readonly handle: Handle
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

/**
 * What `entry/compose.node.ts` exports: each function wires one part of the product together, importing what
 * it needs when it is called. `entry/main.node.ts` closes them over the host.
 */
export interface Composition {
  /** Opens the vault (one key derivation). Throws `vault_missing`, `wrong_password`, `vault_damaged`, `storage_error`. */
  openManagement(host: CommandHost): Promise<OpenManagement>
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
  /** The demonstration of `npm start`. Resolves with the exit code. */
  quickstart(host: CommandHost): Promise<number>
}

/** `Composition` with the host filled in: all a command can reach. */
export interface CommandContext extends CommandHost {
  openManagement(): Promise<OpenManagement>
  openRequestPath(): Promise<OpenRequestPath>
  /**
   * A configuration file that is named but missing is where one will be written; by force, one that is there and
   * invalid is passed over. Throws `invalid_config` without.
   */
  openInit(options: { readonly force: boolean }): Promise<InitDeps>
  openDoctor(): Promise<DoctorDeps>
  serve(options: ServeOptions): Promise<void>
  quickstart(): Promise<number>
}

/** A command's body: exit code out. Throws `VultrinoError`. */
export type Command<Args> = (context: CommandContext, args: Args) => Promise<number>
