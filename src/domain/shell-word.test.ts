import { expect, test } from 'vitest'
import { aliasWord, shellWord } from './shell-word.ts'

test.each([
  ['/srv/data/credentials.enc', '/srv/data/credentials.enc'],
  ['/my data/x', `'/my data/x'`],
  [`it's`, `'it'\\''s'`],
  ['$(reboot)', `'$(reboot)'`],
  ['', `''`],
])('%j is written %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})

test('an alias that looks like an option stands after the end of the options', () => {
  expect(aliasWord('github-api')).toBe('github-api')
  expect(aliasWord('--force')).toBe('-- --force')
})
