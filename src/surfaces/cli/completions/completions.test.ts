import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { available, itWith } from '../../../../test/support/outside-tool.ts'
import type { CommandSpec } from '../command-spec.ts'
import { COMMANDS } from '../command-tree.ts'
import { SHELLS, type Shell } from './index.ts'

const shell = (name: string): { name: string; present: boolean } => ({
  name,
  present: available(name, ['-c', 'true']),
})

const everyCommand = (specs: readonly CommandSpec[]): CommandSpec[] =>
  specs.flatMap((spec) => [spec, ...everyCommand(spec.subcommands ?? [])])

test.each(Object.keys(SHELLS) as Shell[])('%s names every command and option', (shell) => {
  const script = SHELLS[shell]()
  for (const { name, aliases, options } of everyCommand(COMMANDS)) {
    for (const word of [name, ...(aliases ?? [])]) expect(script).toContain(word)
    for (const { flags } of options ?? []) {
      const long = /--([a-z-]+)/.exec(flags)?.[1] ?? ''
      expect(script).toContain(shell === 'fish' ? `-l ${long}` : `--${long}`)
    }
  }
})

/** What bash would offer at the end of a command line. */
function offered(words: readonly string[]): string[] {
  const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`
  const script = `${SHELLS.bash()}\n${set}; _vultrino; printf '%s\\n' "\${COMPREPLY[@]}"`
  const run = spawnSync('bash', ['--norc', '-c', script])
  expect(run.stderr.toString()).toBe('')
  return run.stdout.toString().split('\n').filter(Boolean)
}

itWith(shell('bash'), 'bash completes commands, options, values and nothing else', () => {
  expect(offered(['vultrino', 'req'])).toEqual(['request'])
  expect(offered(['vultrino', '-c', 'list', 'de'])).toEqual(['delete'])
  expect(offered(['vultrino', 'add', '--header-'])).toEqual(['--header-name', '--header-prefix'])
  expect(offered(['vultrino', 'add', '--type', ''])).toEqual(['api_key', 'basic_auth'])
  expect(offered(['vultrino', 'completions', 'z'])).toEqual(['zsh'])
  expect(offered(['vultrino', 'get', 'git'])).toEqual([])
  expect(offered(['vultrino', 'role', '-v', 'cr'])).toEqual(['create'])
  expect(offered(['vultrino', 'role', 'list', '--'])).toEqual(['--json', '--config', '--verbose', '--help'])
  expect(offered(['vultrino', 'key', 'create', 'name', '--ro'])).toEqual(['--role'])
  expect(offered(['vultrino', 'list', '--fo'])).toEqual(['--format'])
  expect(offered(['vultrino', 'nonsense', 'li'])).toEqual([])
})

itWith(shell('zsh'), 'zsh takes its script', () => {
  expect(spawnSync('zsh', ['-n'], { input: SHELLS.zsh() }).status).toBe(0)
})

itWith(shell('fish'), 'fish completes commands and values', () => {
  const script = "source (printf '%s' $argv[1] | psub); complete -C $argv[2]"
  const complete = (line: string): string[] =>
    spawnSync('fish', ['--no-config', '-c', script, SHELLS.fish(), line])
      .stdout.toString()
      .match(/^[^\t\n]+/gm) ?? []
  expect(complete('vultrino req')).toEqual(['request'])
  expect(complete('vultrino add --type ')).toEqual(['api_key', 'basic_auth'])
  expect(complete('vultrino role cr')).toEqual(['create'])
  expect(complete('vultrino role list --j')).toEqual(['--json'])
  expect(complete('vultrino role list --f')).toEqual([])
})
