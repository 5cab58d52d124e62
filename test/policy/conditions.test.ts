import { describe, expect, it } from 'vitest'
import type { KeyPrincipal } from '../../src/domain/principal.ts'
import { bytes, judged, said, setOf, type Use } from './ask.ts'

const rule = (condition: string, action = 'allow'): string =>
  `[[policies.rules]]\ncondition = { ${condition} }\naction = "${action}"\n`
const policy = (rules: string, more = ''): ReturnType<typeof setOf> =>
  setOf(`[[policies]]\nname = "p"\ncredential_pattern = "*"\n${more}\n${rules}`)
const action = (set: ReturnType<typeof setOf>, use: Partial<Use>): string =>
  judged(set, 'x', { url: 'https://h/', ...use }).action

const JSON_TYPE = ['Content-Type', 'application/json']
const body = (text: string | Uint8Array, received = JSON_TYPE): Partial<Use> => ({
  method: 'POST',
  received,
  body: typeof text === 'string' ? bytes(text) : text,
})

describe('body_match', () => {
  const allow = policy(rule('body_match = { pointer = "/a/b~1c", equals = 1 }'))
  const deny = policy(
    rule('body_match = { pointer = "/force", equals = true }', 'deny'),
    'default_action = "allow"',
  )
  const unless = policy(rule('not = { body_match = { pointer = "/force", equals = true } }'))

  it.each([
    ['{"a":{"b/c":1}}', 'allow'],
    ['{"a":{"b/c":1.0}}', 'allow'],
    ['{"\\u0061":{"b/c":1}}', 'allow'],
    ['{"a":{"b/c":2}}', 'deny'],
    ['{"a":{"b/c":"1"}}', 'deny'],
    ['{"A":{"b/c":1}}', 'deny'],
    ['{"a":[{"b/c":1}]}', 'deny'],
    ['{"a":{"b/c":1},"a":{"b/c":2}}', 'deny'],
    ['{"a":{"b/c":1},"A":{}}', 'deny'],
    ['{"a":{"b/c":1}} x', 'deny'],
    ["{'a':{}}", 'deny'],
    ['', 'deny'],
  ])('allows what says so and nothing else: %s: %s', (text, expected) => {
    expect(action(allow, body(text))).toBe(expected)
  })

  it.each([
    ['{"force":false}', 'allow'],
    ['{}', 'allow'],
    ['[]', 'allow'],
    ['{"force":true}', 'deny'],
    ['{"force":"true"}', 'deny'],
    ['{"force":"yes"}', 'deny'],
    ['{"force":1}', 'deny'],
    ['{"force":[true]}', 'deny'],
    ['{"Force":true}', 'deny'],
    ['{"force":false,"force":true}', 'deny'],
    ['{"force":false} {"force":true}', 'deny'],
    ['\ufeff{}', 'deny'],
    ['{"x":12345678901234567890}', 'deny'],
    ['{"x":"\\ud800"}', 'deny'],
    [`${'['.repeat(200)}${']'.repeat(200)}`, 'deny'],
    ['not json', 'deny'],
  ])('is not dodged: %s: %s, and not under not either', (text, expected) => {
    expect(action(deny, body(text))).toBe(expected)
    expect(action(unless, body(text))).toBe(expected)
  })

  it.each<[string, Partial<Use>]>([
    ['another type', body('{}', ['Content-Type', 'text/plain'])],
    ['no type', body('{}', [])],
    ['two types', body('{}', [...JSON_TYPE, ...JSON_TYPE])],
    ['another charset', body('{}', ['Content-Type', 'application/json; charset=utf-16'])],
    ['compressed', body('{}', [...JSON_TYPE, 'Content-Encoding', 'gzip'])],
    ['not UTF-8', body(new Uint8Array([0x22, 0xff, 0x22]))],
    ['too large', { method: 'POST', received: JSON_TYPE, body: 'too_large' }],
  ])('what cannot be read is refused, whichever way the rule is written: %s', (_, use) => {
    expect(action(allow, use)).toBe('deny')
    expect(action(deny, use)).toBe('deny')
    expect(action(unless, use)).toBe('deny')
  })

  it('a request without a body says nothing', () => {
    expect(action(deny, {})).toBe('allow')
    expect(action(unless, {})).toBe('allow')
    expect(action(allow, {})).toBe('deny')
  })

  it('patterns and presence', () => {
    const pattern = policy(rule('body_match = { pointer = "/to", pattern = "acct_*" }'))
    expect(action(pattern, body('{"to":"acct_1"}'))).toBe('allow')
    expect(action(pattern, body('{"to":"x"}'))).toBe('deny')
    const exists = policy(
      rule('body_match = { pointer = "/to/0", exists = true }', 'deny'),
      'default_action = "allow"',
    )
    expect(action(exists, body('{"to":[1]}'))).toBe('deny')
    expect(action(exists, body('{"to":[]}'))).toBe('allow')
    expect(action(exists, body('{"__proto__":{"to":[1]}}'))).toBe('allow')
  })
})

