import { expect, it } from 'vitest'
import { parseAuditTime } from './audit-time.ts'

const NOW = Date.UTC(2024, 1, 15, 12)
const HOUR = 3_600_000

it.each([
  ['2h', NOW - 2 * HOUR, NOW - 2 * HOUR],
  ['90s', NOW - 90_000, NOW - 90_000],
  ['7d', NOW - 168 * HOUR, NOW - 168 * HOUR],
  ['2024-01-31', Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1)],
  ['2024-02-29', Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)],
  ['2024-01-31T10:30:00Z', Date.UTC(2024, 0, 31, 10, 30), Date.UTC(2024, 0, 31, 10, 30)],
  ['2024-01-31 10:30+01:00', Date.UTC(2024, 0, 31, 9, 30), Date.UTC(2024, 0, 31, 9, 30)],
])('%s', (text, since, until) => {
  expect([parseAuditTime(text, NOW, 'since'), parseAuditTime(text, NOW, 'until')]).toEqual([since, until])
})

it.each([
  '',
  'h',
  '2',
  '2y',
  '-2h',
  '2024-02-30',
  '2024-13-01',
  '2024-01-31T10:30:00',
  '2024-01-31T25:00:00Z',
  'now',
])('refuses %j', (text) => {
  expect(() => parseAuditTime(text, NOW, 'since')).toThrow(
    expect.objectContaining({ code: 'invalid_request' }) as Error,
  )
})
