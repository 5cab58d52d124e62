import { Argument, Command as Program, Option } from 'commander'
import { CommandArguments } from './command-arguments.ts'
import type { CommandContext } from './command-context.ts'
import type { CommandSpec, OptionSpec } from './command-spec.ts'
import { COMMANDS, GLOBAL_OPTIONS } from './command-tree.ts'
import { requireNoServer } from './require-no-server.ts'

const ENVIRONMENT = `
Environment:
  VULTRINO_PASSWORD   The vault password; or VULTRINO_PASSWORD_FILE
  VULTRINO_URL        A running server to work through instead of the vault
  VULTRINO_API_KEY    The API key for it`

/** What is given before or after any command. */
export interface GlobalOptions {
  readonly config: string | undefined
  readonly verbose: boolean
}

/** What the program reaches outside itself. */
export interface ProgramParts {
  readonly version: string
  /** Makes the context once the global options are known. */
  createContext(options: GlobalOptions): CommandContext
  /** Help goes to stdout when it was asked for. */
  write(text: string): void
  /** Takes the command's exit code. */
  done(exitCode: number): void
}

/** Commander's parser over the command tree. It never ends the process and prints no errors: it throws them. */
export function buildProgram(parts: ProgramParts): Program {
  const program = quiet(new Program('vultrino'), parts)
    .description('A credential proxy for the AI era: agents use credentials without ever seeing them')
    .version(`vultrino ${parts.version}`, '-V, --version', 'Print version')
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', ENVIRONMENT)
  for (const option of GLOBAL_OPTIONS) program.addOption(optionOf(option))
  for (const spec of COMMANDS) program.addCommand(commandOf(spec, [program], parts))
  return program
}

/** `above`: the program, then the commands that lead to this one. */
function commandOf(spec: CommandSpec, above: readonly Program[], parts: ProgramParts): Program {
  const command = quiet(new Program(spec.name), parts)
    .description(spec.doc)
    .aliases([...(spec.aliases ?? [])])
  for (const { name, required, rest, choices, doc } of spec.arguments ?? []) {
    const brackets = required ? '<>' : '[]'
    const argument = new Argument(
      `${brackets[0] ?? ''}${name}${rest === true ? '...' : ''}${brackets[1] ?? ''}`,
      doc,
    )
    command.addArgument(choices === undefined ? argument : argument.choices(choices))
  }
  const own = spec.options ?? []
  for (const option of own) command.addOption(optionOf(option))
  for (const option of GLOBAL_OPTIONS) command.addOption(optionOf(withoutTaken(option, own)).hideHelp())
  if (spec.examples !== undefined) {
    command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join('\n')}`)
  }
  const { subcommands } = spec
  if (subcommands !== undefined) {
    command.enablePositionalOptions().helpCommand(false)
    const inherited = spec.local === true ? { local: true } : {}
    for (const below of subcommands) {
      command.addCommand(commandOf({ ...inherited, ...below }, [...above, command], parts))
    }
    if (spec.load === undefined) return command
  }
  return command.action(async () => {
    const options = [...above, command].map((one) => one.opts())
    const context = parts.createContext({
      config: options.map(({ config }) => textOf(config)).findLast((config) => config !== undefined),
      verbose: options.some(({ verbose }) => verbose === true),
    })
    const { local, notLocalWith = '' } = spec
    if (local === true && command.opts()[notLocalWith] !== true) requireNoServer(context)
    if (spec.load === undefined) throw new TypeError(spec.name)
    const { run } = await spec.load()
    parts.done(await run(context, new CommandArguments(command.args, command.opts())))
  })
}

/** A short form that a command uses itself (`request -c`) keeps the command's meaning after its name. */
function withoutTaken(option: OptionSpec, own: readonly OptionSpec[]): OptionSpec {
  const [short = ''] = option.flags.split(',')
  const taken = own.some(({ flags }) => flags.startsWith(`${short},`))
  return taken ? { ...option, flags: option.flags.slice(short.length + 2) } : option
}

function optionOf({ flags, doc, repeat, choices, open }: OptionSpec): Option {
  const option = new Option(flags, doc)
  if (choices !== undefined && open !== true) option.choices(choices)
  if (repeat === true) {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
  }
  return option
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function quiet(program: Program, parts: ProgramParts): Program {
  return program
    .exitOverride()
    .helpOption('-h, --help', 'Print help')
    .configureOutput({
      writeOut: (text) => parts.write(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
}
