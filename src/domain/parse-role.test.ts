import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAccessName } from './access-name.ts'
import { parseRole, sameRole, type RawRole } from './parse-role.ts'
import { PERMISSIONS } from './principal.ts'

const TOKEN = `vk_${'a1b2c3d4'.repeat(4)}`
const GITHUB = `ghp_${'a'.repeat(36)}`
const raw = (changes: Partial<RawRole> = {}): RawRole => ({
  name: 'ci',
  description: null,
  permissions: ['read'],
  scopes: [],
  ...changes,
})

it('orders permissions and takes each once, scopes too', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PERMISSIONS), { minLength: 1 }), (permissions) => {
      const role = parseRole(raw({ permissions }))
      expect(role.permissions).toEqual(PERMISSIONS.filter((one) => permissions.includes(one)))
    }),
  )
  expect(parseRole(raw({ scopes: ['b-*', 'a', 'b-*'] })).scopes).toEqual(['b-*', 'a'])
})

it.each<[Partial<RawRole>, string]>([
  [{ permissions: [] }, 'at least one permission: read, write, update, delete, execute'],
  [{ permissions: ['reed'] }, 'a permission is one of read'],
  [{ permissions: ['toString'] }, 'a permission is one of read'],
  [{ scopes: Array.from({ length: 65 }, (_, i) => `a${String(i)}`) }, 'at most 64 scopes'],
  [{ scopes: ['a'.repeat(129)] }, 'at most 128 characters'],
  [{ scopes: ['[a'] }, 'never closed'],
  [{ scopes: [''] }, 'empty'],
  [{ scopes: ['a', ' b'] }, 'one of them fits none'],
  [{ scopes: ['api.github.com/*'] }, 'one of them fits none'],
  [{ scopes: ['\\*'] }, 'one of them fits none'],
  [{ scopes: [TOKEN] }, 'holds an API key'],
  [{ description: 'a\nb' }, 'line breaks'],
  [{ description: '\u0085' }, 'control characters'],
  [{ description: 'x'.repeat(1025) }, 'longer than 1024'],
  [{ description: '\ud800' }, 'well-formed'],
  [{ description: `it is ${TOKEN}` }, 'holds a secret'],
  [{ description: GITHUB }, 'holds a secret'],
  [{ name: TOKEN }, 'holds a key'],
])('%j is refused', (changes, reason) => {
  expect(() => parseRole(raw(changes))).toThrow(reason)
  expect(() => parseRole(raw(changes))).toThrow(expect.objectContaining({ code: 'invalid_request' }))
})

it.each([[['*']], [['{github,stripe}-*']], [['*-test', '*-staging']], [['[a-z]*']], [['a.b_c-D']]])(
  'the scopes %j are taken',
  (scopes) => expect(parseRole(raw({ scopes })).scopes).toEqual(scopes),
)

it('an empty description is none', () => {
  expect(parseRole(raw({ description: '' })).description).toBeNull()
})

it('two roles say the same whatever the order of scopes', () => {
  const a = parseRole(raw({ scopes: ['a', 'b'] }))
  expect(sameRole(a, parseRole(raw({ scopes: ['b', 'a'] })))).toBe(true)
  expect(sameRole(a, parseRole(raw({ scopes: ['a'] })))).toBe(false)
  expect(sameRole(a, parseRole(raw({ scopes: ['a', 'b'], description: 'x' })))).toBe(false)
  expect(sameRole(a, parseRole(raw({ scopes: ['a', 'b'], permissions: ['execute'] })))).toBe(false)
})

describe('names', () => {
  it.each(['a', 'read-only', 'my.app_2', 'A'.repeat(64), 'vk', '-x'])('%s is taken', (name) => {
    expect(parseAccessName(name, 'API key')).toBe(name)
  })
  it.each([
    '',
    'a b',
    'ä',
    'a/b',
    'a\n',
    'A'.repeat(65),
    '550e8400-e29b-41d4-a716-446655440000',
    '550E8400-E29B-41D4-A716-446655440000',
    'vk_',
    'vk_mine',
    TOKEN,
    `a-${TOKEN}`,
    GITHUB,
  ])('%j is refused, and not repeated', (name) => {
    const refused = expect.objectContaining({ code: 'invalid_request' }) as Error
    expect(() => parseAccessName(name, 'API key')).toThrow(refused)
    if (name.length > 3) expect(() => parseAccessName(name, 'API key')).not.toThrow(name)
  })
})
