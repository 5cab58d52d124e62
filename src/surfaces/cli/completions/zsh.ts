import { COMPLETED, GLOBAL_WORDS, type OptionWords } from './words.ts'

/** Inside single quotes and `_arguments` specifications. */
const safe = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:\\]/g, '\\$&')

/** `vultrino completions zsh > ~/.zfunc/_vultrino` */
export function zsh(): string {
  const commands = COMPLETED.map(({ name, doc }) => `    '${name}:${safe(doc)}'`)
  const cases = COMPLETED.map(({ name, options, choices }) => {
    const rest = choices.length === 0 ? "'*::argument:_default'" : `'*:argument:(${choices.join(' ')})'`
    return `        ${name})\n          _arguments ${[...options.map(argument).filter(Boolean), rest].join(' ')}\n          ;;`
  })
  return `#compdef vultrino
_vultrino() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${commands.join('\n')}
  )
  _arguments -C ${GLOBAL_WORDS.map(argument).join(' ')} '1: :->command' '*:: :->arguments'
  case $state in
    command) _describe -t commands 'vultrino command' commands ;;
    arguments)
      case $words[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = "_vultrino" ]; then _vultrino "$@"; else compdef _vultrino vultrino; fi
`
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
