import { expect, test } from 'vitest'
import { nextHop, type Hop } from './redirect.ts'

const HEADERS = ['Authorization', 'a', 'Content-Type', 'text/plain', 'Accept', '*/*', 'Cookie', 'c']
const hop = (method: string): Hop => ({
  url: 'https://a.example/x/y',
  method,
  headers: HEADERS,
  withBody: true,
})
const to = (location: string): string[] => ['Server', 's', 'location', location]

test.each<[number, string, string, boolean]>([
  [301, 'POST', 'GET', false],
  [302, 'POST', 'GET', false],
  [301, 'PUT', 'PUT', true],
  [303, 'PUT', 'GET', false],
  [303, 'HEAD', 'HEAD', true],
  [307, 'POST', 'POST', true],
  [308, 'DELETE', 'DELETE', true],
])('%i turns %s into %s', (status, method, next, withBody) => {
  const found = nextHop(hop(method), status, to('/z'))
  expect(found).toMatchObject({ url: 'https://a.example/z', method: next, withBody })
  expect(found?.headers.includes('Content-Type')).toBe(withBody)
})

test('what was said to one origin is not said to another', () => {
  const same = nextHop(hop('GET'), 302, to('https://a.example:443/'))
  expect(same?.headers).toEqual(HEADERS)
  for (const location of [
    'https://b.example/',
    'http://a.example/',
    'https://a.example:444/',
    '//b.example',
  ]) {
    const other = nextHop(hop('GET'), 302, to(location))
    expect(other?.headers).toEqual(['Content-Type', 'text/plain', 'Accept', '*/*'])
  }
})

test.each<[number, string[]]>([
  [200, to('/z')],
  [300, to('/z')],
  [304, to('/z')],
  [302, []],
  [302, to('http://[')],
])('%i %j is no redirect', (status, headers) => {
  expect(nextHop(hop('GET'), status, headers)).toBeUndefined()
})

test('a fragment stays behind', () => {
  expect(nextHop(hop('GET'), 302, ['Location', 'ok#section'])?.url).toBe('https://a.example/x/ok')
})
