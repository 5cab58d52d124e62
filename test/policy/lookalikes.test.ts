import { describe, expect, it } from 'vitest'
import { bytes, judged, setOf, type Use } from './ask.ts'

/** What other programs take for the very thing that a rule denies, under another spelling. */
const rule = (condition: string, action: string): string =>
  `[[policies.rules]]\ncondition = { ${condition} }\naction = "${action}"\n`
const policy = (rules: string, byDefault: string): ReturnType<typeof setOf> =>
  setOf(`[[policies]]\nname = "p"\ncredential_pattern = "*"\ndefault_action = "${byDefault}"\n${rules}`)
const denying = (condition: string): ReturnType<typeof setOf> => policy(rule(condition, 'deny'), 'allow')
const unless = (condition: string): ReturnType<typeof setOf> =>
  policy(rule(`not = { ${condition} }`, 'allow'), 'deny')
const allowing = (condition: string): ReturnType<typeof setOf> => policy(rule(condition, 'allow'), 'deny')
const action = (set: ReturnType<typeof setOf>, use: Partial<Use>): string =>
  judged(set, 'x', { url: 'https://h/', ...use }).action
function expectDenied(condition: string, use: Partial<Use>): void {
  expect(action(denying(condition), use)).toBe('deny')
  expect(action(unless(condition), use)).toBe('deny')
}

const JSON_TYPE = ['Content-Type', 'application/json']
const PARTS = ['Content-Type', 'multipart/form-data; boundary=b']
const part = (name: string): Uint8Array =>
  bytes(`--b\r\nContent-Disposition: form-data; ${name}\r\n\r\nDELETE\r\n--b--\r\n`)

describe('methods', () => {
  it.each<[string, Partial<Use>]>([
    ['underscores for hyphens', { received: ['X_HTTP_Method_Override', 'DELETE'] }],
    ['a value that could be cut', { received: ['X-HTTP-Method-Override', 'DELETE;x'] }],
    ['a value that ends in a NUL', { url: 'https://h/?_method=DELETE%00' }],
    ['a posted form without a type', { body: bytes('a=1&_method=DELETE') }],
    [
      'a posted form whose type stays behind',
      {
        received: ['Content-Type', 'text/plain', 'Connection', 'close, content-type'],
        body: bytes('_method=DELETE'),
      },
    ],
    ['a dot that becomes an underscore', { url: 'https://h/?.method=DELETE' }],
    ['a name that is cut at a NUL', { url: 'https://h/?_method%00x=DELETE' }],
    ['a name with a space before it', { url: 'https://h/?+_method=DELETE' }],
    ['the parameter of Salesforce', { url: 'https://h/?_HttpMethod=DELETE' }],
    ['a part with a backslash in its name', { received: PARTS, body: part('name="_me\\thod"') }],
    ['a part with an escape in its name', { received: PARTS, body: part('name="%5fmethod"') }],
    ['a part with an encoded name', { received: PARTS, body: part("name*=utf-8''%5fmethod") }],
    ['a part with a name in pieces', { received: PARTS, body: part('name*0="_met"; name*1="hod"') }],
  ])('%s', (_, use) => {
    expectDenied('method_match = ["DELETE"]', { method: 'POST', ...use })
    expect(action(allowing('method_match = ["POST"]'), { method: 'POST', ...use })).toBe('deny')
  })
  it.each<[string, Partial<Use>]>([
    ['an override that says nothing', { received: ['X-HTTP-Method-Override', ''] }],
    ['a post without a type that is no form', { body: bytes('{"a":1}') }],
    ['a part of another name', { received: PARTS, body: part('name="way"') }],
  ])('is no matter: %s', (_, use) => {
    expect(action(allowing('method_match = ["POST"]'), { method: 'POST', ...use })).toBe('allow')
  })
})

it('what could take for ever to look through does not', () => {
  const deny = denying('method_match = ["DELETE"]')
  const form = ['Content-Type', 'application/x-www-form-urlencoded']
  for (const text of ['%', '%=', '%&', '[', '%5b', 'method=%&'])
    expect(
      action(deny, { method: 'POST', received: form, body: bytes(text.repeat(2 ** 19 / text.length)) }),
    ).toMatch(/allow|deny/)
  const names = Array.from({ length: 50 }, (_, i) => `q${i}=*`).join('&')
  expect(
    action(denying(`url_match = "https://h/x?${names}"`), { url: `https://h/x?${'['.repeat(8000)}x]y=1` }),
  ).toBe('allow')
})

