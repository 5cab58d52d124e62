import { COMPLETED, GLOBAL_WORDS, type OptionWords } from './words.ts'

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** `vultrino completions fish > ~/.config/fish/completions/vultrino.fish` */
export function fish(): string {
  const lines = ['# fish completion for vultrino', 'complete -c vultrino -f']
  for (const option of GLOBAL_WORDS) lines.push(line('__fish_use_subcommand', option))
  for (const { name, doc, options, choices } of COMPLETED) {
    lines.push(`complete -c vultrino -n __fish_use_subcommand -a ${name} -d ${quoted(doc)}`)
    const seen = `__fish_seen_subcommand_from ${name}`
    for (const option of options) if (option.names.length > 0) lines.push(line(seen, option))
    if (choices.length > 0)
      lines.push(`complete -c vultrino -n ${quoted(seen)} -a ${quoted(choices.join(' '))}`)
  }
  return `${lines.join('\n')}\n`
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
