import { VultrinoError } from './errors.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A year is 365 days: the same length whenever it begins. */
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, y: 365 * DAY }
const DURATION = /^([1-9][0-9]{0,5})([mhdwy])$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})/
/** RFC 3339, with the zone that makes it one moment. Seconds may be left out. */
const TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})$/
/** The last moment with a year of four digits. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

const refuse = (reason: string): never => {
  throw new VultrinoError('invalid_request', { reason })
}

/**
 * Reads when a key expires: `30m`, `12h`, `7d`, `2w`, `1y` from `now`; `2024-12-31`, the end of that day in UTC; a
 * whole time, `2024-12-31T23:59:59Z`; or `never`. In and out in milliseconds since the epoch; `null`: never.
 * Throws `invalid_request`, also for what is past.
 */
export function parseExpiry(text: string, now: number): number | null {
  if (text === 'never') return null
  const [, count, unit] = DURATION.exec(text) ?? []
  if (count !== undefined && unit !== undefined) {
    return checkExpiry(now + Number(count) * (UNITS[unit] ?? 0), now)
  }
  return checkExpiry(momentOf(text), now)
}

function momentOf(text: string): number {
  const [date = '', year, month, day] = DATE.exec(text) ?? []
  const start = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // February 30 would become a day in March.
  const real = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(date)
  if (real && date !== '' && text === date) return start.getTime() + DAY - 1
  const moment =
    real && TIME.test(text) ? Date.parse(text.replace(/[t ]/, 'T').replace('z', 'Z')) : Number.NaN
  if (!Number.isNaN(moment)) return moment
  return refuse(
    'an expiry is a time from now (30d, 12h, 1y), a date (2026-12-31), a UTC time (2026-12-31T23:59:59Z) or never',
  )
}

/** Checks when a key expires: later than `now`, and before the year 10000. Throws `invalid_request`. */
export function checkExpiry(expiresAt: number, now: number): number {
  if (!Number.isSafeInteger(expiresAt) || expiresAt > LATEST)
    refuse('an expiry is before the year 10000, or never')
  if (expiresAt <= now) refuse('the expiry is in the past')
  return expiresAt
}
