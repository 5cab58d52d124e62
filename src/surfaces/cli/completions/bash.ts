import { COMPLETED, GLOBAL_WORDS, type OptionWords } from './words.ts'

/** `vultrino completions bash > /etc/bash_completion.d/vultrino` */
export function bash(): string {
  const cases = COMPLETED.map(({ name, options, choices }) => {
    const words = [...options.flatMap((option) => option.names), ...choices].join(' ')
    return `    ${name})\n${values(options)}      words="${words}"\n      ;;`
  })
  const global = GLOBAL_WORDS.flatMap((option) => option.names)
  return `# bash completion for vultrino
_vultrino() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -c|--config) ((i++)) ;;
      -*) ;;
      *) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case $command in
    "")
${values(GLOBAL_WORDS)}      words="${[...COMPLETED.map(({ name }) => name), ...global].join(' ')}"
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
