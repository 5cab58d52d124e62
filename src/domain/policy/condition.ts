import type { HeaderList } from '../header-list.ts'
import type { Facts } from './facts.ts'
import type { RateCondition } from './rate-condition.ts'
import type { Truth } from './truth.ts'

/** A condition, ready to be asked. */
export interface Condition {
  readonly kind: string
  /** What it asks, in words: `the method is GET or HEAD`. */
  readonly words: string
  /** Rate limits count as kept: whether they are is found out last. */
  test(facts: Facts): Truth
  /** The limits that a use under this condition counts against, where it does not fail. */
  limits(facts: Facts): readonly RateCondition[]
  /** Whether the condition holds for a URL pattern that spells the target's host out. */
  namesHost(facts: Facts): boolean
  /** Whether it has to see the body of a request with these fields. */
  wantsBody(received: HeaderList, method: string): boolean
  /** What came of it, in words: nothing of the caller's but the method and the time. */
  explain(facts: Facts): string
  /** The conditions in it, or itself. */
  readonly leaves: readonly Condition[]
}

type Own = Pick<Condition, 'kind' | 'words' | 'test' | 'explain'> &
  Partial<Pick<Condition, 'limits' | 'namesHost' | 'wantsBody'>>

const NO_LIMITS: readonly RateCondition[] = []

/** A condition that holds no others. */
export function leaf<T extends Own>(own: T): T & Condition {
  const made = {
    limits: () => NO_LIMITS,
    namesHost: () => false,
    wantsBody: () => false,
    leaves: [] as Condition[],
    ...own,
  }
  made.leaves.push(made)
  return made
}
