import type { Condition } from './condition.ts'
import type { Facts } from './facts.ts'
import { isRate } from './rate-condition.ts'
import type { Refuse } from './reading.ts'
import { NO, not, YES, type Truth } from './truth.ts'

/** Reads a condition inside another. */
export type ReadInner = (raw: unknown) => Condition

const outcome = (truth: Truth): string =>
  truth === YES ? 'matched' : truth === NO ? 'not matched' : 'undecided'

const JOINED: Readonly<Record<'and' | 'or' | 'not', (parts: readonly string[]) => string>> = {
  and: (parts) => parts.join(', and '),
  or: (parts) => (parts.length === 1 ? parts.join() : `either (${parts.join(') or (')})`),
  not: (parts) => `not (${parts.join()})`,
}

function combine(
  kind: 'and' | 'or' | 'not',
  parts: readonly Condition[],
  own: Pick<Condition, 'test' | 'limits' | 'namesHost'>,
): Condition {
  return {
    kind,
    words: JOINED[kind](parts.map(({ words }) => words)),
    ...own,
    wantsBody: (received, method) => parts.some((part) => part.wantsBody(received, method)),
    explain: (facts) =>
      `${outcome(own.test(facts))} (${parts.map((part) => `${part.kind}: ${part.explain(facts)}`).join('; ')})`,
    leaves: parts.flatMap((part) => part.leaves),
  }
}

function readParts(raw: unknown, kind: string, inner: ReadInner, refuse: Refuse): readonly Condition[] {
  if (!Array.isArray(raw) || raw.length === 0) return refuse(`${kind} must be a list of conditions`)
  return raw.map(inner)
}

export function readAnd(raw: unknown, refuse: Refuse, inner: ReadInner): Condition {
  const parts = readParts(raw, 'and', inner, refuse)
  return combine('and', parts, {
    test: (facts) => {
      let truth: Truth = YES
      for (const part of parts) {
        truth = Math.min(truth, part.test(facts)) as Truth
        if (truth === NO) break
      }
      return truth
    },
    limits: (facts) => parts.flatMap((part) => part.limits(facts)),
    namesHost: (facts) => parts.some((part) => part.namesHost(facts)),
  })
}

/** A use counts against the limits of the first branch that holds, and of those before it that may hold. */
export function readOr(raw: unknown, refuse: Refuse, inner: ReadInner): Condition {
  const parts = readParts(raw, 'or', inner, refuse)
  const hasLimits = parts.some((part) => part.leaves.some(isRate))
  const limits = (facts: Facts): ReturnType<Condition['limits']> => {
    if (!hasLimits) return []
    const counted: ReturnType<Condition['limits']>[number][] = []
    const holding = parts.filter((part) => part.test(facts) === YES)
    if (holding.some((part) => part.limits(facts).length === 0)) return []
    for (const part of parts) {
      const truth = part.test(facts)
      if (truth !== NO) counted.push(...part.limits(facts))
      if (truth === YES) break
    }
    return counted
  }
  return combine('or', parts, {
    test: (facts) => {
      let truth: Truth = NO
      for (const part of parts) {
        truth = Math.max(truth, part.test(facts)) as Truth
        if (truth === YES) break
      }
      return truth
    },
    limits,
    namesHost: (facts) => parts.some((part) => part.test(facts) === YES && part.namesHost(facts)),
  })
}

export function readNot(raw: unknown, refuse: Refuse, inner: ReadInner): Condition {
  const part = inner(raw)
  if (part.leaves.some(isRate))
    refuse('not cannot hold a rate_limit: a limit that is used up refuses by itself')
  return combine('not', [part], {
    test: (facts) => not(part.test(facts)),
    limits: () => [],
    namesHost: () => false,
  })
}
