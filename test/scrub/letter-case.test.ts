import { expect, it } from 'vitest'
import { needlesOf } from './spellings.ts'

it.each(['sk_live_4eC39HqLyjWDarjtT1zdp7dc', '0123456789abcdef', 'A1b2C3d4-E5F6-7890-abcd-ef0123456789'])(
  '%s is found in lower and upper case, spelt in either',
  (secret) => {
    for (const text of [secret.toLowerCase(), secret.toUpperCase()]) {
      expect(needlesOf([secret]).scrubText(`a ${text} b`)).toBe('a [vultrino:k0] b')
      expect(
        needlesOf([secret]).scrubText(`a ${text.replace(/./g, (c) => `&#${String(c.charCodeAt(0))};`)} b`),
      ).toBe('a [vultrino:k0] b')
    }
  },
)

it('what may be a word is left alone in other cases', () => {
  for (const secret of ['Production', 'Correct horse battery']) {
    const needles = needlesOf([secret])
    expect(needles.scrubText(secret.toLowerCase())).toBe(secret.toLowerCase())
    expect(needles.scrubText(secret)).toBe('[vultrino:k0]')
  }
})
