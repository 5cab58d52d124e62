import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlob } from './glob.ts'
import { previewScopes, splitScopes } from './scope-preview.ts'

const ALIASES = ['github-api', 'github-ci', 'stripe-live', 'stripe-test']

describe('what scopes cover', () => {
  it('none are every credential', () => {
    expect(previewScopes([], ALIASES)).toEqual({ scopes: [], covered: ALIASES, idle: [] })
  })

  it('several cover what any of them covers, and those that cover nothing are named', () => {
    expect(previewScopes(['stripe-*', 'github-ci', 'jira-*', 'stripe-*'], ALIASES)).toEqual({
      scopes: ['stripe-*', 'github-ci', 'jira-*'],
      covered: ['github-ci', 'stripe-live', 'stripe-test'],
      idle: ['jira-*'],
    })
  })

  it('what no role takes is refused', () => {
    for (const scope of ['api.github.com/*', '[', '', 'a'.repeat(129)])
      expect(() => previewScopes([scope], ALIASES)).toThrow(/^Invalid request/)
  })
})

describe('patterns in a text', () => {
  it.each([
    ['github-*\nstripe-test', ['github-*', 'stripe-test']],
    ['github-*, stripe-test,,', ['github-*', 'stripe-test']],
    ['  github-{api,ci}  \r\n\r\n x', ['github-{api,ci}', 'x']],
    ['[a,b]-x,c', ['[a,b]-x', 'c']],
    ['a\\,b,c', ['a\\,b', 'c']],
    ['{a\nb,c', ['{a', 'b', 'c']],
    ['', []],
    [' \n , ', []],
  ])('%j', (text, scopes) => {
    expect(splitScopes(text)).toEqual(scopes)
  })

  it('every pattern that a role could have comes back from a list of lines', () => {
    const piece = fc.constantFrom('a', 'b-', '*', '?', '[ab]', '[!a-c]', '[],]', '{a,b}', '{a,[b]}', '\\a')
    const scope = fc.string({ unit: piece, minLength: 1, maxLength: 6 }).filter(canCompile)
    fc.assert(
      fc.property(fc.array(scope), (scopes) => {
        expect(splitScopes(scopes.join('\n'))).toEqual(scopes)
      }),
    )
  })
})

function canCompile(pattern: string): boolean {
  try {
    compileGlob(pattern)
    return true
  } catch {
    return false
  }
}
