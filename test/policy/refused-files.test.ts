import { expect, it } from 'vitest'
import { VultrinoError } from '../../src/domain/errors.ts'
import { setOf } from './ask.ts'

const HEAD = '[[policies]]\nname = "p"\ncredential_pattern = "*"\n'
const condition = (text: string, action = 'allow'): string =>
  `${HEAD}[[policies.rules]]\ncondition = { ${text} }\naction = "${action}"\n`

function refusal(text: string): string {
  try {
    setOf(text)
  } catch (error) {
    if (error instanceof VultrinoError) return `${error.code} ${error.message}`
    throw error
  }
  return 'taken'
}

it.each([
  ['[[policies]]\ncredential_pattern = "*"', '/p.toml:1: a policy needs a name'],
  ['[[policies]]\nname = "p"', "/p.toml:1: policy 'p' needs a credential_pattern"],
  [
    `${HEAD}credential_patern = "*"`,
    "/p.toml:4: unknown key 'credential_patern' in [[policies]]; did you mean 'credential_pattern'?",
  ],
  [`${HEAD}default_action = "Deny"`, `/p.toml:4: 'default_action' must be one of "allow", "deny", "ask"`],
  [`${HEAD}evaluation = "last"`, `/p.toml:4: 'evaluation' must be one of "strict", "first-match"`],
  [`${HEAD}\n\n${HEAD}`, "/p.toml:6: policy 'p' is already there, in line 1"],
  ['[[policies]]\nname = "p"\ncredential_pattern = "[a"', '/p.toml:3: credential_pattern:'],
  [`${HEAD}[[policies.rules]]\naction = "allow"`, '/p.toml:4: rule 1 needs a condition'],
  [`${HEAD}[[policies.rules]]\ncondition = { url_match = "*" }`, '/p.toml:4: rule 1 needs an action'],
  [
    `${HEAD}[[policies.rules]]\ncondition = { url_match = "*" }\naction = "alow"`,
    `/p.toml:6: 'action' must be one of`,
  ],
  [
    condition('url_mach = "*"'),
    "/p.toml:5: unknown key 'url_mach' in a condition; did you mean 'url_match'?",
  ],
  [condition('url_match = "*", method_match = ["GET"]'), '/p.toml:5: a condition holds exactly one key'],
  [condition(''), '/p.toml:5: a condition holds exactly one key'],
  [condition('url_match = "api.github.com/*"'), '/p.toml:5: url_match:'],
  [condition('method_match = ["get"]'), 'not a method in capital letters'],
  [condition('method_match = []'), 'must be a list of methods'],
  [condition('and = []'), 'and must be a list of conditions'],
  [condition('time_window = { start = "9:00", end = "17:00" }'), 'start must be a time such as "09:00"'],
  [condition('time_window = { start = "09:00", end = "09:00" }'), 'start and end are the same'],
  [
    condition('time_window = { start = "09:00", end = "17:00", timezone = "Mars/Olympus" }'),
    "there is no time zone 'Mars/Olympus'",
  ],
  [condition('time_window = { start = "09:00", end = "17:00", timezone = "" }'), "there is no time zone ''"],
  [condition('time_window = { start = "09:00", end = "17:00", days = ["Monday"] }'), 'days are written'],
  [condition('rate_limit = { max = 0, window_secs = 60 }'), 'max must be a whole number from 1'],
  [
    condition('rate_limit = { max = 1, window_sec = 60 }'),
    "unknown key 'window_sec' in rate_limit; did you mean 'window_secs'?",
  ],
  [
    condition('rate_limit = { max = 1, window_secs = 60 }', 'deny'),
    '/p.toml:6: a rule with a rate_limit cannot deny',
  ],
  [condition('not = { rate_limit = { max = 1, window_secs = 60 } }'), 'not cannot hold a rate_limit'],
  [condition('principal_match = {}'), 'principal_match must be a table'],
  [condition('header_match = { name = "Host", pattern = "*" }'), "header_match: 'Host' is set by the proxy"],
  [condition('body_match = { pointer = "a", equals = 1 }'), 'pointer must be a JSON pointer'],
  [condition('body_match = { pointer = "/a" }'), 'takes one of equals, pattern and exists'],
  [condition(`${'not = { '.repeat(17)}url_match = "*"${' }'.repeat(17)}`), 'nested at most 16 deep'],
  ['[server]\nmode = "local"', "/p.toml:1: unknown key 'server' in a file of policies"],
  ['[[policies]', '/p.toml:1: not valid TOML'],
])('%j: %s', (text, message) => {
  expect(refusal(text)).toContain(message)
  expect(refusal(text)).toMatch(/^invalid_config /)
})
