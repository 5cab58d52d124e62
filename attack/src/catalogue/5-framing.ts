import type { AttackCase } from '../contract/attack-case.ts'
import type { Content } from '../contract/content.ts'
import { attacks, get, post, SOCKETS, STRUCTURED, wire, type Row } from './make.ts'

const SECOND = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
const size = (text: string): string => String(text.length)

/** Requests that two readers of HTTP may understand in two ways. */
const REQUESTS: readonly (readonly [id: string, bytes: Content])[] = [
  ['cl-te', `POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: ${String(SECOND.length + 5)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['te-cl', `POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${SECOND.length.toString(16)}\r\n${SECOND}\r\n0\r\n\r\n`],
  ['cl-cl', `POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 5\r\nContent-Length: ${size(SECOND)}\r\n\r\n${SECOND}`],
  ['cl-list', `POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 5, 5\r\n\r\nhello`],
  ['cl-plus', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: +5\r\n\r\nhello'],
  ['cl-minus', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: -5\r\n\r\nhello'],
  ['cl-hex', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 0x5\r\n\r\nhello'],
  ['cl-huge', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 99999999999999999999\r\n\r\nhello'],
  ['cl-space', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length : 5\r\n\r\nhello'],
  ['cl-empty', 'POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length:\r\n\r\nhello'],
  ['te-twice', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n'],
  ['te-odd', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['te-tab', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['te-vertical-tab', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['te-gzip', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['te-in-1-0', 'POST {{target}} HTTP/1.0\r\n{{auth}}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['te-folded', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['te-trailing-comma', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n'],
  ['chunk-size-plus', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n'],
  ['chunk-size-0x', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n'],
  ['chunk-size-huge', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n'],
  ['chunk-lf', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n'],
  ['chunk-long-extension', ['POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n5;', { fill: 'a', size: 100_000 }, '\r\nhello\r\n0\r\n\r\n']],
  ['chunk-wrong-end', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX\r\n0\r\n\r\n'],
  ['trailer-auth', 'POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: x\r\nX-Vultrino-Credential: elsewhere\r\nHost: {{host:other}}\r\n\r\n'],
  ['bare-lf', 'GET {{target}} HTTP/1.1\n{{auth}}X-A: b\n\n'],
  ['bare-cr', 'GET {{target}} HTTP/1.1\r\n{{auth}}X-A: b\rX-C: d\r\n\r\n'],
  ['nul-in-field', 'GET {{target}} HTTP/1.1\r\n{{auth}}X-A: b\0c\r\n\r\n'],
  ['folded', 'GET {{target}} HTTP/1.1\r\n{{auth}}X-A: b\r\n c\r\n\r\n'],
  ['name-space', 'GET {{target}} HTTP/1.1\r\n{{auth}}X A: b\r\n\r\n'],
  ['name-empty', 'GET {{target}} HTTP/1.1\r\n{{auth}}: b\r\n\r\n'],
  ['name-high', 'GET {{target}} HTTP/1.1\r\n{{auth}}X-\u00e9: b\r\n\r\n'],
  ['no-colon', 'GET {{target}} HTTP/1.1\r\n{{auth}}nonsense\r\n\r\n'],
  ['leading-space', 'GET {{target}} HTTP/1.1\r\n X-First: a\r\n{{auth}}\r\n'],
  ['leading-lines', '\r\n\r\nGET {{target}} HTTP/1.1\r\n{{auth}}\r\n'],
  ['lower-case', 'get {{target}} http/1.1\r\n{{auth}}\r\n'],
  ['version-2', 'GET {{target}} HTTP/2.0\r\n{{auth}}\r\n'],
  ['version-9', 'GET {{target}} HTTP/9.9\r\n{{auth}}\r\n'],
  ['preface-h2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['tls-hello', { hex: '16030100a5010000a10303' }],
  ['method-odd', 'G\u00c9T {{target}} HTTP/1.1\r\n{{auth}}\r\n'],
  ['method-long', [{ fill: 'A', size: 20_000 }, ' {{target}} HTTP/1.1\r\n{{auth}}\r\n']],
  ['target-long', ['GET {{target}}?', { fill: 'a', size: 200_000 }, ' HTTP/1.1\r\n{{auth}}\r\n']],
  ['field-long', ['GET {{target}} HTTP/1.1\r\n{{auth}}X-A: ', { fill: 'a', size: 300_000 }, '\r\n\r\n']],
  ['fields-many', ['GET {{target}} HTTP/1.1\r\n{{auth}}', { fill: 'X-A: b\r\n', size: 400_000 }, '\r\n']],
  ['expect-odd', 'POST {{target}} HTTP/1.1\r\n{{auth}}Expect: 200-maybe\r\nContent-Length: 5\r\n\r\nhello'],
  ['expect-then-nothing', 'POST {{target}} HTTP/1.1\r\n{{auth}}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello'],
  ['upgrade-h2c', 'GET {{target}} HTTP/1.1\r\n{{auth}}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n'],
  ['upgrade-websocket', 'GET {{target}} HTTP/1.1\r\n{{auth}}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'],
  ['pipelined', `GET {{target}} HTTP/1.1\r\n{{auth}}\r\n${SECOND}`],
  ['pipelined-many', { of: ['GET {{target}} HTTP/1.1\r\n{{auth}}\r\n'.repeat(40)], through: [] }],
  ['host-none', 'GET {{target}} HTTP/1.1\r\nX-Vultrino-Credential: bearer\r\n\r\n'],
  ['only-blank', '\r\n\r\n\r\n\r\n'],
  ['garbage', { random: 3000, seed: 7 }],
] // prettier-ignore
/** These are whole: whoever half-closes after them may be taken for gone, and then nothing would be tried. */
const WHOLE: ReadonlySet<string> = new Set([
  'trailer-auth', 'leading-lines', 'expect-then-nothing', 'upgrade-h2c', 'pipelined', 'pipelined-many',
]) // prettier-ignore
const requests = REQUESTS.map(([id, bytes]): Row => ({
  id: `frame-request-${id}`,
  title: `A caller's request that can be read in two ways, or in none (${id})`,
  surfaces: SOCKETS,
  origins: { named: { does: 'echo' }, other: { does: 'echo' } },
  steps: [wire(bytes, { then: WHOLE.has(id) ? 'stay' : 'end' })],
  expect: { is: 'kept' },
  limit: 12_000,
}))

