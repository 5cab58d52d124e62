import { expect, it } from 'vitest'
import { NOT_DECIDED } from './decided-by.ts'
import { Permit } from './permit.ts'
import type { Destined } from './stages.ts'

const destined = { credential: { alias: 'a' } } as unknown as Destined

it('is spent once', () => {
  const permit = Permit.mint(destined, NOT_DECIDED)
  expect(Permit.spend(permit)).toBe(destined)
  expect(() => Permit.spend(permit)).toThrow(TypeError)
})

it('gives back what was counted for it, once, where it is not spent', () => {
  let given = 0
  const permit = Permit.mint(destined, NOT_DECIDED, () => given++)
  permit.forgo()
  permit.forgo()
  expect(given).toBe(1)
  expect(() => Permit.spend(permit)).toThrow(TypeError)
  const spent = Permit.mint(destined, NOT_DECIDED, () => given++)
  Permit.spend(spent)
  spent.forgo()
  expect(given).toBe(1)
})

it('cannot be forged', () => {
  const forgeries = [
    Object.create(Permit.prototype) as Permit,
    Object.assign(Object.create(Permit.prototype), Permit.mint(destined, NOT_DECIDED)) as Permit,
    structuredClone({ request: destined }) as unknown as Permit,
  ]
  for (const forged of forgeries) expect(() => Permit.spend(forged)).toThrow(TypeError)
})
