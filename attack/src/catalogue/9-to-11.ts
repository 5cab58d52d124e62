import type { AttackCase, Feature } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import { attacks, post, type Row } from './make.ts'

/** These damage copies of what is at rest, and start the program over them: code, by name in `src/run/probes`. */
const FAULTS: readonly (readonly [id: string, title: string])[] = [
  ['plain-files', 'No file at rest can be read by others than its owner'],
  ['wrong-password', 'The program does not start with a wrong password, and says nothing secret'],
  ['flipped-bytes', 'A byte of the vault is changed: the program refuses, and gives no part of it'],
  ['truncated', 'The vault is cut off: the program refuses'],
  ['killed', 'The program is killed in the middle of requests, and starts again with all it had'],
]
/** The same, of what takes more of a proxy than files. */
const MORE: readonly (readonly [id: string, title: string, needs: readonly Feature[], origins?: Row['origins']])[] = [
  ['rolled-back', 'The vault is put back to an older state: the program refuses, or says so', ['files', 'own-api']],
  ['other-files', 'Another file at rest is damaged, or a folder: the program neither crashes nor hangs, and says nothing secret', ['files']],
  ['killed-in-writes', 'The program is killed while credentials are added: what it said was done is done', ['own-api']],
  ['many-connections', 'A caller opens very many connections, and goes away', []],
  // Not of proxies that an adapter hands its secrets to by the environment.
  ['process-table', 'No secret stands in arguments or environment of a process', ['files'], { named: { does: 'answer', framing: 'chunked', piece: 1, pause: 300, body: 'slow' } }],
  ['temporary-files', 'No secret is put down in a temporary file', []],
] // prettier-ignore
const faults = [...FAULTS.map(([id, title]) => [id, title, ['files']] as const), ...MORE].map(
  ([id, title, needs, origins = {}]): Row => ({
    id: `rest-${id}`,
    title,
    surfaces: [],
    needs,
    origins,
    expect: { is: 'probe', probe: id },
  }),
)

/** The target fails in one way or another, and is there again: so is the way to it. */
const GONE: readonly (readonly [id: string, each: Behaviour])[] = [
  ['resets', { does: 'raw', writes: [], then: 'reset' }],
  ['closes', { does: 'raw', writes: [], then: 'end' }],
  ['silent', { does: 'silence' }],
  ['half', { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{{secret}}' }], then: 'reset' }],
  ['nonsense', { does: 'raw', writes: [{ bytes: '{{secret}}\r\n\r\n' }], then: 'end' }],
  ['overloaded', { does: 'answer', status: 503, headers: [['Retry-After', '1']], body: 'too much of {{secret}}' }],
] // prettier-ignore
const gone = GONE.map(([id, each]): Row => ({
  id: `rest-target-${id}`,
  title: `The target fails twice and is there again (${id})`,
  surfaces: ['reverse', 'json-api', 'mcp', 'absolute-form', 'connect'],
  origins: { named: { does: 'sequence', each: [each, each, { does: 'answer', body: 'back' }] } },
  steps: [post('/x', 'text'), post('/x', 'text'), post('/x', 'text', { status: { is: [200] } })],
  expect: { is: 'contained' },
  limit: 20_000,
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

export const REST_CASES: readonly AttackCase[] = [
  ...attacks(9, {}, [...faults, ...gone]),
  ...attacks(10, {}, plugins),
]
