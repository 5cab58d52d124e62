import { COMPLETED, GLOBAL_WORDS, TOP, type CommandWords, type OptionWords } from './words.ts'

/** Inside single quotes and `_arguments` specifications. */
const safe = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:\\]/g, '\\$&')

/** `vultrino completions zsh > ~/.zfunc/_vultrino` */
export function zsh(): string {
  const groups = COMPLETED.filter(({ below }) => below.length > 0)
  return `#compdef vultrino
${[...groups.map((group) => level(group.path, group.options, group.below)), level('', GLOBAL_WORDS, TOP)].join('\n')}
if [ "$funcstack[1]" = "_vultrino" ]; then _vultrino "$@"; else compdef _vultrino vultrino; fi
`
}

const functionOf = (path: string): string => ['_vultrino', ...path.split(' ').filter(Boolean)].join('_')

/** A function that completes what may follow these words: options of their own, then one of the commands under them. */
function level(path: string, options: readonly OptionWords[], below: readonly CommandWords[]): string {
  return `${functionOf(path)}() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${below.map(({ name, doc }) => `    '${name}:${safe(doc)}'`).join('\n')}
  )
  _arguments -C ${options.map(argument).filter(Boolean).join(' ')} '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe -t commands 'vultrino command' commands ;;
    arguments)
      case $words[1] in
${below.map(arm).join('\n')}
      esac
      ;;
  esac
}`
}

function arm({ path, name, options, choices, below }: CommandWords): string {
  const rest = choices.length === 0 ? "'*::argument:_default'" : `'*:argument:(${choices.join(' ')})'`
  const call =
    below.length > 0
      ? functionOf(path)
      : `_arguments ${[...options.map(argument).filter(Boolean), rest].join(' ')}`
  return `        ${name})\n          ${call}\n          ;;`
}

function argument({ names, doc, value }: OptionWords): string {
  if (names.length === 0) return ''
  const action =
    value === 'none'
      ? ''
      : value === 'path'
        ? ':file:_files'
        : value === 'any'
          ? ':value: '
          : `:value:(${value.join(' ')})`
  const specification = `[${safe(doc)}]${action}`
  const [only = ''] = names
  return names.length === 1
    ? `'${only}${specification}'`
    : `'(${names.join(' ')})'{${names.join(',')}}'${specification}'`
}
