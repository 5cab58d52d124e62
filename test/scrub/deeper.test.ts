import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaks } from './naive-decoder.ts'
import { base32, bytesOf, cut, needlesOf, RUNS, scrubbed, secrets, textOf, utf8 } from './spellings.ts'

const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
const AWKWARD = 'Qz7/pL+x9=w&"k<~?>é'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe.each([[SECRET], [AWKWARD]])('of %s', (secret) => {
  const needles = needlesOf([secret])

  it('base64 of base64, of both alphabets, at every place within each', () => {
    for (let inner = 0; inner < 6; inner += 1) {
      for (let outer = 0; outer < 6; outer += 1) {
        for (const [first, second] of [
          ['base64', 'base64'],
          ['base64url', 'base64'],
          ['base64', 'base64url'],
        ] as const) {
          const once = Buffer.from('p'.repeat(inner) + secret + 's'.repeat(5)).toString(first)
          const twice = Buffer.from(`${'<'.repeat(outer)}${once}>>`).toString(second)
          const { text, redactions } = scrubbed(needles, [bytesOf(twice)])
          expect(redactions).toBe(1)
          expect(leaks(text, secret)).toBe(false)
        }
      }
    }
  })

  it('base64 of base64 in lines, as Kubernetes and GitHub give it', () => {
    const config = JSON.stringify({
      auths: { 'registry.example': { username: 'u', password: secret, auth: base64(`user:${secret}`) } },
    })
    for (let before = 0; before < 70; before += 1) {
      const file = base64(`${' '.repeat(before)}.dockerconfigjson: ${config}`).replace(/.{60}/g, '$&\n')
      const { text, redactions } = scrubbed(needles, cut(JSON.stringify({ content: file }), [0.3, 0.6]))
      expect(redactions).toBe(2)
      expect(leaks(text, secret)).toBe(false)
      expect(leaks(text, base64(`user:${secret}`).slice(8, 32))).toBe(false)
    }
  })

  it('base32 of both cases, at every place', () => {
    for (let before = 0; before < 12; before += 1) {
      const text = base32('p'.repeat(before) + secret + 's'.repeat(7))
      for (const spelling of [text, text.toLowerCase()]) {
        const clean = scrubbed(needles, cut(`<${spelling}>`, [0.5]))
        expect(clean.redactions).toBe(1)
        expect(leaks(clean.text, secret)).toBe(false)
      }
    }
  })

  it('octal escapes, quoted-printable and code points in braces', () => {
    const octal = [...Buffer.from(secret)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    const quoted = [...Buffer.from(secret)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`)
    const spellings = [
      octal.join(''),
      JSON.stringify(octal.join('')).slice(1, -1),
      encodeURIComponent(octal.join('')),
      quoted.join(''),
      quoted.join('').toUpperCase(),
      quoted.join('=\r\n'),
      `${quoted.slice(0, 9).join('')}=\n${quoted.slice(9).join('')}`,
      JSON.stringify(quoted.join('=\r\n')).slice(1, -1),
      encodeURIComponent(quoted.join('')),
      Array.from(secret, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join(''),
      Array.from(secret, (char) => `\\x{${char.codePointAt(0)?.toString(16).padStart(4, '0')}}`).join(''),
    ]
    for (const spelling of spellings) {
      const whole = scrubbed(needles, [bytesOf(`<${spelling}>`)])
      expect(whole).toEqual({ text: '<[vultrino:k0]>', redactions: 1 })
      expect(scrubbed(needles, Array.from(`<${spelling}>`, bytesOf))).toEqual(whole)
    }
  })

  it('quoted-printable as mail programs write it, wherever its lines break', () => {
    const bytes = [...Buffer.from(`${'x'.repeat(30)}<${secret}>`)]
    const written = bytes.map((byte) =>
      byte > 126 || byte === 61 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte),
    )
    for (let at = 20; at < written.length; at += 1) {
      for (const lineBreak of ['=\r\n', '=\n']) {
        const text = [...written.slice(0, at), lineBreak, ...written.slice(at)].join('')
        const clean = scrubbed(needles, cut(text, [0.4, 0.6, 0.8]))
        expect(clean.text.replace(lineBreak, '')).toBe(`${'x'.repeat(30)}<[vultrino:k0]>`)
      }
    }
  })
})

it('every bit of the secret that its digits fix is gone from base32', () => {
  for (let before = 0; before < 10; before += 1) {
    for (let size = 8; size < 14; size += 1) {
      const secret = 'k?>~é/zA1b2C3d4E'.slice(0, size)
      const bytes = Buffer.from(secret).length
      const whole = base32('p'.repeat(before) + secret + 's'.repeat(6))
      const from = Math.ceil((before * 8) / 5)
      const to = Math.ceil(((before + bytes) * 8) / 5)
      const { text } = scrubbed(needlesOf([secret]), [bytesOf(`<${whole}>`)])
      expect(text).toBe(`<${whole.slice(0, from)}[vultrino:k0]${whole.slice(to)}>`)
    }
  }
})

it('single characters escaped by `=` are treated alike, wherever the text is cut', () => {
  const kinds = fc.array(fc.nat(3), { minLength: 1, maxLength: 9 })
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      secrets,
      kinds,
      fc.constantFrom('', ' ', '=', 'x'.repeat(200)),
      places,
      (secret, how, after, at) => {
        const quoted = [...Buffer.from(secret)].map((byte, i) =>
          (how[i % how.length] ?? 0) === 0
            ? `=${byte.toString(16).padStart(2, '0')}`
            : String.fromCharCode(byte),
        )
        const text = `${after}${quoted.join('')}${after}`
        const needles = needlesOf([secret])
        const whole = scrubbed(needles, [bytesOf(text)])
        expect(scrubbed(needles, cut(text, at))).toEqual(whole)
        expect(scrubbed(needles, Array.from(text, bytesOf))).toEqual(whole)
      },
    ),
    { numRuns: RUNS },
  )
})

const ORDINARY = [
  'a=41&b=42&c=5F5F&token=%3D41&=&==&d=\r\ne=\n',
  '<a href="/x?y=1&amp;z=20" class=\'b\'>=20</a>',
  'C:\\101\\temp\\222 \\0 \\18 \\400 \\u{ \\u{} \\u{110000} \\x{zz}',
  `KEY=${base64('nothing here at all')}\nOTHER=\nX==\n`,
  'Hello =C3=A9t=C3=A9=\r\n and more=20\r\n',
  `${'='.repeat(200)}\n${'=\n'.repeat(200)}${'=3D'.repeat(100)}${'\\1'.repeat(100)}`,
  base64(base64('a benign text that is somewhat long')),
  base32('a benign text that is somewhat long'),
]
it.each(ORDINARY)('%j comes through as it is, at once', (text) => {
  const needles = needlesOf([SECRET, AWKWARD])
  expect(scrubbed(needles, [bytesOf(text)])).toEqual({ text, redactions: 0 })
  expect(scrubbed(needles, Array.from(text, bytesOf))).toEqual({ text, redactions: 0 })
})

it('binary bytes and text full of `=` and backslashes come through as they are', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 50 }).map(textOf),
    fc.constantFrom('=', '=4', '=41', '\\1', '\\10', '\\101', '=\r\n', '=\n', '\\u{', '}', '\\x{4', 'a', '&'),
  )
  fc.assert(
    fc.property(secrets, fc.array(piece, { maxLength: 40 }), (secret, pieces) => {
      const text = pieces.join(utf8(secret.slice(0, 3)))
      fc.pre(!leaks(text, secret))
      expect(scrubbed(needlesOf([secret]), cut(text, [0.2, 0.5, 0.9]))).toEqual({ text, redactions: 0 })
    }),
    { numRuns: RUNS },
  )
})

it.each([
  '=',
  '=3D',
  '=\n',
  '=\\n',
  '=\\r\\n',
  '\\134',
  '\\\\134',
  '=5C',
  '=5C1',
  '\\u{5c}',
  '&equals;3D',
  '%3D3D',
])('a run of %j takes no longer for each byte of it', (unit) => {
  const needles = needlesOf([SECRET, `${'='.repeat(10)}x`, '\\'.repeat(9)])
  const text = `${unit.repeat(Math.ceil(60_000 / unit.length))}.`
  const whole = scrubbed(needles, [bytesOf(text)])
  expect(scrubbed(needles, cut(text, [0.1, 0.35, 0.7]))).toEqual(whole)
})
