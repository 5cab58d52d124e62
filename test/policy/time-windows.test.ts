import { expect, it } from 'vitest'
import { judged, setOf } from './ask.ts'

const inside = (window: string, time: string): boolean =>
  judged(
    setOf(
      `[[policies]]\nname = "p"\ncredential_pattern = "*"\n[[policies.rules]]\ncondition = { time_window = { ${window} } }\naction = "allow"`,
    ),
    'x',
    { url: 'https://h/', now: Date.parse(time) },
  ).action === 'allow'

const PARIS = 'timezone = "Europe/Paris"'

it.each([
  // Winter time ends on 29 March 2026 at 02:00, summer time on 25 October at 03:00.
  [`start = "01:00", end = "02:00", ${PARIS}`, '2026-03-29T00:59:59Z', true],
  [`start = "02:00", end = "03:00", ${PARIS}`, '2026-03-29T01:00:00Z', false],
  [`start = "03:00", end = "04:00", ${PARIS}`, '2026-03-29T01:00:00Z', true],
  [`start = "02:00", end = "03:00", ${PARIS}`, '2026-10-25T00:30:00Z', true],
  [`start = "02:00", end = "03:00", ${PARIS}`, '2026-10-25T01:30:00Z', true],
  [`start = "02:00", end = "03:00", ${PARIS}`, '2026-10-25T02:00:00Z', false],
  [`start = "23:00", end = "07:00", ${PARIS}`, '2026-03-28T23:30:00Z', true],
  ['start = "00:00", end = "24:00", timezone = "UTC"', '2026-01-01T23:59:59.999Z', true],
  ['start = "00:00", end = "00:01", timezone = "UTC"', '2026-01-01T00:00:59.999Z', true],
  ['start = "00:00", end = "00:01", timezone = "UTC"', '2026-01-01T00:01:00Z', false],
  // 2 January 2026 is a Friday.
  ['start = "22:00", end = "06:00", timezone = "UTC", days = ["fri"]', '2026-01-02T23:00:00Z', true],
  ['start = "22:00", end = "06:00", timezone = "UTC", days = ["fri"]', '2026-01-03T05:59:00Z', true],
  ['start = "22:00", end = "06:00", timezone = "UTC", days = ["fri"]', '2026-01-03T23:00:00Z', false],
  ['start = "22:00", end = "06:00", timezone = "UTC", days = ["fri"]', '2026-01-02T05:00:00Z', false],
  [
    'start = "09:00", end = "17:00", timezone = "Pacific/Kiritimati", days = ["sat"]',
    '2026-01-02T20:00:00Z',
    true,
  ],
  ['start = "09:00", end = "17:00", timezone = "Asia/Kathmandu"', '2026-01-02T03:15:00Z', true],
  ['start = "09:00", end = "17:00", timezone = "Asia/Kathmandu"', '2026-01-02T03:14:59Z', false],
])('%s at %s: %s', (window, time, expected) => {
  expect(inside(window, time)).toBe(expected)
})
