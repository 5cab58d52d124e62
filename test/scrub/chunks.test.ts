import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Scrubber } from '../../src/domain/scrub/scrubber.ts'
import { leaks } from './naive-decoder.ts'
import {
  bytesOf,
  cut,
  LONG,
  mixed,
  needlesOf,
  neighbours,
  picks,
  RUNS,
  scrubbed,
  secrets,
  spelt,
  textOf,
  utf8,
} from './spellings.ts'

/** Two secrets, often one the beginning or the end of the other, and a text full of both, whole and in part. */
const crowded = fc.tuple(secrets, secrets, fc.nat(3)).chain(([a, b, relation]) => {
  const other = [b, a + b, b + a, Array.from(a).slice(0, 8).join('') + b][relation] ?? b
  const part = fc.tuple(fc.constantFrom(a, other), fc.nat(40), fc.nat(40), picks)
  const piece = fc.oneof(
    neighbours,
    spelt(a),
    spelt(other),
    part.map(([secret, from, to, how]) =>
      mixed(
        Array.from(secret)
          .slice(from % 8, to)
          .join(''),
        how,
      ),
    ),
    part.map(([secret, from, to]) =>
      Buffer.from(secret)
        .toString('base64')
        .slice(from % 8, to),
    ),
  )
  const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''))
  return fc.record({ keys: fc.constant([a, other]), text })
})

it('what comes out does not depend on how the stream was cut', { timeout: LONG ? 900_000 : 60_000 }, () => {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(crowded, places, ({ keys, text }, at) => {
      const needles = needlesOf(keys)
      const whole = scrubbed(needles, [bytesOf(text)])
      expect(scrubbed(needles, cut(text, at))).toEqual(whole)
      // Of long texts each byte is searched many times over.
      if (text.length < 1500) expect(scrubbed(needles, Array.from(text, bytesOf))).toEqual(whole)
      expect(textOf(new Scrubber(needles).whole(bytesOf(text)))).toBe(whole.text)
      for (const key of keys) expect(leaks(whole.text, key, false)).toBe(false)
    }),
    { numRuns: RUNS },
  )
})

it('every way to cut a short text in three', () => {
  const secret = 'a%41&lt;b\\n/+=='
  const needles = needlesOf([secret])
  for (const text of [
    `x${secret}y`,
    `%61${secret.slice(1)}`,
    encodeURIComponent(`é${secret}"`),
    JSON.stringify(JSON.stringify({ secret })),
    Buffer.from(`12${secret}34`).toString('base64'),
  ]) {
    const whole = scrubbed(needles, [bytesOf(text)])
    expect(whole.redactions).toBe(1)
    for (let a = 0; a <= text.length; a += 1) {
      for (let b = a; b <= text.length; b += 1) {
        const chunks = [text.slice(0, a), text.slice(a, b), text.slice(b)].map(bytesOf)
        expect(scrubbed(needles, chunks)).toEqual(whole)
      }
    }
  }
})

it('text that holds no secret comes out as it went in', () => {
  fc.assert(
    fc.property(
      secrets,
      fc.array(neighbours, { maxLength: 6 }),
      fc.uint8Array({ maxLength: 200 }),
      (secret, texts, noise) => {
        const text = texts.join(utf8(secret.slice(0, 5))) + textOf(noise)
        fc.pre(!leaks(text, secret))
        expect(scrubbed(needlesOf([secret]), cut(text, [0.2, 0.5, 0.9]))).toEqual({ text, redactions: 0 })
      },
    ),
    { numRuns: RUNS },
  )
})

it('a chunk in which nothing occurs is given back itself', () => {
  const scrubber = new Scrubber(
    needlesOf(['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'correct horse battery staple']),
  )
  for (const text of ['data: {"n":1}\n\n', '{"ok":true}\n', '"x"', ': ping\n\n', '<p>100 %</p>']) {
    const chunk = bytesOf(text)
    expect(scrubber.push(chunk)).toBe(chunk)
  }
  expect(scrubber.end()).toHaveLength(0)
})

it('an event goes out at once, even one whose secret was replaced, and one that ends like half a secret and a line break', () => {
  const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
  const scrubber = new Scrubber(needlesOf([secret]))
  for (const [event, expected] of [
    [`data: ${secret}\n\n`, 'data: [vultrino:k0]\n\n'],
    ['data: sk_live_4eC\n\n', 'data: sk_live_4eC\n\n'],
    [`data: ${'A'.repeat(40)}c2tfbGl2ZV80\n\n`, `data: ${'A'.repeat(40)}c2tfbGl2ZV80\n\n`],
  ] as const) {
    expect(textOf(scrubber.push(bytesOf(event)))).toBe(expected)
    expect(scrubber.held).toBe(0)
  }
})

it('holds back no more than a needle and its escapes may take', () => {
  const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
  const needles = needlesOf([secret])
  const longest = needles.longest * 256
  fc.assert(
    fc.property(fc.array(fc.oneof(neighbours, spelt(secret)), { maxLength: 30 }), (pieces) => {
      const scrubber = new Scrubber(needles)
      for (const piece of pieces) {
        scrubber.push(bytesOf(piece))
        expect(scrubber.held).toBeLessThanOrEqual(longest)
      }
    }),
    { numRuns: RUNS },
  )
})

it('an endless run of overlapping secrets is held in constant memory and leaves one marker', () => {
  const needles = needlesOf(['aaaaaaaa'])
  const scrubber = new Scrubber(needles)
  let out = ''
  for (let i = 0; i < 2000; i += 1) {
    out += textOf(scrubber.push(bytesOf('a'.repeat(100))))
    expect(scrubber.held).toBeLessThanOrEqual(needles.longest * 256 + 100)
  }
  expect(out + textOf(scrubber.push(bytesOf('"')))).toBe('[vultrino:k0]"')
})

it('a run of backslashes, which reads in very many ways, ends', () => {
  const needles = needlesOf(['C:\\\\srv\\\\x', '\\'.repeat(8), '%25'.repeat(8), '&amp;'.repeat(6)])
  const text = '\\'.repeat(600) + '%25'.repeat(2000) + '&amp;'.repeat(1000) + '%5c'.repeat(1000)
  const whole = scrubbed(needles, [bytesOf(text)])
  expect(whole.redactions).toBeGreaterThan(0)
  expect(scrubbed(needles, cut(text, [0.1, 0.35, 0.7]))).toEqual(whole)
})
