import { expect, it } from 'vitest'
import type { CredentialInfo } from '../credential.ts'
import { lint } from './lint.ts'
import { parsePolicyFile } from './parse-policy-file.ts'
import { createPolicySet } from './policy-set.ts'

const HEAD = '[[policies]]\nname = "p"\ncredential_pattern = "x"\n'
const rule = (condition: string, action = 'allow'): string =>
  `[[policies.rules]]\ncondition = { ${condition} }\naction = "${action}"\n`
const URL = rule('url_match = "https://api.example.com/*"')
const LIMIT = 'rate_limit = { max = 10, window_secs = 60 }'

const bound = (host: string): CredentialInfo => ({
  id: '',
  alias: 'x',
  type: 'api_key',
  description: null,
  metadata: {},
  binding: [{ scheme: 'https', host, port: 443, addresses: [] }],
  createdAt: '',
  updatedAt: '',
  weak: false,
})

function kinds(text: string, credentials: readonly CredentialInfo[] | null = null): string[] {
  const set = createPolicySet(parsePolicyFile('/p.toml', new TextEncoder().encode(text)))
  return lint(set, credentials).map(({ kind, rule: name }) => (name === null ? kind : `${kind} ${name}`))
}

it.each<[string, string[]]>([
  [HEAD + URL, []],
  [HEAD, ['no_rules']],
  [HEAD + URL + rule(LIMIT), []],
  [HEAD + URL + URL, ['shadowed rule 2']],
  [HEAD + URL + rule('url_match = "https://api.example.com/*"', 'deny'), []],
  [
    HEAD + rule('url_match = "*"') + rule('method_match = ["GET"]'),
    ['unreachable rule 2', 'too_broad rule 1'],
  ],
  [HEAD + rule('url_match = "*"') + rule('method_match = ["GET"]', 'deny'), ['too_broad rule 1']],
  [
    `${HEAD}evaluation = "first-match"\n${rule('url_match = "*"')}${rule('method_match = ["GET"]', 'deny')}`,
    ['unreachable rule 2', 'too_broad rule 1'],
  ],
  [
    HEAD + rule('method_match = ["GET"]') + rule('method_match = ["GET", "HEAD"]', 'deny'),
    ['unreachable rule 1'],
  ],
  [HEAD + URL + rule(LIMIT) + rule('rate_limit = { max = 20, window_secs = 60 }'), ['never_limits rule 3']],
  [`${HEAD}evaluation = "first-match"\n${URL}${rule(LIMIT)}`, ['never_limits rule 2']],
  [HEAD + rule('method_match = ["GET"]', 'deny'), ['without_effect']],
  [`${HEAD}default_action = "allow"\n${URL}`, ['without_effect rule 1']],
  [HEAD + rule('url_match = "https://api.example.com/a?"'), ['question_mark rule 1']],
  [HEAD + rule('url_match = "https://api.example.*/x"'), ['too_broad rule 1']],
])('%s: %j', (text, expected) => {
  expect(kinds(text)).toEqual(expected)
})

it.each<[string, string, string[]]>([
  ['https://api.example.com/*', 'api.example.com', []],
  ['https://api.example.com/*', '*.example.com', []],
  ['https://{api,www}.example.com/*', 'api.example.com', ['wider_than_binding rule 1']],
  ['https://*.example.com/*', 'api.example.com', ['wider_than_binding rule 1']],
  ['https://*.example.com/*', '*.example.com', []],
  ['https://api.example.org/*', 'api.example.com', ['outside_binding rule 1']],
  ['https://api.example.com:8443/*', 'api.example.com', ['outside_binding rule 1']],
])('%s for a credential bound to %s: %j', (pattern, host, expected) => {
  expect(kinds(HEAD + rule(`url_match = "${pattern}"`), [bound(host)])).toEqual(expected)
})

it('a pattern that no credential has', () => {
  expect(kinds(HEAD + URL, [{ ...bound('api.example.com'), alias: 'y' }])).toEqual(['unmatched'])
})
