import { COMPLETED, GLOBAL_WORDS, TOP, type CommandWords, type OptionWords } from './words.ts'

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** The command that stands before the cursor, names with a space between; `?` where there is no such command. */
const at = (path: string): string => `__vultrino_at ${quoted(path)}`

/** `vultrino completions fish > ~/.config/fish/completions/vultrino.fish` */
export function fish(): string {
  const lines = [
    '# fish completion for vultrino',
    'function __vultrino_at',
    `  set -l known ${COMPLETED.map(({ path }) => quoted(path)).join(' ')}`,
    "  set -l path ''",
    '  set -l skip no',
    '  for word in (commandline -opc)[2..-1]',
    '    if test $skip = yes',
    '      set skip no',
    '      continue',
    '    end',
    '    switch $word',
    '      case -c --config',
    '        set skip yes',
    "      case '-*'",
    "      case '*'",
    '        set -l next (string trim -- "$path $word")',
    '        if contains -- $next $known',
    '          set path $next',
    '        else',
    '          test -z "$path"; and set path \'?\'',
    '          break',
    '        end',
    '    end',
    '  end',
    '  test "$path" = "$argv[1]"',
    'end',
    'complete -c vultrino -f',
  ]
  for (const option of GLOBAL_WORDS) lines.push(line(at(''), option))
  lines.push(...commands('', TOP))
  for (const { path, options, choices, below } of COMPLETED) {
    lines.push(...commands(path, below))
    for (const option of options) if (option.names.length > 0) lines.push(line(at(path), option))
    if (choices.length > 0)
      lines.push(`complete -c vultrino -n ${quoted(at(path))} -a ${quoted(choices.join(' '))}`)
  }
  return `${lines.join('\n')}\n`
}

function commands(path: string, below: readonly CommandWords[]): string[] {
  return below.map(
    ({ name, doc }) => `complete -c vultrino -n ${quoted(at(path))} -a ${name} -d ${quoted(doc)}`,
  )
}

function line(condition: string, { names, doc, value }: OptionWords): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const taken =
    value === 'none'
      ? ''
      : value === 'path'
        ? ' -r -F'
        : value === 'any'
          ? ' -x'
          : ` -x -a ${quoted(value.join(' '))}`
  return `complete -c vultrino -n ${quoted(condition)} ${flags.join(' ')}${taken} -d ${quoted(doc)}`
}
