import { leaf, type Condition } from './condition.ts'
import type { Refuse } from './reading.ts'
import { MAYBE, YES } from './truth.ts'
import { readUrlPattern, type UrlPattern } from './url-pattern.ts'

export interface UrlCondition extends Condition {
  readonly kind: 'url_match'
  readonly pattern: UrlPattern
}

export const isUrl = (condition: Condition): condition is UrlCondition => condition.kind === 'url_match'

/** `"https://api.example.com/repos/*"` */
export function readUrlMatch(raw: unknown, refuse: Refuse): Condition {
  const pattern = readUrlPattern(raw, refuse)
  return leaf({
    kind: 'url_match',
    words: pattern.text === '*' ? 'whatever the URL' : `the URL matches ${pattern.text}`,
    pattern,
    test: (facts) => pattern.test(facts),
    namesHost: ({ target }) => pattern.names(target),
    explain: (facts) => {
      const truth = pattern.test(facts)
      if (truth === MAYBE) return 'undecided (the URL can be read in more than one way)'
      return truth === YES ? 'matched' : 'not matched'
    },
  } satisfies Partial<UrlCondition>)
}
