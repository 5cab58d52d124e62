import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../../domain/credential.ts'
import { metadataChanges, metadataText, parseMetadataText } from './metadata-text.ts'

const name = fc
  .stringMatching(/^[A-Za-z][\w .-]{0,10}\w$/)
  .filter((text) => !/^(?:header_|query_)/.test(text))
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('null', '3', 'true', '"x"', '{', ' a ', 'a: b', ''),
  fc.array(fc.string()),
) as fc.Arbitrary<JsonValue>

describe('metadata as lines', () => {
  test('is read again as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (metadata) => {
        expect(parseMetadataText(metadataText(metadata))).toEqual(metadata)
      }),
      { numRuns: 200 },
    )
  })

  test.each<[string, Record<string, JsonValue>]>([
    ['team: payments', { team: 'payments' }],
    ['a: 1\r\n\r\n b :  true ', { a: 1, b: true }],
    ['url: https://x.example/y', { url: 'https://x.example/y' }],
    ['quoted: "3"', { quoted: '3' }],
    ['none: null', { none: 'null' }],
    ['', {}],
  ])('%j is %j', (text, metadata) => {
    expect(parseMetadataText(text)).toEqual(metadata)
  })

  test.each(['no colon', ': nameless', 'a: 1\na: 2', 'header_name: X', 'query_param: k'])(
    '%j is refused',
    (text) => {
      expect(() => parseMetadataText(text)).toThrow('metadata')
    },
  )

  test('__proto__ is a name like others', () => {
    expect(Object.entries(parseMetadataText('__proto__: x'))).toEqual([['__proto__', 'x']])
  })

  test('what is gone is taken away, what says where the key goes is left alone', () => {
    const before = { team: 'a', level: 3, header_name: 'X' }
    expect(metadataChanges(before, { level: 4 })).toEqual({ team: null, level: 4 })
  })
})
