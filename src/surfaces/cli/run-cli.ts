import { CommanderError } from 'commander'
import { asVultrinoError, VultrinoError } from '../../domain/errors.ts'
import { BrokenPipe, Interrupted } from '../../ports/terminal.ts'
import { buildProgram, type ProgramParts } from './build-program.ts'
import { findCommand, NOT_BUILT } from './command-tree.ts'
import { helpAsOption } from './help-words.ts'
import { formatError, formatErrorJson } from './format-error.ts'

export interface CliParts extends Omit<ProgramParts, 'done'> {
  /** One line to stderr. */
  note(line: string): void
  /** Told of what is ours to mend, with its cause. */
  onInternalError(error: VultrinoError): void
}

/** Help or version was printed, and that was all. */
const PRINTED: ReadonlySet<string> = new Set(['commander.helpDisplayed', 'commander.version'])

/** Runs one command line (`argv` without node and script). Never throws; resolves to the exit code. */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<number> {
  let exitCode = 0
  const program = buildProgram({ ...parts, done: (code) => (exitCode = code) })
  if (argv.length === 0) {
    parts.note(program.helpInformation().trimEnd())
    return 2
  }
  try {
    await program.parseAsync([...helpAsOption(argv)], { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof BrokenPipe) return 0
    if (thrown instanceof Interrupted) return 130
    if (thrown instanceof CommanderError && PRINTED.has(thrown.code)) return 0
    const error = thrown instanceof CommanderError ? misused(thrown, argv) : asVultrinoError(thrown)
    if (error.code === 'internal_error') parts.onInternalError(error)
    const lines = wantsJson(argv) ? [formatErrorJson(error)] : formatError(error, isVerbose(argv))
    for (const line of lines) parts.note(line)
    return error.exitCode
  }
}

/** A command line that commander would not take. */
function misused(error: CommanderError, argv: readonly string[]): VultrinoError {
  const unbuilt = unbuiltWord(error.code, argv)
  if (unbuilt !== undefined) {
    return new VultrinoError('invalid_arguments', {
      reason: `'${unbuilt}' is not built yet`,
      hint: '`vultrino --help` shows what is',
    })
  }
  const words = argv.filter((word) => /^[a-z]/.test(word))
  const { path, command } = findCommand(words.slice(words.findIndex((word) => findCommand([word]).command)))
  const help = [...path, '--help'].join(' ')
  if (error.code === 'commander.help') {
    const below = (command?.subcommands ?? []).map(({ name }) => name).join(', ')
    return new VultrinoError('invalid_arguments', {
      reason: `'${path.join(' ')}' needs one of: ${below}`,
      hint: `\`vultrino ${help}\` shows them`,
    })
  }
  const [reason = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const hint = rest.join(' ').replace(/^\((.*)\)$/, '$1')
  return new VultrinoError('invalid_arguments', {
    reason,
    hint: hint === '' ? `\`vultrino ${help}\` shows what can be given` : hint,
  })
}

function unbuiltWord(code: string, argv: readonly string[]): string | undefined {
  const isOption = code === 'commander.unknownOption'
  if (!isOption && code !== 'commander.unknownCommand') return undefined
  if (!isOption && findCommand(argv.filter((word) => !word.startsWith('-'))).command !== undefined)
    return undefined
  const names = argv.map((word) => word.replace(/^(--[\w-]+)=[^]*$/, '$1'))
  return names.find((name) => name.startsWith('-') === isOption && NOT_BUILT.has(name))
}

const isVerbose = (argv: readonly string[]): boolean =>
  argv.some((word) => word === '-v' || word === '--verbose')

/** Decided from the words themselves, since the command line may be what is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  const format = argv.indexOf('--format')
  return (
    argv.includes('--json') ||
    argv.includes('--format=json') ||
    (format !== -1 && argv[format + 1] === 'json')
  )
}
