import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { parseTarget, type Target } from '../../src/domain/target.ts'

const RUNS = process.env['VULTRINO_LONG_TESTS'] === '1' ? 20_000 : 200

const accepted = (text: string): Target | undefined => {
  try {
    return parseTarget(text)
  } catch (error) {
    if (error instanceof VultrinoError && error.code === 'invalid_request') return undefined
    throw error
  }
}

const HOSTS = [
  'api.example.com',
  'API.example.com',
  '127.0.0.1',
  '[::1]',
  'bücher.example',
  'localhost',
  'xn--bcher-kva.example',
  '0x7f.1',
  '１２７.1',
]
const NOISE = [
  '/',
  '\\',
  '@',
  ':',
  '#',
  '?',
  '%',
  '%2e',
  '.',
  '..',
  '%00',
  '\t',
  '\n',
  '\0',
  ' ',
  '。',
  '[',
  ']',
  '::',
  ';',
  '&',
  '=',
  '80',
  '443',
  'ａ',
  '%40',
  '\u00ad',
  '*',
  "'",
  '"',
  '|',
  '^',
  '{',
  '<',
]
const spelling = fc
  .tuple(
    fc.constantFrom('http', 'https', 'HTTP', 'hTtPs', 'ftp', 'http\n'),
    fc.constantFrom('://', ':/', ':', ':\\\\', ':///'),
    fc.array(fc.oneof(fc.constantFrom(...HOSTS, ...NOISE), fc.string({ unit: 'grapheme', maxLength: 3 })), {
      maxLength: 7,
    }),
  )
  .map(([scheme, separator, parts]) => scheme + separator + parts.join(''))

describe('any spelling', () => {
  it("is refused, or read as the URL standard reads it, byte for byte, but for ' in a query", () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const target = accepted(text)
        if (target === undefined) return
        const url = new URL(text)
        const [path = '', query] = target.href.split(/\?(.*)/s)
        expect(query === undefined ? path : `${path}?${query.replaceAll("'", '%27')}`).toBe(url.href)
        expect(target.origin).toBe(url.origin)
        expect(target.authority).toBe(url.host)
        expect(target.host).toBe(url.hostname.replace(/^\[|\]$/g, ''))
        expect(target.port).toBe(Number(url.port === '' ? { http: 80, https: 443 }[target.scheme] : url.port))
      }),
      { numRuns: RUNS * 5 },
    )
  })

  it('that is accepted is canonical, and stays itself when read again', () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const target = accepted(text)
        if (target === undefined) return
        expect(target.href).toMatch(
          /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::[1-9][0-9]*)?\/[\x21-\x7e]*$/,
        )
        expect(target.href).not.toMatch(/[\\#]/)
        expect(target.path).not.toMatch(/^[^?]*\/(?:\.|%2e){1,2}(?:[/?]|$)/i)
        expect(Object.entries(parseTarget(target.href))).toEqual(Object.entries(target))
      }),
      { numRuns: RUNS * 5 },
    )
  })

  it('names an address only where the text names that very address', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(...IPV4_SPELLINGS), (value, spell) => {
        const text = spell(value)
        const target = accepted(`http://${text}/`)
        if (target !== undefined) expect(target.host).toBe(text)
        else expect(text).not.toBe(dotted(value))
        expect(isIP(accepted(`http://${dotted(value)}/`)?.host ?? '')).toBe(4)
      }),
      { numRuns: RUNS },
    )
  })
})

function bytesOf(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff)
}
function dotted(value: number): string {
  return bytesOf(value).join('.')
}
const IPV4_SPELLINGS: readonly ((value: number) => string)[] = [
  dotted,
  (value) => String(value),
  (value) => `0x${value.toString(16)}`,
  (value) => `0${value.toString(8)}`,
  (value) =>
    bytesOf(value)
      .map((byte) => `0x${byte.toString(16)}`)
      .join('.'),
  (value) =>
    bytesOf(value)
      .map((byte) => `0${byte.toString(8)}`)
      .join('.'),
  (value) => `${(value >>> 24).toFixed()}.${(value & 0xffffff).toFixed()}`,
  (value) => `${bytesOf(value).slice(0, 2).join('.')}.${(value & 0xffff).toFixed()}`,
  (value) => `${dotted(value)}.`,
]
