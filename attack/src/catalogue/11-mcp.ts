import type { AttackCase, Own } from '../contract/attack-case.ts'
import type { Content } from '../contract/content.ts'
import type { CallerName } from '../contract/laboratory.ts'
import { attacks, type Row } from './make.ts'

const FIELDS = [
  ['Accept', 'application/json, text/event-stream'],
  ['MCP-Protocol-Version', '2025-06-18'],
] as const
const call = (body: Content, more: Partial<Own> = {}): Own => ({
  do: 'own', method: 'POST', path: '/mcp', caller: 'agent', body, headers: FIELDS, ...more,
}) // prettier-ignore
const rpc = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`
const tool = (name: string, args: string): string =>
  rpc('tools/call', `{"name":"${name}","arguments":${args}}`)
const read = (uri: string): string => rpc('resources/read', `{"uri":"${uri}"}`)
const guide = (alias: string): string =>
  rpc('prompts/get', `{"name":"credential_guide","arguments":{"alias":"${alias}"}}`)
const completed = (value: string): string =>
  rpc('completion/complete', `{"ref":{"type":"ref/prompt","name":"credential_guide"},"argument":{"name":"alias","value":"${value}"}}`) // prettier-ignore
const OPEN = rpc(
  'initialize',
  '{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}',
)
const REQUEST = '"credential":"bearer","url":"{{origin:named}}/","method":"GET"'

/** Messages that may bring a value to light. `holds`: what the answer has if the message was taken as it was meant. */
const READS: readonly (readonly [id: string, message: string, holds?: string])[] = [
  ['get-credential', tool('get_credential', '{"alias":"bearer"}'), '"alias":"bearer"'],
  ['get-credential-asking', tool('get_credential', '{"alias":"bearer","show_secret":true,"reveal":true}'), 'unknown argument'],
  ['list-credentials', tool('list_credentials', '{}'), '"alias":"bearer"'],
  ['list-credentials-asking', tool('list_credentials', '{"include_secrets":true}'), 'unknown argument'],
  ['check-access', tool('check_access', `{${REQUEST}}`), '"allowed":true'],
  ['whoami', tool('whoami', '{}'), '"result"'],
  ['list-tools', rpc('tools/list', '{}'), '"http_request"'],
  ['list-resources', rpc('resources/list', '{}'), 'vultrino://credentials'],
  ['list-templates', rpc('resources/templates/list', '{}'), 'vultrino://credentials/{alias}'],
  ['read-credentials', read('vultrino://credentials'), 'contents'],
  ['read-one', read('vultrino://credentials/bearer'), 'contents'],
  ['read-one-path', read('vultrino://credentials/bearer/secret')],
  ['read-one-query', read('vultrino://credentials/bearer?show_secret=true')],
  ['read-file', read('file:///etc/passwd')],
  ['read-escape', read('vultrino://docs/../../config.toml')],
  ['read-escape-encoded', read('vultrino://docs/%2e%2e%2f%2e%2e%2fconfig.toml')],
  ['list-prompts', rpc('prompts/list', '{}'), 'credential_guide'],
  ['get-prompt', guide('bearer'), '"messages"'],
  ['get-prompt-unknown', rpc('prompts/get', '{"name":"bearer","arguments":{"credential":"bearer"}}')],
  ['complete', completed('b'), 'bearer'],
  ['unknown-tool', tool('reveal_secret', '{"alias":"bearer"}')],
  ['unknown-method', rpc('secrets/read', '{"alias":"bearer"}')],
  ['log-level', rpc('logging/setLevel', '{"level":"debug"}')],
  ['wrong-arguments', tool('http_request', '{"credential":{"$ne":null},"url":["{{origin:other}}"],"method":7}'), 'credential must be text'],
  ['prototype', tool('http_request', '{"__proto__":{"admin":true},"credential":"bearer","url":"{{origin:other}}/","method":"GET"}'), '__proto__'],
  ['nothing', '{}'],
  ['no-json', 'bearer'],
  ['batch', `[${tool('list_credentials', '{}')},${tool('list_credentials', '{}')}]`],
] // prettier-ignore
const reads = READS.map(([id, message, holds]): Row => ({
  id: `mcp-read-${id}`,
  title: `An MCP message that may bring a value to light (${id})`,
  // The secret is in use: what is kept of it is there to be told.
  steps: [
    { do: 'send', url: '{{origin:named}}/x', status: { is: [200] } },
    call(OPEN),
    call(message, holds === undefined ? {} : { holds }),
  ],
  expect: { is: 'kept' },
}))

/** What belongs to others: a caller for one credential learns nothing of `bearer`, not even where it goes. */
const OTHERS: readonly (readonly [id: string, message: string, rule: Partial<Own>])[] = [
  ['list', tool('list_credentials', '{}'), { holds: '"alias":"header"', never: '"bearer"' }],
  ['get', tool('get_credential', '{"alias":"bearer"}'), { holds: 'Permission denied' }],
  ['check', tool('check_access', `{${REQUEST}}`), { holds: 'Permission denied' }],
  ['resources', read('vultrino://credentials'), { holds: '\\"header\\"', never: '\\"bearer\\"' }],
  ['resource', read('vultrino://credentials/bearer'), { holds: 'Permission denied' }],
  ['prompt', guide('bearer'), { holds: 'Permission denied' }],
  ['complete', completed('b'), { holds: '"values"', never: '"bearer"' }],
]
const others = OTHERS.map(([id, message, rule]): Row => ({
  id: `mcp-others-${id}`,
  title: `A caller for another credential asks what there is of bearer (${id})`,
  steps: [call(message, { caller: 'scoped', ...rule })],
  expect: { is: 'kept' },
}))

/** Acts by callers that may not; the credential is still there, as it was, afterwards. */
const ACTS: readonly (readonly [name: string, args: string])[] = [
  ['add_credential', '{"alias":"mine-{{nonce}}","type":"api_key","key":"{{nonce}}{{nonce}}","hosts":["{{origin:other}}"]}'],
  ['update_credential', '{"alias":"bearer","hosts":["{{origin:other}}"]}'],
  ['update_credential', '{"alias":"bearer","new_alias":"mine"}'],
  ['update_credential', '{"alias":"bearer","metadata":{"header_name":"X-Mine"}}'],
  ['delete_credential', '{"alias":"bearer"}'],
] // prettier-ignore
const acts = ACTS.flatMap(([name, args], at) =>
  (['agent', 'scoped', 'reader'] as const).map((caller): Row => ({
    id: `mcp-act-${name.replace('_', '-')}-${String(at + 1)}-${caller}`,
    title: `A key that may not (${caller}) asks for the tool ${name}; the credential is still as it was`,
    steps: [
      call(tool(name, args), { caller, holds: 'Permission denied' }),
      { do: 'own', method: 'GET', path: '/v1/credentials/bearer', caller: 'admin', status: { is: [200] }, holds: '{{origin:named}}', never: '{{origin:other}}' },
    ],
    expect: { is: 'kept' },
  })),
) // prettier-ignore

/** A call that says in its arguments as whom it is made. */
const KEYS: readonly (readonly [caller: CallerName | 'made-up', holds: string])[] = [
  ['revoked', 'unauthorized'],
  ['orphan', 'unauthorized'],
  ['made-up', 'unauthorized'],
  ['scoped', 'Permission denied'],
  ['reader', 'Permission denied'],
]
const asOthers = KEYS.map(([caller, holds]): Row => ({
  id: `mcp-key-argument-${caller}`,
  title: `A call gives the key of another caller in its arguments (${caller}): it has no more right than that one`,
  steps: [
    call(
      tool('http_request', `{${REQUEST},"api_key":"${caller === 'made-up' ? 'vk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' : `{{key:${caller}}}`}"}`),
      { holds },
    ),
    { do: 'own', method: 'POST', path: '/mcp', caller, body: tool('http_request', `{${REQUEST}}`), headers: FIELDS, holds },
  ].slice(0, caller === 'made-up' ? 1 : 2) as Own[],
  expect: { is: 'kept' },
})) // prettier-ignore

const long = (size: number): Content => ({ fill: 'a', size })
const SIZES: readonly (readonly [id: string, message: Content])[] = [
  ['deep', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['deep-arguments', tool('http_request', `{${REQUEST},"headers":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}`)],
  ['long-alias', tool('http_request', `{"credential":"${'a'.repeat(20_000)}","url":"{{origin:named}}/","method":"GET"}`)],
  ['long-url', ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"http_request","arguments":{"credential":"bearer","method":"GET","url":"{{origin:named}}/', long(2_000_000), '"}}}']],
  ['long-body', ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"http_request","arguments":{"credential":"bearer","method":"POST","url":"{{origin:named}}/","body":"', long(50_000_000), '"}}}']],
  ['long-name', ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"', long(1_000_000), '","arguments":{}}}']],
  ['long-method', ['{"jsonrpc":"2.0","id":1,"method":"', long(1_000_000), '","params":{}}']],
  ['long-id', ['{"jsonrpc":"2.0","method":"ping","id":"', long(1_000_000), '"}']],
  ['many-headers', tool('http_request', `{${REQUEST},"headers":{${Array.from({ length: 20_000 }, (_, at) => `"X-${String(at)}":"a"`).join()}}}`)],
  ['many-query', tool('http_request', `{${REQUEST},"query":{"a":[${'1,'.repeat(50_000)}1]}}`)],
  ['many-messages', `[${Array.from({ length: 3000 }, (_, at) => rpc('ping', '{}').replace('1', String(at))).join()}]`],
  ['odd-id', `{"jsonrpc":"2.0","id":{"a":1e999},"method":"tools/list"}`],
  ['half-surrogate', tool('get_credential', '{"alias":"\\ud800bearer"}')],
  ['nul', tool('get_credential', '{"alias":"bearer\\u0000"}')],
] // prettier-ignore
const sizes = SIZES.map(([id, message]): Row => ({
  id: `mcp-size-${id}`,
  title: `An MCP message that no client sends is answered, and the next one too (${id})`,
  steps: [call(message), call(rpc('tools/list', '{}'), { status: { is: [200] }, holds: '"http_request"' })],
  expect: { is: 'contained' },
  limit: 20_000,
}))

const callers = (['revoked', 'orphan', null] as const).map((caller): Row => ({
  id: `mcp-caller-${caller ?? 'nobody'}`,
  title: `MCP by a caller without a right to ask (${caller ?? 'no key'})`,
  steps: [call(tool('http_request', `{${REQUEST}}`), { caller, status: { refused: true } })],
  expect: { is: 'blocked' },
}))
/** Fields that a page in a browser cannot help sending, or that it may send without asking first. */
const PAGES: readonly (readonly [string, string])[] = [
  ['Origin', 'https://evil.example'],
  ['Origin', 'null'],
  ['Origin', 'http://localhost.evil.example'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Host', 'rebound.example'],
]
const pages = PAGES.map(([name, value], at): Row => ({
  id: `mcp-page-${String(at + 1)}`,
  title: `A web page asks the MCP endpoint (${name}: ${value})`,
  steps: [
    call(OPEN, {
      headers: [['Accept', 'application/json, text/event-stream'], [name, value]],
      status: { refused: true },
    }),
  ],
  expect: { is: 'blocked' },
})) // prettier-ignore
const single: Row[] = [
  { id: 'mcp-notified-request', title: 'A request to a target comes as a notification, by a caller that may not', steps: [call(`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"http_request","arguments":{${REQUEST}}}}`, { caller: 'scoped' }), { do: 'pause', ms: 300 }, { do: 'send', url: '{{origin:named}}/', caller: 'scoped', status: { refused: true } }], expect: { is: 'blocked' } },
  { id: 'mcp-session-made-up', title: 'A message names a session that nobody opened', steps: [call(tool('list_credentials', '{}'), { caller: null, headers: [...FIELDS, ['Mcp-Session-Id', 'a'.repeat(36)]], status: { refused: true } })], expect: { is: 'blocked' } },
  { id: 'mcp-stream-nobody', title: 'A stream of notifications is asked for without a key', steps: [{ do: 'own', method: 'GET', path: '/mcp', caller: null, headers: FIELDS, status: { refused: true } }], expect: { is: 'blocked' } },
  { id: 'mcp-stream-revoked', title: 'The same with a key that was revoked', steps: [{ do: 'own', method: 'GET', path: '/mcp', caller: 'revoked', headers: FIELDS, status: { refused: true } }], expect: { is: 'blocked' } },
] // prettier-ignore

export const MCP_CASES: readonly AttackCase[] = attacks(11, { surfaces: ['mcp'], needs: ['own-api'] }, [
  ...reads, ...others, ...acts, ...asOthers, ...sizes, ...callers, ...pages, ...single,
]) // prettier-ignore
