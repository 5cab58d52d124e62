import { parsePolicyFile } from '../src/domain/policy/parse-policy-file.ts'
import { Facts } from '../src/domain/policy/facts.ts'
import { judge } from '../src/domain/policy/judge.ts'
import { createPolicySet } from '../src/domain/policy/policy-set.ts'
import { parseTarget } from '../src/domain/target.ts'

/** Time to decide one request under 1,000 policies of 10 rules each: one that applies, and none. */
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

const began = performance.now()
const set = createPolicySet(parsePolicyFile('bench.toml', new TextEncoder().encode(text)))
process.stdout.write(
  `compile ${POLICIES} policies of 10 rules: ${(performance.now() - began).toFixed(0)} ms\n`,
)

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

/** Microseconds: median and 99th percentile of single decisions. */
function measure(name: string, alias: string, url: string): void {
  for (let i = 0; i < 5000; i++) decide(alias, `${url}${i % 10}`)
  const times: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const asked = `${url}${i % 1000}`
    const start = performance.now()
    decide(alias, asked)
    times.push((performance.now() - start) * 1000)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
  process.stdout.write(`${name}: median ${at(0.5)} µs, p99 ${at(0.99)} µs\n`)
}

measure('one policy applies', 'service-500-prod', 'https://api-500.example.com/v5/users/')
measure(
  'one policy applies, odd spelling',
  'service-500-prod',
  'https://api-500.example.com/v5/users/%2e%2fx;a=b/',
)
measure('no policy applies', 'another', 'https://api.example.com/')
