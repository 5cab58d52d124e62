import { parsePolicyFile } from '../../src/domain/policy/parse-policy-file.ts'
import { createPolicySet, type PolicySet } from '../../src/domain/policy/policy-set.ts'
import { Facts, type Request } from '../../src/domain/policy/facts.ts'
import { judge, type Judgement } from '../../src/domain/policy/judge.ts'
import { ruleLabel } from '../../src/domain/policy/policy.ts'
import { parseTarget } from '../../src/domain/target.ts'

/** A use, as short as it can be said: `GET https://…`. */
export interface Use extends Partial<Omit<Request, 'target' | 'sent'>> {
  readonly url: string
  readonly sent?: readonly string[]
}

export const setOf = (text: string): PolicySet =>
  createPolicySet(parsePolicyFile('/p.toml', new TextEncoder().encode(text)))

export function factsOf({ url, sent, ...use }: Use): Facts {
  const received = use.received ?? sent ?? []
  return new Facts({
    method: 'GET',
    principal: { kind: 'owner' },
    surface: 'http',
    body: 'none',
    now: Date.UTC(2026, 0, 7, 12),
    ...use,
    received,
    target: parseTarget(url),
    sent: () => received,
  })
}

export function judged(set: PolicySet, alias: string, use: Use): Judgement {
  return judge(set.applyTo(alias), factsOf(use))
}

/** `allow rule 1`, `deny default_action`. */
export function said(set: PolicySet, alias: string, use: Use): string {
  const { action, deciding } = judged(set, alias, use)
  const rule = deciding?.rule
  return `${action} ${rule === undefined ? 'none' : rule === null ? 'default_action' : ruleLabel(rule)}`
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
