import { describe, expect, it } from 'vitest'
import { Allowances } from './allowances.ts'

const LIMITS = { each: 2, all: 5, periodMs: 1000 }
const taken = (allowances: Allowances, name: string, now: number, times: number): number =>
  Array.from({ length: times }, () => allowances.take(name, now)).filter((one) => one).length

describe('Allowances', () => {
  it('gives each name so much, and all names together no more than they may have', () => {
    const allowances = new Allowances(LIMITS)
    expect(['a', 'b', 'c', 'd'].map((name) => taken(allowances, name, 0, 10))).toEqual([2, 2, 1, 0])
  })

  it('gives it again when the period is over, and not before', () => {
    const allowances = new Allowances(LIMITS)
    expect(taken(allowances, 'a', 0, 3)).toBe(2)
    expect(taken(allowances, 'a', 999, 3)).toBe(0)
    expect(taken(allowances, 'a', 1000, 3)).toBe(2)
  })
})
