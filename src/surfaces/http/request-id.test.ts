import { expect, it } from 'vitest'
import { requestIds } from './request-id.ts'

it('request ids are 16 hex digits of randomness each, drawn many at a time', () => {
  let drawn = 0
  const next = requestIds({
    bytes: (length) => Uint8Array.from({ length }, (_, i) => (i + drawn++ * 0) & 0xff),
    uuid: () => '',
  })
  expect([next(), next()]).toEqual(['0001020304050607', '08090a0b0c0d0e0f'])
  const calls: number[] = []
  const ids = requestIds({
    bytes: (length) => (calls.push(length), crypto.getRandomValues(new Uint8Array(length))),
    uuid: () => '',
  })
  const made = new Set(Array.from({ length: 2000 }, ids))
  expect(made.size).toBe(2000)
  expect(calls).toHaveLength(4)
})
