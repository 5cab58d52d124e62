import type { Command } from './command-context.ts'
import type { CommandArguments } from './command-arguments.ts'

/** One option. `flags` as commander takes them: `-a, --alias <ALIAS>`. */
export interface OptionSpec {
  readonly flags: string
  readonly doc: string
  /** May be given more than once; all values count. */
  readonly repeat?: boolean
  readonly choices?: readonly string[]
  /** The command itself refuses other values than `choices`, in better words. */
  readonly open?: boolean
  /** Its value is a path, for completion. */
  readonly path?: boolean
}

export interface ArgumentSpec {
  readonly name: string
  readonly required: boolean
  /** Takes all that is left. */
  readonly rest?: boolean
  readonly choices?: readonly string[]
  readonly doc?: string
}

/** One command: parsing, help and completions come from here, its code from `load` when it is called. */
export interface CommandSpec {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly doc: string
  readonly arguments?: readonly ArgumentSpec[]
  readonly options?: readonly OptionSpec[]
  readonly examples?: readonly string[]
  /** It and its subcommands work on the installation of this machine, so they are refused where `VULTRINO_URL` names a server. */
  readonly local?: boolean
  /** With this flag it is not so. */
  readonly notLocalWith?: string
  /** Commands under this name (`role create`). With `load` besides, the bare name does something too (`mcp`). */
  readonly subcommands?: readonly CommandSpec[]
  load?(): Promise<{ readonly run: Command<CommandArguments> }>
}
