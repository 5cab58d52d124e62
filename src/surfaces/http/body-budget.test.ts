import { expect, it } from 'vitest'
import { BodyBudget } from './body-budget.ts'

const BUSY = expect.objectContaining({ code: 'too_many_bodies', details: { retry_after: 1 } }) as Error

it('is shared, and what is released others may have', () => {
  const budget = new BodyBudget(100_000)
  const [one, other] = [budget.share(), budget.share()]
  one.grow(60_000)
  expect(() => other.grow(60_000)).toThrow(BUSY)
  other.grow(40_000)
  expect(() => one.grow(60_001)).toThrow(BUSY)
  one.release()
  one.release()
  other.grow(100_000)
  expect(() => one.grow(20_000)).toThrow(BUSY)
  other.release()
  one.grow(100_000)
})

it('one body alone may have all it needs, and small ones are always held', () => {
  const budget = new BodyBudget(100_000)
  const [large, small] = [budget.share(), budget.share()]
  large.grow(500_000)
  small.grow(16_384)
  expect(() => small.grow(16_385)).toThrow(BUSY)
  large.release()
  small.grow(16_385)
})
