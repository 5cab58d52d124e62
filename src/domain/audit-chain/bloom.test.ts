import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bloomOf, mayHold, textHash } from './bloom.ts'

it('never says no of a text that is in it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 300 }), (texts) => {
      const bloom = bloomOf(new Set(texts))
      expect(texts.filter((text) => !mayHold(bloom, textHash(text)))).toEqual([])
    }),
  )
})

it('seldom says perhaps of one that is not', () => {
  const bloom = bloomOf(new Set(Array.from({ length: 600 }, (_, i) => `request=${String(i)}`)))
  const others = Array.from({ length: 10_000 }, (_, i) => `request=other-${String(i)}`)
  expect(others.filter((text) => mayHold(bloom, textHash(text))).length).toBeLessThan(30)
})
