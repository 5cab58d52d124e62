import { COMPLETED, GLOBAL_WORDS, TOP, wordsAfter, type OptionWords } from './words.ts'

/** `vultrino completions bash > /etc/bash_completion.d/vultrino` */
export function bash(): string {
  const cases = COMPLETED.map((command) => {
    const names = command.options.flatMap((option) => option.names)
    const words = [...wordsAfter(command), ...names].join(' ')
    return `    "${command.path}")\n${values(command.options)}      words="${words}"\n      ;;`
  })
  const known = COMPLETED.map(({ path }) => `"${path}"`).join('|')
  const global = GLOBAL_WORDS.flatMap((option) => option.names)
  return `# bash completion for vultrino
_vultrino() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command="" words="" next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -c|--config) ((i++)) ;;
      -*) ;;
      *)
        next="\${command:+$command }\${COMP_WORDS[i]}"
        case $next in
          ${known}) command=$next ;;
          *) command=\${command:-?}; break ;;
        esac
        ;;
    esac
  done
  case $command in
    "")
${values(GLOBAL_WORDS)}      words="${[...TOP.map(({ name }) => name), ...global].join(' ')}"
      ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _vultrino vultrino
`
}

/** Completes the value of the option that stands before; words in the tree hold nothing a shell would expand. */
function values(options: readonly OptionWords[]): string {
  const arms = options.flatMap(({ names, value }) => {
    if (value === 'none' || names.length === 0) return []
    const reply =
      value === 'path'
        ? 'COMPREPLY=($(compgen -f -- "$current"))'
        : value === 'any'
          ? 'COMPREPLY=()'
          : `COMPREPLY=($(compgen -W "${value.join(' ')}" -- "$current"))`
    return [`        ${names.join('|')}) ${reply}; return ;;\n`]
  })
  return arms.length === 0 ? '' : `      case $previous in\n${arms.join('')}      esac\n`
}
