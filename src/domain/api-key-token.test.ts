import fc from 'fast-check'
import { expect, it } from 'vitest'
import { holdsToken, isToken, TOKEN_BYTES, tokenOf, withoutTokens } from './api-key-token.ts'

const TOKEN = `vk_${'a1b2c3d4'.repeat(4)}`

it('is vk_ and 32 characters of a-z and 0-9, with its first eleven as prefix', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: TOKEN_BYTES, maxLength: TOKEN_BYTES }), (bytes) => {
      const made = tokenOf(bytes)
      const usable = bytes.filter((byte) => byte < 252).length
      expect(made !== undefined).toBe(usable >= 32)
      if (made === undefined) return
      expect(made.token.reveal()).toMatch(/^vk_[a-z0-9]{32}$/)
      expect(isToken(made.token.reveal())).toBe(true)
      expect(made.prefix).toBe(made.token.reveal().slice(0, 11))
    }),
  )
})

it('makes each character of seven bytes, neither more nor fewer', () => {
  const counts = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    const text = tokenOf(new Uint8Array(32).fill(byte))?.token.reveal()
    if (text !== undefined) counts.set(text.charAt(3), (counts.get(text.charAt(3)) ?? 0) + 1)
  }
  expect(counts.size).toBe(36)
  expect(new Set(counts.values())).toEqual(new Set([7]))
})

it('is found in a text, and taken out of it but for its prefix', () => {
  expect(holdsToken(`see ${TOKEN}.`)).toBe(true)
  expect(holdsToken(TOKEN.slice(0, -1))).toBe(false)
  expect(isToken(`${TOKEN}a`)).toBe(false)
  expect(withoutTokens(`x ${TOKEN} y ${TOKEN.slice(0, 20)}`)).toBe('x vk_a1b2c3d4 y vk_a1b2c3d4')
  expect(withoutTokens('vk_short')).toBe('vk_short')
})
