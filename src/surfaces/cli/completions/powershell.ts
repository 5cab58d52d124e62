import { COMPLETED, GLOBAL_WORDS, TOP, wordsAfter } from './words.ts'

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ')

/** `vultrino completions powershell | Out-String | Invoke-Expression` */
export function powershell(): string {
  const rows = COMPLETED.map((command) => {
    const words = [...wordsAfter(command), ...command.options.flatMap((option) => option.names)]
    return `    '${command.path}' = @(${list(words)})`
  })
  const first = [...TOP.map(({ name }) => name), ...GLOBAL_WORDS.flatMap((option) => option.names)]
  return `# PowerShell completion for vultrino
Register-ArgumentCompleter -Native -CommandName vultrino -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
${rows.join('\n')}
  }
  $typed = $commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() }
  if ($wordToComplete) { $typed = $typed | Select-Object -SkipLast 1 }
  $command = ''
  foreach ($word in $typed) {
    $next = "$command $word".Trim()
    if ($commands.ContainsKey($next)) { $command = $next }
  }
  $words = if ($command) { $commands[$command] } else { @(${list(first)}) }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}
