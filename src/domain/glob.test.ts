import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canMatch, compileGlob } from './glob.ts'

/** A pattern as a tree, written out and matched in the plainest way. */
type Node =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'one' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly chars: readonly string[] }
  | { readonly kind: 'either'; readonly choices: readonly (readonly Node[])[] }

const CHARS = Array.from('abAB-.*?[]{}!^,\\/')
const char = fc.constantFrom(...CHARS)
const simple: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('char' as const), char }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'star' as const }) },
  fc.constant({ kind: 'one' as const }),
)
const set: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant('set' as const),
  negated: fc.boolean(),
  chars: fc.uniqueArray(char, { minLength: 1, maxLength: 3 }),
})
const either: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant('either' as const),
  choices: fc.array(fc.array(simple, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
})
const pattern = fc.array(fc.oneof({ weight: 5, arbitrary: simple }, set, either), {
  minLength: 1,
  maxLength: 8,
})

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z/.]/g, '\\$&')

function written(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'char') return escaped(node.char)
      if (node.kind === 'star') return '*'
      if (node.kind === 'one') return '?'
      if (node.kind === 'set') return `[${node.negated ? '!' : ''}${node.chars.map(escaped).join('')}]`
      return `{${node.choices.map(written).join(',')}}`
    })
    .join('')
}

function naive([node, ...rest]: readonly Node[], text: string): boolean {
  if (node === undefined) return text === ''
  if (node.kind === 'star') {
    return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) => naive(rest, text.slice(at)))
  }
  if (node.kind === 'either') return node.choices.some((choice) => naive([...choice, ...rest], text))
  const first = text[0]
  if (first === undefined) return false
  const fits =
    node.kind === 'one' ||
    (node.kind === 'char' ? node.char === first : node.chars.includes(first) !== node.negated)
  return fits && naive(rest, text.slice(1))
}

it('matches as the plainest matcher does', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.string({ unit: char, maxLength: 8 }), { maxLength: 12 }),
      (nodes, texts) => {
        const glob = compileGlob(written(nodes))
        for (const text of ['', ...texts]) expect([text, glob(text)]).toEqual([text, naive(nodes, text)])
      },
    ),
    { numRuns: process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 500 },
  )
})

/** A text that counts how often it is looked at. */
function counted(text: string): { text: string; looks: () => number } {
  let looks = 0
  const watched = {
    length: text.length,
    charCodeAt: (at: number): number => {
      looks++
      return text.charCodeAt(at)
    },
  }
  return { text: watched as unknown as string, looks: () => looks }
}

it.each([
  ['*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(2000)],
  [`${'*?'.repeat(60)}b`, 'a'.repeat(2000)],
  [`${'*[!b]a'.repeat(40)}c`, 'a'.repeat(2000)],
  [`*${'a'.repeat(200)}b`, 'a'.repeat(2000)],
])('looks at each place of a text no oftener than the pattern is long: %s', (glob, text) => {
  const { text: watched, looks } = counted(text)
  expect(compileGlob(glob)(watched)).toBe(false)
  expect(looks()).toBeGreaterThan(0)
  expect(looks()).toBeLessThanOrEqual(glob.length * text.length)
})

describe.each<[string, string[], string[]]>([
  ['github-*', ['github-', 'github-api'], ['github', 'xgithub-api', 'GitHub-api']],
  ['*-test', ['-test', 'a-test'], ['a-test-b', 'a-tes']],
  ['*', ['', 'a', 'a-b'], []],
  ['a?c', ['abc', 'a?c'], ['ac', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', '-x', 'x']],
  ['[!a-c]x', ['dx', '-x'], ['ax', 'x']],
  ['[]a]', [']', 'a'], ['[', '']],
  ['[a-]', ['a', '-'], ['b']],
  ['{stripe,paypal}-*', ['stripe-a', 'paypal-'], ['stripepaypal-a', '-a']],
  ['a\\*', ['a*'], ['ab', 'a']],
])('%s', (glob, yes, no) => {
  it.each(yes)('matches %j', (text) => expect(compileGlob(glob)(text)).toBe(true))
  it.each(no)('does not match %j', (text) => expect(compileGlob(glob)(text)).toBe(false))
})

it.each([
  ['', 'empty'],
  ['a'.repeat(1025), 'at most 1024'],
  ['[a', 'never closed'],
  ['{a', 'never closed'],
  ['a\\', 'backslash'],
  ['[c-a]', 'backwards'],
  ['{a,{b,c}}', 'nested'],
  ['{a,b}'.repeat(9), 'alternatives'],
])('%j is refused', (glob, reason) => {
  expect(() => compileGlob(glob)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  expect(() => compileGlob(glob)).toThrow(reason)
})

describe('whether a pattern can match anything of an alphabet', () => {
  it.each(['a', '*', 'a*b', '{a,b}', '{a,}', '[a-z]', '[!a]', '?'.repeat(5), '\\a'])('%s can', (glob) => {
    expect(canMatch(glob, 'ab', 5)).toBe(true)
  })
  it.each(['c', 'a b', '{a,c}', '[c-z]', '[!ab]', '?'.repeat(6), '{}', '\\*', 'a/b'])('%s cannot', (glob) => {
    expect(canMatch(glob, 'ab', 5)).toBe(false)
  })
  it('agrees with trying all of them', () => {
    const texts = ['a', 'b', 'A', '-'].flatMap((one) => ['', 'a', 'b', 'A', '-'].map((two) => one + two))
    fc.assert(
      fc.property(fc.array(fc.oneof(simple, set), { minLength: 1, maxLength: 4 }), (nodes) => {
        const glob = compileGlob(written(nodes))
        expect(canMatch(written(nodes), 'abA-', 2)).toBe(texts.some((text) => glob(text)))
      }),
      { numRuns: 300 },
    )
  })
})
