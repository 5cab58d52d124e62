import { VultrinoError } from '../../domain/errors.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }
const AGO = /^(\d{1,6})([smhdw])$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
/** RFC 3339, with the zone that makes it one moment. Seconds may be left out. */
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})$/

/**
 * Reads one end of a stretch of time: `2h`, `7d` before `now`; `2024-01-15`, that day in UTC, all of it; a time such as
 * `2024-01-15T10:30:00Z`. In and out in milliseconds since the epoch; the `until` of a day is when the next begins. Throws
 * `invalid_request`.
 */
export function parseAuditTime(text: string, now: number, end: 'since' | 'until'): number {
  const [, count, unit = ''] = AGO.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0)
  const date = DATE.test(text) ? text : TIME.exec(text)?.[1]
  const day = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`)
  // February 30 would become a day in March.
  const real = !Number.isNaN(day) && new Date(day).toISOString().startsWith(date ?? ' ')
  if (real && date === text) return end === 'since' ? day : day + DAY
  const moment = real ? Date.parse(text.replace(/[t ]/, 'T').replace('z', 'Z')) : Number.NaN
  if (!Number.isNaN(moment)) return moment
  throw new VultrinoError('invalid_request', {
    reason: `${end} is a time before now (2h, 7d), a date (2026-01-31) or a time with its zone (2026-01-31T09:30:00Z)`,
  })
}
