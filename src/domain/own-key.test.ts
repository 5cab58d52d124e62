import { describe, expect, it } from 'vitest'
import { keepKeyBack } from './own-key.ts'
import { Secret } from './secret.ts'

const KEY = 'vk_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6'
const encoded = (text: string): string => text.replace(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`)
const check =
  (...texts: string[]) =>
  (): void =>
    keepKeyBack(new Secret(KEY), texts, 'the URL')

describe('keepKeyBack', () => {
  it.each([
    ['as it is', KEY],
    ['inside a longer text', `https://api.example.com/?x=a${KEY}b`],
    ['in capitals', KEY.toUpperCase()],
    ['percent-encoded', `/p/${encoded(KEY)}`],
    ['in part', `/p/${KEY.replace('_', '%5F')}`],
    ['twice', encoded(encoded(KEY))],
  ])('refuses it %s', (_, text) => {
    expect(check('https://api.example.com/', text)).toThrow(/API key of this request stands in the URL/)
  })

  it('says nothing of the key', () => {
    expect(check(KEY)).toThrow(expect.not.stringContaining('a1b2c3d4') as string)
  })

  it('lets everything else pass', () => {
    expect(
      check('', '%', '%%%', '%zz', `vk_${'x'.repeat(32)}`, KEY.slice(0, -1), 'a'.repeat(100)),
    ).not.toThrow()
    expect(() => keepKeyBack(null, [KEY], 'the URL')).not.toThrow()
  })
})
