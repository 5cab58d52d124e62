import type { AttackCase, Own } from '../contract/attack-case.ts'
import { attacks, type Row } from './make.ts'

/** These damage copies of what is at rest, and start the program over them: code, by name in `src/run/probes`. */
const FAULTS: readonly (readonly [id: string, title: string])[] = [
  ['plain-files', 'No file at rest can be read by others than its owner'],
  ['wrong-password', 'The program does not start with a wrong password, and says nothing secret'],
  ['flipped-bytes', 'A byte of the vault is changed: the program refuses, and gives no part of it'],
  ['truncated', 'The vault is cut off: the program refuses'],
  ['killed', 'The program is killed in the middle of requests, and starts again with all it had'],
]
const faults = FAULTS.map(([id, title]): Row => ({
  id: `rest-${id}`,
  title,
  surfaces: [],
  needs: ['files'],
  expect: { is: 'probe', probe: id },
}))

const PLUGINS: readonly (readonly [id: string, title: string])[] = [
  ['endless-loop', 'A plugin that never returns'],
  ['memory-fill', 'A plugin that is busy in one instruction for ever'],
  ['memory-grow', 'A plugin that takes all memory'],
  ['recursion', 'A plugin that calls itself without end'],
  ['bad-pointer', 'A plugin whose answer lies outside its memory'],
  ['foreign-import', 'A plugin that asks for functions it may not have'],
  ['manifest-escape', 'A manifest that names files outside its folder'],
  ['archive-escape', 'An archive that unpacks outside its folder'],
  ['other-type', 'A plugin is handed a credential of a type that it did not declare'],
  ['secret-in-output', 'A plugin gives the secret back as its result'],
  ['stdout', 'A plugin prints the secret'],
]
const plugins = PLUGINS.map(([id, title]): Row => ({
  id: `plugin-${id}`,
  title,
  surfaces: [],
  needs: ['plugins'],
  expect: { is: 'probe', probe: `plugin-${id}` },
}))

const call = (body: string, more: Partial<Own> = {}): Own => ({
  do: 'own', method: 'POST', path: '/mcp', caller: 'agent', body,
  headers: [['Accept', 'application/json, text/event-stream'], ['MCP-Protocol-Version', '2025-06-18']], ...more,
}) // prettier-ignore
const rpc = (method: string, params: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`
const tool = (name: string, args: string): string =>
  rpc('tools/call', `{"name":"${name}","arguments":${args}}`)
const OPEN = rpc(
  'initialize',
  '{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}',
)

const READS: readonly (readonly [id: string, message: string])[] = [
  [
    'get-credential',
    tool('get_credential', '{"alias":"bearer","credential":"bearer","show_secret":true,"reveal":true}'),
  ],
  ['list-credentials', tool('list_credentials', '{"include_secrets":true}')],
  ['list-tools', rpc('tools/list', '{}')],
  ['list-resources', rpc('resources/list', '{}')],
  ['read-credentials', rpc('resources/read', '{"uri":"vultrino://credentials"}')],
  ['read-file', rpc('resources/read', '{"uri":"file:///etc/passwd"}')],
  ['read-escape', rpc('resources/read', '{"uri":"vultrino://docs/../../config.toml"}')],
  ['list-prompts', rpc('prompts/list', '{}')],
  ['get-prompt', rpc('prompts/get', '{"name":"bearer","arguments":{"credential":"bearer"}}')],
  ['unknown-tool', tool('reveal_secret', '{"alias":"bearer"}')],
  ['unknown-method', rpc('secrets/read', '{"alias":"bearer"}')],
  [
    'wrong-arguments',
    tool('http_request', '{"credential":{"$ne":null},"url":["{{origin:other}}"],"method":7}'),
  ],
  [
    'prototype',
    tool(
      'http_request',
      '{"__proto__":{"admin":true},"credential":"bearer","url":"{{origin:other}}/","method":"GET"}',
    ),
  ],
  ['nothing', '{}'],
  ['no-json', 'bearer'],
  ['batch', `[${tool('list_credentials', '{}')},${tool('list_credentials', '{}')}]`],
  ['deep', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  [
    'long-alias',
    tool('http_request', `{"credential":"${'a'.repeat(20_000)}","url":"{{origin:named}}/","method":"GET"}`),
  ],
]
const reads = READS.map(([id, message]): Row => ({
  id: `mcp-read-${id}`,
  title: `An MCP message that may bring a value to light (${id})`,
  steps: [call(OPEN), call(message)],
  expect: { is: 'kept' },
}))
const ACTS = ['add_credential', 'update_credential', 'delete_credential'] as const
const acts = ACTS.map((name): Row => ({
  id: `mcp-act-${name.replace('_', '-')}`,
  title: `A key that may not asks for the tool ${name}; the credential is still there afterwards`,
  steps: [
    call(
      tool(
        name,
        '{"alias":"bearer","type":"api_key","key":"{{nonce}}{{nonce}}","hosts":["{{origin:other}}"],"host":"{{origin:other}}"}',
      ),
      { caller: 'scoped' },
    ),
    { do: 'own', method: 'GET', path: '/v1/credentials/bearer', caller: 'admin', status: { is: [200] } },
  ],
  expect: { is: 'kept' },
}))
const callers = (['revoked', 'orphan', null] as const).map((caller): Row => ({
  id: `mcp-caller-${caller ?? 'nobody'}`,
  title: `MCP by a caller without a right to ask (${caller ?? 'no key'})`,
  steps: [
    call(tool('http_request', '{"credential":"bearer","url":"{{origin:named}}/","method":"GET"}'), {
      caller,
      status: { refused: true },
    }),
  ],
  expect: { is: 'blocked' },
}))
const pages = (['https://evil.example', 'null', 'http://localhost.evil.example'] as const).map(
  (origin, at): Row => ({
    id: `mcp-page-${String(at + 1)}`,
    title: `A web page asks the MCP endpoint (${origin})`,
    steps: [
      call(OPEN, {
        headers: [
          ['Accept', 'application/json, text/event-stream'],
          ['Origin', origin],
        ],
        status: { refused: true },
      }),
    ],
    expect: { is: 'blocked' },
  }),
)

export const REST_CASES: readonly AttackCase[] = [
  ...attacks(9, {}, faults),
  ...attacks(10, {}, plugins),
  ...attacks(11, { surfaces: ['mcp'], needs: ['own-api'] }, [...reads, ...acts, ...callers, ...pages]),
]