describe('bodies', () => {
  const post = (text: string): Partial<Use> => ({ method: 'POST', received: JSON_TYPE, body: bytes(text) })
  it.each([
    ['a letter that some fold into another', '{"pu\u017fh":true}'],
    ['the same beside the plain name', '{"push":false,"pu\u017fh":true}'],
    ['a name that ends in a NUL', '{"push\\u0000":true}'],
    ['a batch', '[{"push":false},{"push":true}]'],
    ['a batch in a batch', '[[{"push":true}]]'],
  ])('%s', (_, text) => {
    expectDenied('body_match = { pointer = "/push", equals = true }', post(text))
    expect(action(allowing('body_match = { pointer = "/push", exists = false }'), post(text))).toBe('deny')
  })
  it.each(['DEL', ' del', 'del\\u0000', 'de\\u006c'])('the text %j', (text) => {
    expectDenied('body_match = { pointer = "/to", pattern = "d[e]l" }', post(`{"to":"${text}"}`))
    expectDenied('body_match = { pointer = "/to", equals = "del" }', post(`{"to":"${text}"}`))
  })
  it('what is plainly something else is no matter', () => {
    const set = denying('body_match = { pointer = "/to", pattern = "d[e]l" }')
    for (const text of ['{"to":"model"}', '[{"from":"del"}]', '["del"]', '{"a":{"to":"del"}}'])
      expect(action(set, post(text))).toBe('allow')
  })
})

describe('headers', () => {
  const condition = 'header_match = { name = "X-Team", pattern = "ops" }'
  it.each<[string, readonly string[]]>([
    ['another case', ['X-Team', 'OPS']],
    ['one of a list', ['X-Team', 'billing, ops']],
    ['underscores for hyphens', ['X_Team', 'ops']],
    ['one of two', ['X-Team', 'billing', 'X_Team', 'Ops']],
  ])('%s', (_, received) => {
    expectDenied(condition, { received })
    expect(action(allowing(condition), { received })).toBe('deny')
  })
  it('beside one that may replace it, a value is not taken', () => {
    expect(action(allowing(condition), { received: ['X-Team', 'ops', 'X_Team', 'billing'] })).toBe('deny')
    expect(action(allowing(condition), { received: ['X-Team', 'ops', 'X_Team', 'ops'] })).toBe('allow')
    expect(action(denying(condition), { received: ['X-Team', 'shops', 'X_Tram', 'ops'] })).toBe('allow')
  })
})

describe('query parameters', () => {
  const condition = 'url_match = "https://h/x?action=delete"'
  it.each([
    ...['action[]=delete', 'action[0]=delete', '+action=delete', '%20action=delete', 'action%00=delete'],
    ...['action=delete%00', 'action=delete+', 'action=%2564elete', 'action=read&action[]=delete'],
  ])('%s', (query) => {
    expectDenied(condition, { url: `https://h/x?${query}` })
  })
  it('beside one that may replace it, a value is not taken', () => {
    const set = allowing('url_match = "https://h/x?action=read&*"')
    expect(action(set, { url: 'https://h/x?action=read&b=1' })).toBe('allow')
    for (const other of ['action[]=delete', '+action=delete', 'ACTION=delete'])
      expect(action(set, { url: `https://h/x?action=read&${other}` })).toBe('deny')
  })
})

describe('limits', () => {
  it('a limit in a branch has one count, whichever branches may hold beside it', () => {
    const set = allowing(
      'or = [{ and = [{ method_match = ["GET"] }, { rate_limit = { max = 5, window_secs = 60 } }] }, { and = [{ url_match = "https://h/*" }, { rate_limit = { max = 5, window_secs = 60 } }] }]',
    )
    const counts = (received: readonly string[]): number[] =>
      judged(set, 'x', { url: 'https://h/', method: 'POST', received }).counted.map(({ index }) => index)
    expect(counts([])).toEqual([1])
    expect(counts(['X-HTTP-Method-Override', 'GET'])).toEqual([0, 1])
  })
})