describe('header_match', () => {
  const allow = policy(rule('header_match = { name = "X-Team", pattern = "bill*" }'))
  const deny = policy(
    rule('header_match = { name = "x-team", pattern = "ops" }', 'deny'),
    'default_action = "allow"',
  )
  it.each<[readonly string[], string, string]>([
    [['X-TEAM', 'billing'], 'allow', 'allow'],
    [['X-Team', 'ops'], 'deny', 'deny'],
    [['X-Team', 'billing', 'X-Team', 'ops'], 'deny', 'deny'],
    [[], 'deny', 'allow'],
  ])('%j: %s, %s', (received, first, second) => {
    expect(action(allow, { received })).toBe(first)
    expect(action(deny, { received })).toBe(second)
  })
})

describe('principal_match', () => {
  const key: KeyPrincipal = {
    kind: 'key',
    keyId: 'id',
    keyName: 'claude-1',
    keyPrefix: 'vk_abcdefgh',
    role: 'ai-agent',
    permissions: ['execute'],
    scopes: [],
    covers: () => true,
  }
  it.each<[string, Partial<Use>, string]>([
    ['key = "claude-*"', { principal: key }, 'allow'],
    ['key = "vk_abc*"', { principal: key }, 'allow'],
    ['key = "*"', {}, 'deny'],
    ['role = "ai-*"', { principal: key }, 'allow'],
    ['role = "human"', { principal: key }, 'deny'],
    ['key = "claude-*", role = "human"', { principal: key }, 'deny'],
    ['surface = "cli"', { surface: 'cli' }, 'allow'],
    ['surface = "cli"', { surface: 'http' }, 'deny'],
  ])('%s: %s', (match, use, expected) => {
    expect(action(policy(rule(`principal_match = { ${match} }`)), use)).toBe(expected)
  })
})

describe('method overrides', () => {
  const readOnly = policy(rule('method_match = ["GET", "POST"]'))
  const noDelete = policy(rule('method_match = ["DELETE"]', 'deny'), 'default_action = "allow"')
  const form = ['Content-Type', 'application/x-www-form-urlencoded']
  it.each<[string, Partial<Use>]>([
    ['X-HTTP-Method-Override', { received: ['X-HTTP-Method-Override', 'DELETE'] }],
    ['in small letters', { received: ['x-http-method-override', 'delete'] }],
    ['X-HTTP-Method', { received: ['X-HTTP-Method', 'DELETE'] }],
    ['X-Method-Override', { received: ['X-Method-Override', ' DELETE '] }],
    ['two of them', { received: ['X-Method-Override', 'GET', 'X-Method-Override', 'DELETE'] }],
    ['in the query', { url: 'https://h/?a=1&_method=delete' }],
    ['escaped', { url: 'https://h/?%5Fmethod=DELETE' }],
    ['in a form', { received: form, body: bytes('a=1&_method=DELETE') }],
    ['in a form that is compressed', { received: [...form, 'Content-Encoding', 'gzip'], body: bytes('x') }],
    [
      'in a form in parts',
      { received: ['Content-Type', 'multipart/form-data; boundary=b'], body: bytes('--b\r\nname="_method"') },
    ],
    ['in a form too large to look at', { received: form, body: 'too_large' }],
  ])('neither allowed nor slipping through: %s', (_, use) => {
    expect(action(readOnly, { method: 'POST', ...use })).toBe('deny')
    expect(action(noDelete, { method: 'POST', ...use })).toBe('deny')
  })
  it('one that changes nothing is no matter', () => {
    expect(action(readOnly, { method: 'POST', received: ['X-HTTP-Method-Override', 'GET'] })).toBe('allow')
    expect(action(readOnly, { method: 'POST', received: form, body: bytes('a=1') })).toBe('allow')
  })
})

