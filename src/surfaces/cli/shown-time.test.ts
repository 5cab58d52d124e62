import { expect, it } from 'vitest'
import { day, expiry, seconds } from './shown-time.ts'

const END = '2030-01-31T09:30:00.500Z'

it.each([
  [null, 0, day, 'never'],
  [END, Date.parse(END) - 1, day, '2030-01-31'],
  [END, Date.parse(END), day, '2030-01-31 (expired)'],
  [END, Date.parse(END) + 1, seconds, '2030-01-31T09:30:00Z (expired)'],
])('a key that ends at %s, at %i', (date, now, form, shown) => {
  expect(expiry(date, now, form)).toBe(shown)
})
