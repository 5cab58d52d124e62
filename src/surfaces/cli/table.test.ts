import { expect, test } from 'vitest'
import { formatTable } from './table.ts'

const PIPE = { stdoutIsTerminal: false, columns: 80, colour: false }

test('columns line up, nothing trails', () => {
  const text = formatTable(
    ['ID', 'Alias'],
    [
      ['1', 'long-alias'],
      ['22', 'b'],
    ],
    PIPE,
  )
  expect(text).toBe('ID  Alias\n1   long-alias\n22  b\n')
})

test('the last column is cut on a terminal only', () => {
  const rows = [['1', 'x'.repeat(40)]]
  expect(formatTable(['ID', 'Text'], rows, PIPE)).toContain('x'.repeat(40))
  const narrow = formatTable(['ID', 'Text'], rows, { stdoutIsTerminal: true, columns: 20, colour: false })
  expect(narrow).toBe(`ID  Text\n1   ${'x'.repeat(15)}…\n`)
})

test('what is shown cannot steer the terminal', () => {
  const text = formatTable(['A'], [['\x1b[2J\u202e']], PIPE)
  expect(text).toBe('A\n\\u{1b}[2J\\u{202e}\n')
})
