import { expect, it } from 'vitest'
import { BodyBudget } from './body-budget.ts'

const BUSY = expect.objectContaining({ code: 'too_many_bodies', details: { retry_after: 1 } }) as Error

it('is shared, and what is released others may have', () => {
  const budget = new BodyBudget(100_000)
  const [one, other] = [budget.share('a'), budget.share('b')]
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
  const [large, small] = [budget.share('a'), budget.share('b')]
  large.grow(500_000)
  small.grow(16_384)
  expect(() => small.grow(16_385)).toThrow(BUSY)
  large.release()
  small.grow(16_385)
})

it('the bodies of one caller have half of it together, and leave the other half to others', () => {
  const budget = new BodyBudget(100_000)
  const own = [budget.share('a'), budget.share('a'), budget.share('a')] as const
  const other = budget.share('b')
  own[0].grow(30_000)
  expect(() => own[1].grow(20_001)).toThrow(BUSY)
  own[1].grow(20_000)
  expect(() => own[2].grow(17_000)).toThrow(BUSY)
  other.grow(50_000)
  // What is refused holds nothing more, and what it held before it still gives back.
  expect(() => own[1].grow(20_001)).toThrow(BUSY)
  own[0].release()
  own[1].grow(50_000)
  expect(() => own[2].grow(17_000)).toThrow(BUSY)
  for (const share of [...own, other]) share.release()
  own[2].grow(100_000)
})