const slow: Row[] = (
  [
    ['head-cut', wire('GET {{target}} HTTP/1.1\r\n{{auth}}', { then: 'end' })],
    [
      'body-cut',
      wire('POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 50\r\n\r\nhello', { then: 'end' }),
    ],
    [
      'chunks-cut',
      wire('POST {{target}} HTTP/1.1\r\n{{auth}}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', {
        then: 'end',
      }),
    ],
    ['reset-at-once', wire('GET {{target}} HTTP/1.1\r\n{{auth}}\r\n', { then: 'reset' })],
    [
      'reset-in-body',
      wire('POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 50\r\n\r\nhello', { then: 'reset' }),
    ],
    [
      'byte-by-byte',
      wire('GET {{target}} HTTP/1.1\r\n{{auth}}Connection: close\r\n\r\n', { piece: 1, pause: 1 }),
    ],
  ] as const
).map(([id, step]) => ({
  id: `frame-client-${id}`,
  title: `The caller goes away or dribbles (${id})`,
  surfaces: SOCKETS,
  origins: { named: { does: 'echo' } },
  steps: [step],
  limit: 12_000,
}))

const connection = ['Authorization', 'X-Vultrino-Credential', 'Host', 'Content-Length', 'close, Authorization', 'X-Api-Key', 'Cookie', '*'].map((named, at): Row => ({
  id: `frame-connection-${String(at + 1)}`,
  title: `The caller's Connection field names ${named}, so that it would be taken out on the way`,
  surfaces: SOCKETS,
  origins: { named: { does: 'echo' } },
  steps: [wire(`GET {{target}} HTTP/1.1\r\n{{auth}}Connection: ${named}\r\nAuthorization: Bearer of-the-caller\r\n\r\n`)],
  expect: { is: 'contained' },
})) // prettier-ignore
const NAMED = [
  ['bearer', 'Authorization'],
  ['basic', 'close, authorization'],
  ['header', 'X-Api-Key'],
  ['header', 'keep-alive, x-API-key'],
  ['long', 'X-Long'],
  ['hexadecimal', ', X-Hex ,'],
] as const
const connectionKept = NAMED.map(([credential, named], at): Row => ({
  id: `frame-connection-kept-${String(at + 1)}`,
  title: `The caller's Connection field names the one that the secret goes into (${named}): it goes out all the same`,
  surfaces: SOCKETS,
  credential,
  origins: { named: { does: 'echo' } },
  steps: [get('/x', { headers: [['Connection', named]] })],
  expect: { is: 'scrubbed' },
})) // prettier-ignore
const overridden: Row[] = (['bearer', 'header', 'long', 'basic'] as const).map((credential) => ({
  id: `frame-own-copy-${credential}`,
  title: `The caller sends the header that the secret goes into itself, in odd case and with an underscore (${credential})`,
  credential,
  origins: { named: { does: 'echo' } },
  steps: [get('/x', { headers: [['x-api-KEY', 'mine'], ['X_Api_Key', 'mine'], ['x-LONG', 'mine'], ['Cookie', 'a=b']] })],
  expect: { is: 'scrubbed' },
})) // prettier-ignore

