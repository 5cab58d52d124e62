import { parsePolicyFile } from '../src/domain/policy/parse-policy-file.ts'
import { Facts } from '../src/domain/policy/facts.ts'
import { judge } from '../src/domain/policy/judge.ts'
import { createPolicySet } from '../src/domain/policy/policy-set.ts'
import { parseTarget } from '../src/domain/target.ts'
import type { DecisionTimes, PolicyTimes } from './results.ts'

/**
 * Time to compile 1,000 policies of 10 rules each, and to decide one request under them: one that applies, and none.
 * Prints a `PolicyTimes` as JSON.
 */
const POLICIES = 1000
const SAMPLES = 20_000

const rules = (index: number): string =>
  Array.from({ length: 10 }, (_, rule) => {
    const host = `https://api-${index}.example.com`
    const condition = [
      `url_match = "${host}/v${rule}/{users,repos}/*"`,
      `and = [{ method_match = ["POST", "PATCH"] }, { url_match = "${host}/repos/*/issues" }]`,
      `time_window = { start = "0${rule}:00", end = "17:00", timezone = "Europe/Paris" }`,
      `url_match = "https://*.example.com/admin/*"`,
      `header_match = { name = "X-Team", pattern = "team-${rule}-*" }`,
    ][rule % 5]
    return `[[policies.rules]]\ncondition = { ${condition ?? ''} }\naction = "${rule % 4 === 3 ? 'deny' : 'allow'}"\n`
  }).join('')
const text = Array.from(
  { length: POLICIES },
  (_, index) =>
    `[[policies]]\nname = "p${index}"\ncredential_pattern = "service-${index}-*"\n${rules(index)}`,
).join('\n')

const bytes = new TextEncoder().encode(text)
const began = performance.now()
const set = createPolicySet(parsePolicyFile('bench.toml', bytes))
const compileMs = performance.now() - began

const HEADERS = ['Accept', 'application/json', 'User-Agent', 'bench', 'X-Team', 'team-3-x']

function decide(alias: string, url: string): string {
  const policies = set.applyTo(alias)
  if (policies.length === 0) return 'none'
  const facts = new Facts({
    target: parseTarget(url),
    method: 'GET',
    principal: { kind: 'owner' },
    surface: 'http',
    received: HEADERS,
    sent: () => HEADERS,
    body: 'none',
    now: Date.now(),
  })
  return judge(policies, facts).action
}

/** `url` is asked with a number after it. */
function measure(what: string, alias: string, url: string): DecisionTimes {
  for (let i = 0; i < 5000; i++) decide(alias, `${url}${i % 10}`)
  const times: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const asked = `${url}${i % 1000}`
    const start = performance.now()
    decide(alias, asked)
    times.push((performance.now() - start) * 1000)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN
  return { what, medianUs: at(0.5), p99Us: at(0.99) }
}

const host = 'https://api-500.example.com'
const measured: PolicyTimes = {
  policies: POLICIES,
  compileMs,
  decisions: [
    measure('one policy applies', 'service-500-prod', `${host}/v5/users/`),
    measure('one policy applies, odd spelling', 'service-500-prod', `${host}/v5/users/%2e%2fx;a=b/`),
    measure('no policy applies', 'another', 'https://api.example.com/'),
  ],
}
process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
