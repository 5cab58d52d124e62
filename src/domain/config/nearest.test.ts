import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance, nearest } from './nearest.ts'

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['bind', 'bnid', 1],
  ['kitten', 'sitting', 3],
])('%j and %j are %i apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
})

test('distance is symmetric, and zero only for equals', () => {
  const word = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
    }),
  )
})

test('one typing error is found, another word is not', () => {
  const names = ['bind', 'timeout', 'max_body_size']
  expect(nearest('max_body_sise', names)).toBe('max_body_size')
  expect(nearest('Bind', names)).toBe('bind')
  expect(nearest('password', names)).toBeUndefined()
})
