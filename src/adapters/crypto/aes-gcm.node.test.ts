import { createDecipheriv, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aesGcm } from './aes-gcm.node.ts'

const MASTER = new Uint8Array(32).fill(7)
const key = aesGcm.sealingKey(MASTER, 'test')
const bytes = fc.uint8Array({ maxLength: 200 })

it('opens what it sealed, under the same context alone', () => {
  fc.assert(
    fc.property(bytes, fc.string(), fc.string(), (plaintext, context, other) => {
      const sealed = key.seal(plaintext, context)
      expect([...(key.open(sealed, context) ?? [])]).toEqual([...plaintext])
      if (other !== context) expect(key.open(sealed, other)).toBeUndefined()
    }),
  )
})

it('is AES-256-GCM with a fresh nonce, under an HKDF key', () => {
  const sealed = [key.seal(Buffer.from('text'), 'context'), key.seal(Buffer.from('text'), 'context')]
  const [first, second] = sealed.map((text) => Buffer.from(text, 'base64'))
  if (first === undefined || second === undefined) throw new Error('nothing sealed')
  expect(first.subarray(0, 12).equals(second.subarray(0, 12))).toBe(false)
  const derived = Buffer.from(hkdfSync('sha256', MASTER, '', 'test', 32))
  const decipher = createDecipheriv('aes-256-gcm', derived, first.subarray(0, 12))
  decipher.setAAD(Buffer.from('context')).setAuthTag(first.subarray(-16))
  expect(Buffer.concat([decipher.update(first.subarray(12, -16)), decipher.final()]).toString()).toBe('text')
})

it('another purpose or master key is another key', () => {
  const sealed = key.seal(Buffer.from('text'), '')
  expect(aesGcm.sealingKey(MASTER, 'other').open(sealed, '')).toBeUndefined()
  expect(aesGcm.sealingKey(new Uint8Array(32).fill(8), 'test').open(sealed, '')).toBeUndefined()
})

it('opens one spelling only', () => {
  const sealed = key.seal(Buffer.from('text'), '')
  expect(sealed.endsWith('=')).toBe(true)
  const urlSafe = sealed.replaceAll('+', '-').replaceAll('/', '_')
  const variants = [
    `${sealed}=`,
    sealed.replace(/=+$/, ''),
    ` ${sealed}`,
    `${sealed}\n`,
    `${sealed}AAAA`,
    '',
    'AAAA',
    '💥',
  ]
  for (const variant of urlSafe === sealed ? variants : [...variants, urlSafe]) {
    expect(key.open(variant, '')).toBeUndefined()
  }
  // The last character before the padding has bits that decode to nothing.
  const at = sealed.indexOf('=') - 1
  const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  const others = alphabet.filter((character) => character !== sealed[at])
  for (const other of others)
    expect(key.open(sealed.slice(0, at) + other + sealed.slice(at + 1), '')).toBeUndefined()
})

it('digests as SHA-256 (FIPS 180-4, example "abc")', () => {
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(Buffer.from(aesGcm.digest('abc'), 'base64').toString('hex')).toBe(expected)
})
