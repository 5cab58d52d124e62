import { describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { readUrlPattern } from '../../src/domain/policy/url-pattern.ts'
import { factsOf } from './ask.ts'

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}
const WORDS = ['no', 'maybe', 'yes']
const test = (pattern: string, url: string): string =>
  WORDS[readUrlPattern(pattern, refuse).test(factsOf({ url }))] ?? ''

describe('parts', () => {
  it.each([
    ['*', 'http://127.0.0.1:99/x?y', 'yes'],
    ['https://api.github.com/user', 'https://api.github.com/user', 'yes'],
    ['https://api.github.com/user', 'https://api.github.com:443/user', 'yes'],
    ['https://API.github.com/user', 'https://api.GitHub.com/user', 'yes'],
    ['https://api.github.com/user', 'https://api.github.com:444/user', 'no'],
    ['https://api.github.com:*/user', 'https://api.github.com:444/user', 'yes'],
    ['https://api.github.com/user', 'http://api.github.com/user', 'no'],
    ['*://api.github.com/user', 'http://api.github.com/user', 'yes'],
    ['https://api.github.com/*', 'https://api.github.com.evil.example/x', 'no'],
    ['https://api.github.com/*', 'https://evil.example/https://api.github.com/x', 'no'],
    ['https://*/api.github.com/*', 'https://evil.example/api.github.com/x', 'yes'],
    ['https://api.github.com/repos/*', 'https://api.github.com/repos/a/b/c', 'yes'],
    ['https://api.github.com/repos/*', 'https://api.github.com/repos?x=/repos/', 'maybe'],
    ['https://api.github.com/{user,repos,gists}/*', 'https://api.github.com/gists/1', 'yes'],
    ['https://api.github.com/{user,repos,gists}/*', 'https://api.github.com/orgs/1', 'no'],
    ['https://{a,b}.example.com/*', 'https://b.example.com/', 'yes'],
    ['https://{a.example.com,example.org}/*', 'https://example.org/', 'yes'],
    ['https://*.example.com/*', 'https://a.example.com/', 'yes'],
    ['https://*.example.com/*', 'https://a.b.example.com/', 'maybe'],
    ['https://*.example.com/*', 'https://example.com/', 'no'],
    ['https://*.example.com/*', 'https://evil.com/a.example.com/', 'no'],
    ['https://a*/x', 'https://a.example.com/x', 'maybe'],
    ['https://[::1]:*/x', 'https://[0:0::1]:8443/x', 'yes'],
    ['https://bücher.example/x', 'https://xn--bcher-kva.example/x', 'yes'],
    ['https://h/v?/users', 'https://h/v2/users', 'yes'],
    ['https://h/v[12]/users', 'https://h/v3/users', 'no'],
  ])('%s on %s: %s', (pattern, url, expected) => {
    expect(test(pattern, url)).toBe(expected)
  })
})

describe('queries', () => {
  it.each([
    ['https://h/user', 'https://h/user?x=1', 'yes'],
    ['https://h/user\\?', 'https://h/user?x=1', 'no'],
    ['https://h/user\\?', 'https://h/user', 'yes'],
    ['https://h/s?q=*', 'https://h/s?q=a', 'yes'],
    ['https://h/s?q=*', 'https://h/s', 'no'],
    ['https://h/s?q=*', 'https://h/s?q=a&x=1', 'maybe'],
    ['https://h/s?q=*&*', 'https://h/s?x=1&q=a', 'yes'],
    ['https://h/s?q=a', 'https://h/s?q=a&q=b', 'maybe'],
    ['https://h/s?q=a', 'https://h/s?%71=%61', 'yes'],
    ['https://h/s?q=a', 'https://h/s?Q=A', 'maybe'],
    ['https://h/s?q=a', 'https://h/s?x=1;q=a', 'maybe'],
    ['https://h/s?q=a', 'https://h/s?q=%ff', 'maybe'],
    ['https://h/s?q=a b', 'https://h/s?q=a+b', 'yes'],
    ["https://h/s?q=it's", "https://h/s?q=it's", 'yes'],
    ["https://h/s?q=it's", 'https://h/s?q=it%27s', 'yes'],
    ['https://h/s?q=it%27s', "https://h/s?q=it's", 'yes'],
    ['https://h/s?q=a+b', 'https://h/s?q=a%20b', 'yes'],
    ['https://h/s\\?flag', 'https://h/s?flag', 'yes'],
    ['https://h/*', 'https://h/s?flag', 'yes'],
    ['https://h/*x', 'https://h/s?q=x', 'no'],
  ])('%s on %s: %s', (pattern, url, expected) => {
    expect(test(pattern, url)).toBe(expected)
  })
})

describe('spellings', () => {
  it.each([
    ['https://h/admin/*', 'https://h/%61dmin/x', 'yes'],
    ['https://h/admin/*', 'https://h/x/../admin/y', 'yes'],
    ['https://h/admin/*', 'https://h/x/%2e%2e/admin/y', 'yes'],
    ['https://h/admin/*', 'https://h//admin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/admin%2fy', 'maybe'],
    ['https://h/admin/*', 'https://h/x/..%2fadmin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/x%2f..%2fadmin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/x/..%5cadmin%5cy', 'maybe'],
    ['https://h/admin/*', 'https://h/x/..;/admin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/admin;a=b/y', 'maybe'],
    ['https://h/admin/*', 'https://h/%2561dmin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/x/..%252fadmin/y', 'maybe'],
    ['https://h/admin/*', 'https://h/ADMIN/y', 'maybe'],
    ['https://h/admin/*', 'https://h/admin', 'maybe'],
    ['https://h/admin', 'https://h/admin/', 'maybe'],
    ['https://h/admin', 'https://h/admin%3fx', 'maybe'],
    ['https://h/admin/*', 'https://h/x%00/y', 'maybe'],
    ['https://h/admin/*', 'https://h/x%zz/y', 'maybe'],
    ['https://h/admin/*', 'https://h/%c0%af/y', 'maybe'],
    ['https://h/admin/*', 'https://h/administrator', 'no'],
    ['https://h/admin/*', 'https://h/x/admin/y', 'no'],
    ['https://h/repos/*', 'https://h/repos/..%2fadmin', 'maybe'],
    ['https://h/repos/*', 'https://h/repos/a%2fb', 'yes'],
    ['https://h/repos/*', 'https://h/repos/100%25', 'yes'],
    ['https://h/p/group%2Fproject/*', 'https://h/p/group%2fproject/issues', 'yes'],
    ['https://h/p/group%2Fproject/*', 'https://h/p/group%2fproject/..%2f..%2fx', 'maybe'],
    ['https://h/a;v=1/*', 'https://h/a;v=1/x', 'yes'],
    ['https://h/x[;,]y', 'https://h/x;y', 'maybe'],
    ['https://h/user/@me', 'https://h/user/%40me', 'maybe'],
    ['https://h/*', 'https://h/%00//..%2f;', 'yes'],
  ])('%s on %s: %s', (pattern, url, expected) => {
    expect(test(pattern, url)).toBe(expected)
  })
})

it.each([
  'api.github.com/*',
  'https://api.github.com',
  'ftp://h/x',
  'https://h/a/../b',
  'https://h/%zz',
  'https://h/%ff',
  'https://h/x#y',
  'https://user@h/x',
  'https://h/{a?x=1,b}',
  'https://h/{a',
  'https://h:port/x',
  'https://b*ü.example/x',
  'https://127.1/x',
  '',
])('%j is refused', (pattern) => {
  expect(() => readUrlPattern(pattern, refuse)).toThrow(VultrinoError)
})
