import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkExpiry, parseExpiry } from './expiry.ts'

const NOW = Date.UTC(2024, 1, 28, 12)
const DAY = 86_400_000

it.each<[string, number | null]>([
  ['never', null],
  ['30m', NOW + 30 * 60_000],
  ['12h', NOW + DAY / 2],
  ['7d', NOW + 7 * DAY],
  ['90d', NOW + 90 * DAY],
  ['2w', NOW + 14 * DAY],
  ['1y', NOW + 365 * DAY],
  ['2024-02-28', Date.UTC(2024, 1, 28, 23, 59, 59, 999)],
  ['2024-02-29', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
  ['2024-12-31', Date.UTC(2024, 11, 31, 23, 59, 59, 999)],
  ['2024-12-31T23:59:59Z', Date.UTC(2024, 11, 31, 23, 59, 59)],
  ['2024-12-31t23:59:59.25z', Date.UTC(2024, 11, 31, 23, 59, 59, 250)],
  ['2024-12-31 23:59Z', Date.UTC(2024, 11, 31, 23, 59)],
  ['2024-12-31T23:59:59+02:00', Date.UTC(2024, 11, 31, 21, 59, 59)],
  ['9999-12-31', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
])('%s', (text, time) => {
  expect(parseExpiry(text, NOW)).toBe(time)
})

it.each([
  '',
  ' ',
  '30',
  'd',
  '0d',
  '-1d',
  '1.5d',
  '1e3d',
  '30 d',
  '30D',
  '1000000d',
  '999999y',
  'tomorrow',
  'Never',
  '2024-13-01',
  '2025-02-29',
  '2025-02-30T00:00:00Z',
  '2024-2-3',
  '24-12-31',
  '2024-12-31T23:59:59',
  '2024-12-31T25:00:00Z',
  '2024-12-31Z',
  '12/31/2024',
  '1735689599',
  '+010000-01-01',
  '30d\n',
])('%j is refused', (text) => {
  expect(() => parseExpiry(text, NOW)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
})

it.each(['2024-02-27', '2024-02-28T12:00:00Z', '1999-12-31T00:00:00Z'])('%s is past', (text) => {
  expect(() => parseExpiry(text, NOW)).toThrow('in the past')
})

it.each([NaN, Infinity, NOW, NOW - 1, NOW + 0.5, 8.64e15])('the time %d is refused', (time) => {
  expect(() => checkExpiry(time, NOW)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
})

it('reads any text into a later time with a year of four digits, or refuses it', () => {
  const text = fc.oneof(
    fc.string(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.tuple(fc.nat(), fc.constantFrom('m', 'h', 'd', 'w', 'y')).map(([n, unit]) => `${n}${unit}`),
  )
  fc.assert(
    fc.property(text, (given) => {
      let time: number | null
      try {
        time = parseExpiry(given, NOW)
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'invalid_request' })
        return
      }
      if (given === 'never') expect(time).toBeNull()
      else expect(new Date(time ?? 0).toISOString() > new Date(NOW).toISOString()).toBe(true)
    }),
  )
})
