import { leaf, type Condition } from './condition.ts'
import { checkNames, isTable, type Refuse } from './reading.ts'
import { NO, truthOf } from './truth.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const CLOCK = /^([01][0-9]|2[0-3]):([0-5][0-9])$/
const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

/** A moment on the wall: minutes since midnight, and the day of the week from Sunday. */
interface WallTime {
  readonly minutes: number
  readonly day: number
}

/**
 * `{ start = "23:00", end = "07:00", timezone = "Europe/Paris", days = ["mon"] }`: by the clock on the wall, from
 * start until just before end, past midnight where end is the earlier. `days` are those on which the window opens.
 */
export function readTimeWindow(raw: unknown, refuse: Refuse): Condition {
  if (!isTable(raw)) return refuse('time_window must be a table: { start = "09:00", end = "17:00" }')
  checkNames(raw, ['start', 'end', 'timezone', 'days'], 'time_window', refuse)
  const start = minutesOf(raw['start'], 'start', refuse)
  const end = raw['end'] === '24:00' ? DAY_MINUTES : minutesOf(raw['end'], 'end', refuse)
  if (start === end)
    refuse(
      'time_window: start and end are the same',
      'For the whole day write start = "00:00", end = "24:00"',
    )
  const days = readDays(raw['days'], refuse)
  const wall = wallClock(raw['timezone'], refuse)

  const holds = (now: number): boolean => {
    const { minutes, day } = wall(now)
    if (start < end) return minutes >= start && minutes < end && days.has(day)
    if (minutes >= start) return days.has(day)
    return minutes < end && days.has((day + 6) % 7)
  }
  return leaf({
    kind: 'time_window',
    words: `the time is between ${text(start)} and ${text(end)}${days.size === 7 ? '' : ` on ${dayNames(days)}`}${typeof raw['timezone'] === 'string' ? ` in ${raw['timezone']}` : ''}`,
    test: ({ request }) => truthOf(holds(request.now)),
    explain: ({ request: { now } }) => {
      const { minutes, day } = wall(now)
      const named = days.size === 7 ? '' : ` on ${dayNames(days)}`
      return `${DAYS[day] ?? ''} ${text(minutes)} in ${text(start)}-${text(end)}${named} = ${truthOf(holds(now)) === NO ? 'false' : 'true'}`
    },
  })
}

const dayNames = (days: ReadonlySet<number>): string => [...days].map((one) => DAYS[one]).join(', ')

const text = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function minutesOf(value: unknown, name: string, refuse: Refuse): number {
  const [whole, hours, minutes] = (typeof value === 'string' ? CLOCK.exec(value) : null) ?? []
  if (whole === undefined) return refuse(`time_window: ${name} must be a time such as "09:00"`)
  return Number(hours) * 60 + Number(minutes)
}

function readDays(value: unknown, refuse: Refuse): ReadonlySet<number> {
  if (value === undefined) return new Set(DAYS.keys())
  if (!Array.isArray(value) || value.length === 0)
    return refuse('time_window: days must be a list such as ["mon", "fri"]')
  return new Set(
    value.map((name: unknown) => {
      const day = DAYS.findIndex((one) => one === name)
      return day === -1
        ? refuse(`time_window: days are written ${DAYS.map((one) => `"${one}"`).join(', ')}`)
        : day
    }),
  )
}

/** One clock for all windows of a zone: making one is dear. */
const CLOCKS = new Map<string, (now: number) => WallTime>()
const MOST_CLOCKS = 1024

/** Reads the clock on the wall; the last minute is remembered, since it is asked for over and over. */
function wallClock(timezone: unknown, refuse: Refuse): (now: number) => WallTime {
  if (timezone !== undefined && typeof timezone !== 'string')
    refuse('time_window: timezone must be a name such as "Europe/Paris"')
  const zone = timezone === undefined ? 'local' : `=${timezone}`
  const shared = CLOCKS.get(zone)
  if (shared !== undefined) return shared
  const format = formatFor(timezone, refuse)
  let minute = Number.NaN
  let known: WallTime = { minutes: 0, day: 0 }
  const clock = (now: number): WallTime => {
    const wanted = Math.floor(now / MINUTE_MS)
    if (wanted === minute) return known
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
    const day = DAYS.findIndex((name) => name === parts.get('weekday')?.toLowerCase())
    known = { minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')), day }
    minute = wanted
    return known
  }
  if (CLOCKS.size >= MOST_CLOCKS) CLOCKS.clear()
  CLOCKS.set(zone, clock)
  return clock
}

function formatFor(timeZone: string | undefined, refuse: Refuse): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return refuse(
      `time_window: there is no time zone '${timeZone ?? ''}'`,
      'Names are those of the IANA database, such as Europe/Paris',
    )
  }
}
