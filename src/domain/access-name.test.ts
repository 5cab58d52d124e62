import { expect, it } from 'vitest'
import { parseAccessName } from './access-name.ts'

it.each([
  ['role', 'the name of a role is 1 to 64 letters, digits, dots, underscores or hyphens'],
  ['API key', 'the name of an API key is 1 to 64 letters, digits, dots, underscores or hyphens'],
] as const)('the refused name of a %s', (what, reason) => {
  for (const text of ['', 'a b', 'a/b', 'ä', 'x'.repeat(65)]) {
    expect(() => parseAccessName(text, what)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { reason } }) as Error,
    )
  }
})

it.each(['role', 'API key'] as const)('the name of a %s is no step of a path', (what) => {
  for (const text of ['.', '..']) {
    expect(() => parseAccessName(text, what)).toThrow("cannot be '.' or '..'")
  }
  expect(parseAccessName('...', what)).toBe('...')
})
