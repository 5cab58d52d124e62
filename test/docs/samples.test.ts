import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findCommand } from '../../src/surfaces/cli/command-tree.ts'

/** Every `vultrino …` line in a shell block of the docs. */
function samples(): { readonly file: string; readonly words: string[] }[] {
  return ['README.md', 'SECURITY.md', ...globSync('docs/*.md')].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)]
      .flatMap(([, block = '']) => block.split('\n'))
      .filter((line) => line.startsWith('vultrino '))
      .map((line) => ({
        file,
        words: line
          .replace(/\s+#.*$|\s+[<>|].*$/g, '')
          .split(/\s+/)
          .slice(1),
      })),
  )
}

it('there are samples', () => {
  expect(samples().length).toBeGreaterThan(10)
})

it.each(samples().map((sample) => [sample.words.join(' '), sample] as const))(
  'vultrino %s',
  (_, { words }) => {
    const { path, command } = findCommand(words)
    const rest = words.slice(path.length)
    expect(command, `no command ${words.join(' ')}`).toBeDefined()
    expect(
      command !== undefined && 'load' in command,
      `${path.join(' ')} is a group that does nothing by itself`,
    ).toBe(true)
    const flags = (command?.options ?? []).flatMap((option) => option.flags.match(/--?[a-z-]+/g) ?? [])
    for (const word of rest.filter((one) => /^--?[a-z]/.test(one))) expect(flags).toContain(word)
  },
)