describe('evaluation', () => {
  it('first-match: the first rule that matches decides, a bare limit too', () => {
    const set = policy(
      `${rule('url_match = "https://h/*"')}${rule('method_match = ["GET"]', 'deny')}`,
      'evaluation = "first-match"',
    )
    expect(said(set, 'x', { url: 'https://h/' })).toBe('allow rule 1')
    expect(said(set, 'x', { url: 'https://i/' })).toBe('deny rule 2')
    const limit = policy(
      rule('rate_limit = { max = 1, window_secs = 1 }') + rule('method_match = ["GET"]', 'deny'),
      'evaluation = "first-match"',
    )
    expect(said(limit, 'x', { url: 'https://h/' })).toBe('allow rule 1')
  })

  it('what only may match never allows, and always refuses', () => {
    const ambiguous = { url: 'https://h/admin%2fx' }
    for (const evaluation of ['strict', 'first-match']) {
      const more = `evaluation = "${evaluation}"\ndefault_action = "allow"`
      expect(said(policy(rule('url_match = "https://h/admin/*"', 'deny'), more), 'x', ambiguous)).toBe(
        'deny rule 1',
      )
      expect(said(policy(rule('url_match = "https://h/admin/*"', 'ask'), more), 'x', ambiguous)).toBe(
        'ask rule 1',
      )
      expect(
        said(policy(rule('url_match = "https://h/admin/*"'), `evaluation = "${evaluation}"`), 'x', ambiguous),
      ).toBe('deny default_action')
      expect(
        said(
          policy(rule('not = { url_match = "https://h/admin/*" }'), `evaluation = "${evaluation}"`),
          'x',
          ambiguous,
        ),
      ).toBe('deny default_action')
    }
  })

  it('a limit in a branch counts for that branch alone', () => {
    const set = policy(
      rule(
        'or = [{ and = [{ method_match = ["GET"] }, { rate_limit = { max = 9, window_secs = 1 } }] }, { method_match = ["HEAD"] }]',
      ),
    )
    expect(judged(set, 'x', { url: 'https://h/' }).counted.map(({ limit }) => limit.max)).toEqual([9])
    expect(judged(set, 'x', { url: 'https://h/', method: 'HEAD' })).toMatchObject({
      action: 'allow',
      counted: [],
    })
  })

  it('names the host only where a rule that allows spells it out', () => {
    const names = (rules: string): boolean =>
      judged(policy(rules), 'x', { url: 'https://h.example/' }).namesHost
    expect(names(rule('url_match = "https://h.example/*"'))).toBe(true)
    expect(names(rule('url_match = "https://{h.example,i.example}/*"'))).toBe(true)
    expect(names(rule('url_match = "https://*.example/*"'))).toBe(false)
    expect(names(rule('url_match = "*"'))).toBe(false)
    expect(names(rule('or = [{ method_match = ["GET"] }, { url_match = "https://i.example/*" }]'))).toBe(
      false,
    )
    expect(names(rule('not = { url_match = "https://i.example/*" }'))).toBe(false)
  })
})