const injected: Row[] = (['a\r\nX-Injected: yes', 'a\nX-Injected: yes', 'a\rX-Injected: yes', 'a\0b', 'a\r\n\r\nGET / HTTP/1.1\r\nHost: x'] as const).flatMap((value, at): Row[] => [
  { id: `frame-inject-value-${String(at + 1)}`, title: 'The caller puts line ends into the value of a field', surfaces: ['json-api', 'mcp', 'cli'], steps: [get('/x', { headers: [['X-A', value]] })], expect: { is: 'blocked' } },
  { id: `frame-inject-name-${String(at + 1)}`, title: 'The same into its name', surfaces: ['json-api', 'mcp'], steps: [get('/x', { headers: [[value, 'x']] })], expect: { is: 'blocked' } },
  { id: `frame-inject-method-${String(at + 1)}`, title: 'The same into the method', surfaces: ['json-api', 'mcp'], steps: [get('/x', { method: `GET ${value}` })], expect: { is: 'blocked' } },
  { id: `frame-inject-url-${String(at + 1)}`, title: 'The same into the URL', surfaces: ['json-api', 'mcp'], steps: [get(`/x?${value}`)], expect: { is: 'kept' } },
  { id: `frame-inject-alias-${String(at + 1)}`, title: 'The same into the alias', surfaces: ['json-api', 'mcp'], steps: [get('/x', { ask: `bearer${value}` })], expect: { is: 'blocked' } },
]) // prettier-ignore

const beyondAscii = ['€', 'é', '\u{1f600}'].map((value, at): Row => ({
  id: `frame-field-beyond-ascii-${String(at + 1)}`,
  title: `A field with letters beyond ASCII is asked for by way of JSON, where it has no bytes of its own: ${value}`,
  surfaces: ['json-api', 'mcp', 'mcp-stdio'],
  steps: [get('/x', { headers: [['X-A', value]], status: { is: [400, 403] } })],
  expect: { is: 'blocked' },
}))

