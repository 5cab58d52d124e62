import type { CommandSpec, OptionSpec } from '../command-spec.ts'
import { COMMANDS, GLOBAL_OPTIONS } from '../command-tree.ts'

/** One option as shells complete it. */
export interface OptionWords {
  /** `-k`, `--key`. */
  readonly names: readonly string[]
  readonly doc: string
  /** Whether the next word is its value, and what that may be. */
  readonly value: 'none' | 'any' | 'path' | readonly string[]
}

/** One command under one of its names. */
export interface CommandWords {
  /** The words that lead to it, its own last: `role create`. */
  readonly path: string
  readonly name: string
  readonly doc: string
  readonly options: readonly OptionWords[]
  /** Words that an argument may be. */
  readonly choices: readonly string[]
  /** Commands under it. */
  readonly below: readonly CommandWords[]
}

const HELP: OptionSpec = { flags: '-h, --help', doc: 'Print help' }

function optionWords({ flags, doc, path, choices }: OptionSpec): OptionWords {
  const names = flags.split(/[ ,]+/).filter((word) => word.startsWith('-'))
  const value = !flags.includes('<') ? 'none' : (choices ?? (path === true ? 'path' : 'any'))
  return { names, doc, value }
}

function commandWords(spec: CommandSpec, above: string): CommandWords[] {
  const own = (spec.options ?? []).map(optionWords)
  const taken = new Set(own.flatMap(({ names }) => names))
  const global = [...GLOBAL_OPTIONS, HELP]
    .map(optionWords)
    .map((option) => ({ ...option, names: option.names.filter((name) => !taken.has(name)) }))
  const choices = (spec.arguments ?? []).flatMap((argument) => argument.choices ?? [])
  return [spec.name, ...(spec.aliases ?? [])].map((name) => {
    const path = `${above}${name}`
    return {
      path,
      name,
      doc: spec.doc,
      options: [...own, ...global],
      choices,
      below: (spec.subcommands ?? []).flatMap((one) => commandWords(one, `${path} `)),
    }
  })
}

/** Every command at the top, its other names too. */
export const TOP: readonly CommandWords[] = COMMANDS.flatMap((spec) => commandWords(spec, ''))

const withBelow = (command: CommandWords): CommandWords[] => [command, ...command.below.flatMap(withBelow)]

/** Every command there is, at any depth. */
export const COMPLETED: readonly CommandWords[] = TOP.flatMap(withBelow)

/** What an argument of this command may be: a command under it, or a word of its own. */
export const wordsAfter = ({ below, choices }: CommandWords): readonly string[] => [
  ...below.map(({ name }) => name),
  ...choices,
]

/** What may stand before a command. */
export const GLOBAL_WORDS: readonly OptionWords[] = [
  ...GLOBAL_OPTIONS,
  HELP,
  { flags: '-V, --version', doc: 'Print version' },
].map(optionWords)
