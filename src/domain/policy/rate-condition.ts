import { leaf, type Condition } from './condition.ts'
import { checkNames, isTable, type Refuse } from './reading.ts'
import { YES } from './truth.ts'

/** At most `max` uses in a window that begins with the first of them. */
export interface RateCondition extends Condition {
  readonly kind: 'rate_limit'
  readonly max: number
  readonly windowMs: number
}

const LONGEST_WINDOW = 366 * 86_400

export const isRate = (condition: Condition): condition is RateCondition => condition.kind === 'rate_limit'

/** `{ max = 100, window_secs = 60 }` */
export function readRateLimit(raw: unknown, refuse: Refuse): Condition {
  if (!isTable(raw)) return refuse('rate_limit must be a table: { max = 100, window_secs = 60 }')
  checkNames(raw, ['max', 'window_secs'], 'rate_limit', refuse)
  const max = whole(raw['max'], 'max', 1_000_000_000, refuse)
  const seconds = whole(raw['window_secs'], 'window_secs', LONGEST_WINDOW, refuse)
  const made: RateCondition = leaf({
    kind: 'rate_limit',
    words: `at most ${max} in ${seconds} s`,
    max,
    windowMs: seconds * 1000,
    test: () => YES,
    limits: () => [made],
    explain: () => `at most ${max} in ${seconds} s`,
  })
  return made
}

function whole(value: unknown, name: string, most: number, refuse: Refuse): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : refuse(`rate_limit: ${name} must be a whole number from 1 to ${most}`)
}
