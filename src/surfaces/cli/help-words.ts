import { CommanderError } from 'commander'
import { findCommand } from './command-tree.ts'

/**
 * `help role create` and `role help create` as `role create --help`; any other command line as it is. Throws
 * `CommanderError` where no command has that name: what follows `help` is never run.
 */
export function helpAsOption(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word, index) => word === 'help' && !isConfigFile(argv, index))
  if (at === -1) return argv
  const above = commandWords(argv.slice(0, at))
  const group = findCommand(above)
  // Elsewhere it is an argument, or the value of an option.
  if (group.path.length < above.length) return argv
  if (group.command !== undefined && group.command.subcommands === undefined) return argv
  const words = [...above, ...argv.slice(at + 1).filter((word) => !word.startsWith('-'))]
  const { path, command } = findCommand(words)
  const unknown = words[path.length]
  if (unknown !== undefined && (command === undefined || command.subcommands !== undefined)) {
    throw new CommanderError(2, 'commander.unknownCommand', `error: unknown command '${unknown}'`)
  }
  return [...path, '--help']
}

/** Without the global options. */
function commandWords(words: readonly string[]): string[] {
  return words.filter((word, at) => !word.startsWith('-') && !isConfigFile(words, at))
}

const isConfigFile = (words: readonly string[], at: number): boolean =>
  /^(?:-c|--config)$/.test(words[at - 1] ?? '')
