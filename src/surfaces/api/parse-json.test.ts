import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseJson } from './parse-json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test.each<[string, string | Uint8Array]>([
  ['not JSON', ''],
  ['not JSON', '{"a":1,}'],
  ['not JSON', "{'a':1}"],
  ['not JSON', '{"a":1}{"a":1}'],
  ['not JSON', '{"a":NaN}'],
  ['not JSON', '\ufeff{}'],
  ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  // UTF-16, with and without its mark.
  ['not UTF-8', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ['not JSON', new Uint8Array([0x7b, 0x00, 0x7d, 0x00])],
  ['twice', '{"a":1,"a":1}'],
  ['twice', '{"a":1,"\\u0061":2}'],
  ['twice', '[{"x":{"a":[],"b":"}","a":{}}}]'],
  ['twice', '{"":1,"":2}'],
  ['twice', '{"a\\\\":"\\"","a\\\\":2}'],
  ['__proto__', '{"__proto__":{"admin":true}}'],
  ['__proto__', '{"a":[{"\\u005f_proto__":1}]}'],
  ['levels', `${'['.repeat(33)}${']'.repeat(33)}`],
  ['levels', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
  ['levels', '['.repeat(10_000_000)],
  ['parts', `[${'1,'.repeat(5_000_000)}1]`],
  ['parts', `[${'{},'.repeat(3_000_000)}{}]`],
  ['parts', `{${Array.from({ length: 20_000 }, (_, i) => `"${String(i)}":1`).join()}}`],
  ['surrogate', '{"a":"\\ud800"}'],
  ['surrogate', '{"\\udc00":1}'],
  ['surrogate', '["\\ud83d\\ud83d\\ude00"]'],
])('refused as %s: %j', (message, text) => {
  expect(() => parseJson(typeof text === 'string' ? bytes(text) : text)).toThrow(message)
})

describe('whatever is JSON and means one thing', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, stringUnit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('__proto__'))
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('may repeat a name in other objects, and hold what looks like JSON in its texts', () => {
    const value = {
      a: [{ a: 1 }, { a: '{"b":1,"b":2}' }],
      b: { a: '\\"}]' },
      'c"': '😀',
      toString: 1,
      '': [],
    }
    expect(parseJson(bytes(JSON.stringify(value)))).toEqual(value)
  })

  it('may be long', () => {
    const value = { body: '[{,\\"'.repeat(2_000_000), list: Array.from({ length: 16_000 }, () => 0) }
    expect(parseJson(bytes(JSON.stringify(value)))).toEqual(value)
  })
})

it('a repeated name is refused wherever it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string({ minLength: 1 }), (value, name) => {
      fc.pre(name !== '__proto__' && !JSON.stringify(value).includes('__proto__'))
      const twice = `{${JSON.stringify(name)}:${JSON.stringify(value)},${JSON.stringify(name)}:1}`
      expect(() => parseJson(bytes(`[[${twice}]]`))).toThrow('twice')
    }),
  )
})

it('no refusal quotes the body', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (noise) => {
      let text = ''
      try {
        parseJson(bytes(`{"key":"CANARY${noise}`))
      } catch (error) {
        text = `${String(error)}${JSON.stringify(error)}`
      }
      expect(text).not.toContain('CANARY')
    }),
  )
})

it.each(['1e999', '-1e999', '[{"a":[1e309]}]', `{"a":${'9'.repeat(310)}}`])(
  'a number like %s is refused',
  (text) => {
    expect(() => parseJson(bytes(text))).toThrow('too large')
  },
)
