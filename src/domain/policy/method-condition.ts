import { leaf, type Condition } from './condition.ts'
import type { Refuse } from './reading.ts'
import { hasFormBody } from './sent-methods.ts'
import { MAYBE, NO, YES, type Truth } from './truth.ts'

const METHOD = /^[A-Z][A-Z0-9_-]{0,31}$/

export interface MethodCondition extends Condition {
  readonly kind: 'method_match'
  readonly methods: ReadonlySet<string>
}

export const isMethod = (condition: Condition): condition is MethodCondition =>
  condition.kind === 'method_match'

/** `["GET", "HEAD"]`. A request that asks to be taken for another method (`X-HTTP-Method-Override`) counts as both. */
export function readMethodMatch(raw: unknown, refuse: Refuse): Condition {
  if (!Array.isArray(raw) || raw.length === 0)
    return refuse('method_match must be a list of methods: ["GET", "HEAD"]')
  const names = raw.map((name: unknown) => {
    if (typeof name === 'string' && METHOD.test(name)) return name
    return refuse('method_match holds what is not a method in capital letters')
  })
  const methods = new Set(names)
  const test = (sent: readonly string[]): Truth => {
    const [own = ''] = sent
    if (sent.length === 1) return methods.has(own) ? YES : NO
    const held = sent.filter((one) => methods.has(one)).length
    return held === sent.length ? YES : held === 0 ? NO : MAYBE
  }
  return leaf({
    kind: 'method_match',
    words: `the method is ${names.join(' or ')}`,
    methods,
    test: (facts) => test(facts.methods),
    wantsBody: hasFormBody,
    explain: (facts) => {
      const truth = test(facts.methods)
      const word =
        truth === MAYBE
          ? 'undecided (the request asks to be taken for another method)'
          : String(truth === YES)
      return `${facts.request.method} in [${names.join(', ')}] = ${word}`
    },
  } satisfies Partial<MethodCondition>)
}