const OK = 'HTTP/1.1 200 OK\r\n'
/** What a target may do to the framing of its answer. */
const ANSWERS: readonly (readonly [id: string, bytes: Content, then: 'end' | 'reset' | 'stay'])[] = [
  ['cl-te', `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{{secret}}\r\n0\r\n\r\n`, 'end'],
  ['cl-cl', `${OK}Content-Length: 5\r\nContent-Length: 40\r\n\r\n{{secret}}`, 'end'],
  ['cl-short', `${OK}Content-Length: 5\r\n\r\nhello{{secret}}`, 'end'],
  ['cl-long', `${OK}Content-Length: 500\r\n\r\n{{secret}}`, 'end'],
  ['cl-long-reset', `${OK}Content-Length: 500\r\n\r\n{{secret}}`, 'reset'],
  ['cl-bad', `${OK}Content-Length: abc\r\n\r\n{{secret}}`, 'end'],
  ['chunk-bad', `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{secret}}\r\n0\r\n\r\n`, 'end'],
  ['chunk-cut', `${OK}Transfer-Encoding: chunked\r\n\r\n28\r\n{{secret}}`, 'end'],
  ['chunk-reset', `${OK}Transfer-Encoding: chunked\r\n\r\n28\r\n{{secret}}`, 'reset'],
  ['te-unknown', `${OK}Transfer-Encoding: secretly\r\n\r\n{{secret}}`, 'end'],
  ['te-gzip', [`${OK}Transfer-Encoding: gzip\r\n\r\n`, { of: '{{secret}}', through: ['gzip'] }], 'end'],
  ['te-gzip-chunked', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n28\r\n{{secret}}\r\n0\r\n\r\n`, 'end'],
  ['second-answer', `${OK}Content-Length: 2\r\n\r\nok${OK}X-Echo: {{secret}}\r\nContent-Length: 40\r\n\r\n{{secret}}`, 'end'],
  ['early-second', `${OK}Content-Length: 2\r\n\r\nok${OK}Content-Length: 40\r\n\r\n{{secret}}`, 'stay'],
  ['no-head', '', 'end'],
  ['reset', '', 'reset'],
  ['half-head', `${OK}X-Echo: {{secret}}\r\n`, 'end'],
  ['status-0', 'HTTP/1.1 000 Zero {{secret}}\r\nContent-Length: 0\r\n\r\n', 'end'],
  ['status-1000', 'HTTP/1.1 1000 Large {{secret}}\r\nContent-Length: 0\r\n\r\n', 'end'],
  ['status-101', 'HTTP/1.1 101 Switching {{secret}}\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n{{secret}}', 'end'],
  ['version-0-9', '{{secret}}', 'end'],
  ['bare-lf', 'HTTP/1.1 200 OK\nX-Echo: {{secret}}\nContent-Length: 2\n\nok', 'end'],
  ['nul-in-field', `${OK}X-Echo: \0{{secret}}\r\nContent-Length: 2\r\n\r\nok`, 'end'],
  ['field-space', `${OK}X-Echo : {{secret}}\r\nContent-Length: 2\r\n\r\nok`, 'end'],
  ['field-endless', [`${OK}X-Echo: `, { fill: 'a', size: 2_000_000 }, '{{secret}}'], 'stay'],
  ['fields-endless', [OK, { fill: 'X-A: b\r\n', size: 2_000_000 }], 'stay'],
  ['reason-long', ['HTTP/1.1 200 ', { fill: 'a', size: 300_000 }, '{{secret}}\r\nContent-Length: 2\r\n\r\nok'], 'end'],
  ['interim-many', ['HTTP/1.1 103 Early\r\nX-A: {{secret}}\r\n\r\n'.repeat(500), `${OK}Content-Length: 2\r\n\r\nok`], 'end'],
  ['trailers-many', [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`, { fill: 'X-A: b\r\n', size: 1_000_000 }, '\r\n'], 'end'],
  ['body-for-304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 40\r\n\r\n{{secret}}', 'end'],
  ['body-for-204', 'HTTP/1.1 204 No Content\r\nContent-Length: 40\r\n\r\n{{secret}}', 'end'],
  ['connection-named', `${OK}Connection: X-Echo\r\nX-Echo: {{secret}}\r\nContent-Length: 2\r\n\r\nok`, 'end'],
  ['silent', '', 'stay'],
  ['silent-after-head', `${OK}Content-Length: 50\r\n\r\n{{secret}}`, 'stay'],
  ['bytes-before', [{ random: 64, seed: 3 }, `${OK}Content-Length: 40\r\n\r\n{{secret}}`], 'end'],
] // prettier-ignore
const answers = ANSWERS.map(([id, bytes, then]): Row => ({
  id: `frame-answer-${id}`,
  title: `The target breaks the framing of its answer (${id}), with the secret in the gap`,
  surfaces: STRUCTURED,
  origins: { named: { does: 'raw', writes: [{ bytes }], then } },
  limit: 12_000,
}))
const early: Row = {
  id: 'frame-answer-before-request',
  title: 'The target answers before the body has come, and closes',
  surfaces: SOCKETS,
  origins: { named: { does: 'raw', writes: [{ bytes: `HTTP/1.1 413 No\r\nConnection: close\r\nContent-Length: 40\r\n\r\n{{secret}}` }], then: 'end' } },
  steps: [post('/upload', { fill: 'a', size: 2_000_000 })],
} // prettier-ignore

const zeros = (megabytes: number): Content => ({ fill: '\0', size: megabytes * 1024 * 1024 })
const bombs: Row[] = (['gzip', 'deflate', 'br', 'zstd'] as const).flatMap((coding): Row[] => [
  {
    id: `frame-bomb-${coding}`,
    title: `Twenty-four megabytes of nothing, compressed to a few kilobytes, and the secret at the end (${coding})`,
    surfaces: ['reverse', 'json-api'],
    origins: { named: { does: 'answer', headers: [['Content-Encoding', coding]], body: { of: [zeros(24), '{{secret}}'], through: [coding] } } },
    limit: 20_000,
  },
  {
    id: `frame-bomb-twice-${coding}`,
    title: `Such a thing within another (${coding})`,
    surfaces: ['reverse'],
    origins: { named: { does: 'answer', headers: [['Content-Encoding', `${coding}, ${coding}`]], body: { of: [zeros(24), '{{secret}}'], through: [coding, coding] } } },
    limit: 20_000,
  },
]) // prettier-ignore

export const FRAMING_CASES: readonly AttackCase[] = attacks(5, {}, [
  ...requests, ...slow, ...connection, ...connectionKept, ...overridden, ...injected, ...beyondAscii, ...answers, early, ...bombs,
]) // prettier-ignore
