import { expect, it } from 'vitest'
import type { ProxyRequest } from '../../contract/proxy-under-test.ts'
import { absoluteForm } from './forward-proxy.ts'
import { hostOf, pathOf, splitUrl } from './split-url.ts'

it.each([
  ['http://127.0.0.1:80/a?b#c', 'http', '127.0.0.1:80', '/a?b#c'],
  ['HTTPS://x', 'https', 'x', '/'],
  ['http://x?y=1', 'http', 'x', '/?y=1'],
  ['http://right@wrong:1/x', 'http', 'wrong:1', '/x'],
  ['http://a@b@c/', 'http', 'c', '/'],
  ['http://[::1%25lo]:1/x', 'http', '[::1%25lo]:1', '/x'],
  ['http:///x', 'http', '', '/x'],
])('%s is %s, %s, %s', (url, scheme, host, path) => {
  const split = splitUrl(url)
  expect(split).not.toBeNull()
  if (split === null) return
  expect([split.scheme, hostOf(split), pathOf(split)]).toEqual([scheme, host, path])
})

it.each(['//x/y', 'http:x', 'data:text/plain,x', ''])('%j has no authority', (url) => {
  expect(splitUrl(url)).toBeNull()
})

it('a client of a forward proxy writes a path even where the URL has none', () => {
  const request = (url: string): ProxyRequest => ({
    method: 'GET',
    url,
    headers: [],
    body: null,
    credential: 'x',
    caller: 'agent',
    limit: 1,
  })
  expect(absoluteForm(request('http://u@h:1?x'))).toEqual({
    target: 'http://u@h:1/?x',
    headers: [['Host', 'h:1']],
  })
  expect(absoluteForm(request('data:x')).target).toBe('data:x')
})
