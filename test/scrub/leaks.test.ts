import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leaks } from './naive-decoder.ts'
import {
  bytesOf,
  cut,
  needlesOf,
  neighbours,
  RUNS,
  scrubbed,
  secrets,
  spelt,
  textOf,
  UNIFORM,
  utf8,
} from './spellings.ts'

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

it('no spelling of a secret, however mixed, cut and surrounded, can be read back', () => {
  const cases = secrets.chain((secret) =>
    fc.tuple(fc.constant(secret), spelt(secret), neighbours, neighbours, places),
  )
  fc.assert(
    fc.property(cases, ([secret, spelling, before, after, at]) => {
      const { text, redactions } = scrubbed(needlesOf([secret]), cut(before + spelling + after, at))
      expect(redactions).toBeGreaterThan(0)
      expect(leaks(text, secret)).toBe(false)
    }),
    { numRuns: RUNS },
  )
})

it('the decoder that judges finds every spelling in text that was not scrubbed', () => {
  const secret = 'Qz7/pL+x9=w&"k<é'
  for (const spelling of UNIFORM) expect(leaks(`x ${spelling(secret)} y`, secret)).toBe(true)
})

it.each(UNIFORM.map((spelling, index) => [index, spelling] as const))(
  'spelling %i, at any place and beside anything, leaves only what stood around it',
  (_, spelling) => {
    const secret = 'Qz7/pL+x9=w&"k<\\n%41é'
    const needles = needlesOf([secret])
    for (const before of ['', 'a', '"', '\n\n', ' '.repeat(300)]) {
      for (const after of ['', '"', '\r\n', ' '.repeat(300)]) {
        const { text } = scrubbed(needles, [bytesOf(before + spelling(secret) + after)])
        expect(leaks(text, secret)).toBe(false)
        expect(text).toContain('[vultrino:k0]')
        expect(text.startsWith(before) || before === 'a').toBe(true)
        expect(text.endsWith(after)).toBe(true)
      }
    }
  },
)

it.each([['base64'], ['base64url']] as const)('no bit of a secret stays at the edges of %s', (alphabet) => {
  for (let before = 0; before < 7; before += 1) {
    for (let after = 0; after < 7; after += 1) {
      for (let size = 8; size < 14; size += 1) {
        const secret = 'k?>~é/zA1b2C3d4E'.slice(0, size)
        const bytes = Buffer.from(secret).length
        const whole = Buffer.from('p'.repeat(before) + secret + 's'.repeat(after)).toString(alphabet)
        const from = Math.floor((before * 8) / 6)
        const to = Math.ceil(((before + bytes) * 8) / 6)
        const { text } = scrubbed(needlesOf([secret]), [bytesOf(`<${whole}>`)])
        expect(text).toBe(`<${whole.slice(0, from)}[vultrino:k0]${whole.slice(to)}>`)
      }
    }
  }
})

it.each([['\n'], ['\r\n'], ['\\n'], ['\\r\\n'], ['\\\\n']])(
  'base64 wrapped with %j, wherever the break falls',
  (lineBreak) => {
    const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
    for (let before = 40; before < 90; before += 1) {
      const base64 = Buffer.from('p'.repeat(before) + secret + 's'.repeat(60)).toString('base64')
      const wrapped = base64.replace(/.{60}/g, (text) => text + lineBreak)
      const { text, redactions } = scrubbed(needlesOf([secret]), [bytesOf(`"${wrapped}"`)])
      expect(redactions).toBe(1)
      expect(leaks(text, secret)).toBe(false)
    }
  },
)

it('UTF-16 of both orders, Latin-1, and form encoding', () => {
  const secret = 'pässwörd with spaces'
  const needles = needlesOf([secret])
  const little = Buffer.from(secret, 'utf16le')
  const spellings = [
    textOf(little),
    textOf(Buffer.from(little).swap16()),
    secret,
    utf8(secret.replaceAll(' ', '+')),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
  ]
  for (const spelling of spellings) {
    expect(scrubbed(needles, [bytesOf(`[${spelling}]`)]).text).toBe('[[vultrino:k0]]')
  }
})

it('escapes whose numbers are characters, though the secret holds others beyond Latin-1 too', () => {
  const secret = 'pässwörd 漢字 😀'
  const needles = needlesOf([secret])
  const python = 'p\\xe4ssw\\xf6rd \\u6f22\\u5b57 \\U0001f600'
  const spellings = [
    python,
    JSON.stringify(python).slice(1, -1),
    'p%E4ssw%F6rd%20%u6F22%u5B57%20%uD83D%uDE00',
    encodeURIComponent('p%E4ssw%F6rd%20%u6F22%u5B57%20%uD83D%uDE00'),
    'p\\u00e4ssw\\xf6rd %u6f22\\u5b57 &#x1f600;',
  ]
  for (const spelling of spellings) {
    expect(leaks(spelling, secret)).toBe(true)
    expect(scrubbed(needles, [bytesOf(`[${spelling}]`)])).toEqual({ text: '[[vultrino:k0]]', redactions: 1 })
  }
})

it.each([
  ['URI components', encodeURIComponent],
  ['RFC 3986', (text: string) => encodeURIComponent(text).replaceAll('!', '%21').replaceAll('*', '%2A')],
  ['forms', (text: string) => new URLSearchParams({ v: text }).toString().slice(2)],
] as const)('base64 of the secret percent-encoded as in %s (RFC 6749 §2.3.1)', (_, encode) => {
  const secret = 'S3cr t/pa+ss~w*rd!é'
  for (let before = 0; before < 3; before += 1) {
    for (const alphabet of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${'i'.repeat(before)}:${encode(secret)}`).toString(alphabet)
      const clean = scrubbed(needlesOf([secret]), [bytesOf(`"${text}"`)])
      expect(clean.redactions).toBe(1)
      expect(leaks(clean.text, secret)).toBe(false)
    }
  }
})
