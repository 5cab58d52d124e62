import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { headerValue } from '../../domain/header-list.ts'
import { requestOf } from './target-request.ts'

const ASKED = { method: 'POST', url: 'https://api.example.com/' }
const typeOf = (body: string): string | undefined =>
  headerValue(requestOf({ ...ASKED, body }, '1').headers, 'content-type')

it('base64 becomes the bytes it stands for', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const body = btoa(String.fromCharCode(...bytes))
      expect(requestOf({ ...ASKED, body, body_encoding: 'base64' }, '1').body).toEqual(Uint8Array.from(bytes))
    }),
  )
})

const LONG = 1024 * 1024

test.each([
  ['application/json', '{"a":1}'],
  ['application/json', ' [1]\n'],
  [undefined, '{"a":1'],
  [undefined, '{a}'],
  [undefined, '"text"'],
  // Too long to be read only to find out what it is.
  ['application/json', `[${'{},'.repeat(LONG)}{}]\n`],
  [undefined, `[${'a'.repeat(LONG)}`],
])('a content type of %s is set for a body of its form', (type, body) => {
  expect(typeOf(body)).toBe(type)
})

// A header is bytes (RFC 9110 §5.5), JSON is Unicode: what is not ASCII has no one spelling, and is refused by name.
test.each(['€', 'é', 'a\r\nX-Evil: 1', 'a\0b', ' a', '\u{1f600}'])(
  'a header value of %j is refused',
  (value) => {
    const refused = {
      code: 'invalid_request',
      details: { reason: 'headers holds a value that is not one line of printable ASCII text' },
    }
    expect(() => requestOf({ ...ASKED, headers: { 'X-A': value } }, '1')).toThrow(
      expect.objectContaining(refused),
    )
    expect(() => requestOf({ ...ASKED, headers: { 'X-A': ['fine', value] } }, '1')).toThrow(
      expect.objectContaining(refused),
    )
  },
)
