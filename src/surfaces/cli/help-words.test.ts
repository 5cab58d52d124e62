import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { helpAsOption } from './help-words.ts'

it.each([
  ['help', '--help'],
  ['help serve', 'serve --help'],
  ['help role create', 'role create --help'],
  ['role help', 'role --help'],
  ['-v role help create', 'role create --help'],
  ['--config help help list', 'list --help'],
  ['help show', 'get --help'],
  ['help get github-api', 'get --help'],
  ['help mcp', 'mcp --help'],
  ['mcp help install', 'mcp install --help'],
])('%s is %s', (given, meant) => {
  expect(helpAsOption(given.split(' '))).toEqual(meant.split(' '))
})

it.each(['list', '-c help list', 'get help', 'key get help', 'add -a help', 'nope help'])(
  '%s asks for no help',
  (given) => {
    const argv = given.split(' ')
    expect(helpAsOption(argv)).toBe(argv)
  },
)

it.each(['help nope', 'help role nope', 'help mcp nope', 'role help nope'])(
  '%s runs nothing and says that there is no such command',
  (given) => {
    expect(() => helpAsOption(given.split(' '))).toThrow(
      new CommanderError(2, 'commander.unknownCommand', "error: unknown command 'nope'"),
    )
  },
)
