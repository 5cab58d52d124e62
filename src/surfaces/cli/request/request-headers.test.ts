import { expect, test } from 'vitest'
import { requestHeaders } from './request-headers.ts'
import type { RequestBody } from './request-body.ts'

const body = (json: boolean): RequestBody => ({
  length: 0,
  json,
  repeatable: true,
  open: () => {
    throw new Error('nobody reads it here')
  },
})

test('what a client always sends, unless it was said otherwise', () => {
  expect(requestHeaders([], null, '1.2.3')).toEqual(['User-Agent', 'vultrino/1.2.3', 'Accept', '*/*'])
  expect(requestHeaders(['user-agent: me', 'Accept:'], null, '1.2.3')).toEqual(['user-agent', 'me'])
})

test('repeats stay, in order', () => {
  const list = requestHeaders(['X-A: 1', 'X-A:2', 'User-Agent: u', 'Accept: b:c'], null, '1')
  expect(list).toEqual(['X-A', '1', 'X-A', '2', 'User-Agent', 'u', 'Accept', 'b:c'])
})

test('a body that parses as JSON is called so, any other a form, as curl does', () => {
  const type = (given: string[], json: boolean): string | undefined =>
    requestHeaders(given, body(json), '1').at(-1)
  expect(type([], true)).toBe('application/json')
  expect(type([], false)).toBe('application/x-www-form-urlencoded')
  expect(requestHeaders(['content-type: text/plain'], body(true), '1')).not.toContain('application/json')
})

test.each(['', 'X', ': v', 'a b: c', 'X: a\nb', 'X: a\r\nY: b', 'X: ü'])('%j is refused', (field) => {
  expect(() => requestHeaders([field], null, '1')).toThrow(/-H takes|not one line/)
})
