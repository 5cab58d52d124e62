import { COMPLETED, GLOBAL_WORDS } from './words.ts'

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

/** `vultrino completions powershell | Out-String | Invoke-Expression` */
export function powershell(): string {
  const rows = COMPLETED.map(({ name, options, choices }) => {
    const words = [...options.flatMap((option) => option.names), ...choices]
    return `    '${name}' = @(${list(words)})`
  })
  const first = [...COMPLETED.map(({ name }) => name), ...GLOBAL_WORDS.flatMap((option) => option.names)]
  return `# PowerShell completion for vultrino
Register-ArgumentCompleter -Native -CommandName vultrino -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
${rows.join('\n')}
  }
  $typed = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() }
  $command = $typed | Where-Object { $commands.ContainsKey($_) } | Select-Object -First 1
  $words = if ($command -and $command -ne $wordToComplete) { $commands[$command] } else { @(${list(first)}) }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}
