import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, post, SOCKETS, STRUCTURED, wire, WITH_COMMANDS, type Row } from './make.ts'

const slice = (from: number, to: number): string => `bytes=${String(from)}-${String(to)}`
const ranges = [
  slice(0, 7), slice(8, 15), slice(4, 30), slice(7, 20), 'bytes=0-3,4-7,8-11', 'bytes=-12', 'bytes=5-', 'Bytes=6-12', 'bytes=0-0,1-1,2-2',
] // prettier-ignore
const ranged = ranges.map((range, at): Row => ({
  id: `back-range-${String(at + 1)}`,
  title: `The caller asks for a slice of a body that holds the secret: ${range}`,
  origins: { named: { does: 'ranges', body: ['<<', '{{secret}}', '>>'] } },
  steps: [get('/file', { headers: [['Range', range]] })],
  expect: { is: 'scrubbed' },
}))

const bytewise: Row = {
  id: 'back-range-byte-by-byte',
  title: 'The caller asks for every byte of the secret in a request of its own, and puts them together',
  surfaces: ['reverse', 'json-api', 'absolute-form', 'connect'],
  origins: { named: { does: 'ranges', body: ['{{secret}}'] } },
  steps: Array.from({ length: 8 }, (_, at) => get('/file', { headers: [['Range', slice(at * 6, at * 6 + 5)], ['If-Range', '"x"']] })),
  expect: { is: 'scrubbed' },
} // prettier-ignore

const stored = ([
  ['plain', '/note', '/note'], ['other-path', '/a', '/b?list=all'], ['with-body', '/post', '/read'], ['post-then-query', '/post?x=1', '/read?y=2'],
] as const).map(([name, write, read]): Row => ({
  id: `back-store-${name}`,
  title: `The target keeps what it got, and gives it back at another request (${name})`,
  surfaces: name === 'plain' ? WITH_COMMANDS : STRUCTURED,
  origins: { named: { does: 'store' } },
  steps: [post(write, 'text of the caller'), get(read)],
  expect: { is: 'scrubbed' },
})) // prettier-ignore

const OTHERS = ['basic', 'header', 'query', 'awkward', 'punctuated', 'long', 'jwt', 'policed'] as const
const others = OTHERS.map((name): Row => ({
  id: `back-other-credential-${name}`,
  title: `The target gives back the secret of another credential that is bound to it (${name}), learnt earlier`,
  needs: ['several-credentials'],
  origins: {
    named: { does: 'answer', body: ['{"yours":"{{secret}}","another":"', `{{secret:${name}}}`, '"}'] },
  },
  expect: { is: 'scrubbed' },
}))
const prefixes: Row[] = [
  {
    id: 'back-prefix-of-another',
    title: 'One secret is the beginning of another; the longer one comes back',
    credential: 'long',
    origins: { named: { does: 'answer', body: '({{secret}})' } },
    expect: { is: 'scrubbed' },
  },
  {
    id: 'back-prefix-and-rest',
    title:
      'One secret is the beginning of another; the shorter one comes back, then the longer one in pieces',
    credential: 'prefix',
    origins: {
      named: { does: 'answer', framing: 'chunked', piece: 9, body: '{{secret}}{{secret:long}}{{secret}}' },
    },
    expect: { is: 'scrubbed' },
  },
]

const events = (
  [
    'data: {{secret}}\n\n',
    'event: {{secret}}\ndata: x\n\n',
    'id: {{secret}}\ndata: x\n\n',
    ': {{secret}}\n\n',
    'data: {"t":"{{secret}}"}\r\n\r\n',
  ] as const
).map((event, at): Row => ({
  id: `back-sse-${String(at + 1)}`,
  title: `An event stream gives the secret back in its line ${event.split(/[:{]/)[0] || 'comment'}`,
  surfaces: ['reverse', 'absolute-form', 'connect', 'h2-client'],
  origins: {
    named: {
      does: 'stream',
      headers: [['Content-Type', 'text/event-stream']],
      piece: event,
      pause: 5,
      pieces: 6,
    },
  },
  expect: { is: 'scrubbed' },
}))
const dribbled: Row = {
  id: 'back-sse-byte-by-byte',
  title: 'An event stream gives the secret back byte by byte, each a packet',
  surfaces: ['reverse', 'absolute-form', 'connect'],
  origins: {
    named: {
      does: 'answer',
      framing: 'chunked',
      piece: 1,
      pause: 2,
      headers: [['Content-Type', 'text/event-stream']],
      body: 'data: {{secret}}\n\n',
    },
  },
  expect: { is: 'scrubbed' },
}

const interim = ([100, 102, 103, 199] as const).map((status): Row => ({
  id: `back-interim-${String(status)}`,
  title: `An answer of status ${String(status)} before the real one holds the secret`,
  surfaces: SOCKETS,
  origins: { named: { does: 'answer', interim: [{ status, reason: 'Early {{secret}}', headers: [['Link', '</{{secret}}>; rel=preload'], ['X-Echo', '{{secret}}']] }] } },
  expect: { is: 'contained' },
})) // prettier-ignore

const statuses = [201, 203, 206, 226, 300, 301, 303, 307, 308, 400, 401, 403, 404, 418, 429, 451, 500, 502, 503, 504, 599].map((status): Row => ({
  id: `back-status-${String(status)}`,
  title: `The secret stands in body and header of an answer of status ${String(status)}`,
  origins: { named: { does: 'answer', status, headers: [['X-Echo', '{{secret}}'], ['Retry-After', '1']], body: 'error: bad token {{secret}}' } },
  expect: { is: 'scrubbed' },
})) // prettier-ignore

const NAMES = ['{{secret}}', 'X-{{secret}}', '{{secret}}-Id']
const names = NAMES.map((name, at): Row => ({
  id: `back-header-name-${String(at + 1)}`,
  title: `The secret is a part of the name of a header: ${name.replace(/[{}]/g, '')}`,
  surfaces: SOCKETS,
  origins: {
    named: {
      does: 'raw',
      writes: [{ bytes: `HTTP/1.1 200 OK\r\n${name}: x\r\nContent-Length: 2\r\n\r\nok` }],
      then: 'end',
    },
  },
}))

const methods = ['TRACE', 'Trace', 'TRACK', 'OPTIONS', 'PROPFIND', 'DELETE', 'PATCH', 'QUERY', 'MADEUP'].map(
  (method): Row => ({
    id: `back-method-${method === 'Trace' ? 'trace-odd-case' : method.toLowerCase()}`,
    title: `The target gives the whole request back to the method ${method}`,
    origins: { named: { does: 'echo', type: 'message/http' } },
    steps: [get('/trace', { method })],
  }),
)

const moved = (['tls', 'h2'] as const).flatMap((credential): Row[] => {
  const origin = credential === 'tls' ? 'named-tls' : 'named-h2'
  const url = `{{origin:${origin}}}/echo`
  return (
    [
      ['body', { does: 'answer', body: 'body {{secret}}' }],
      ['header', { does: 'answer', headers: [['x-echo', '{{secret}}'], ['set-cookie', 'a={{secret}}']] }],
      ['gzip', { does: 'answer', headers: [['content-encoding', 'gzip']], body: { of: '{{secret}}', through: ['gzip'] } }],
      ['trailer', { does: 'answer', framing: 'chunked', body: 'text', trailers: [['x-sum', '{{secret}}']] }],
      ['pieces', { does: 'answer', framing: 'chunked', piece: 7, body: ['before ', { of: '{{secret}}', through: ['base64-after-1'] }, ' after'] }],
      ['whole-request', { does: 'echo' }],
      ['early-hints', { does: 'answer', interim: [{ status: 103, headers: [['link', '</{{secret}}>']] }], body: 'ok' }],
    ] as const
  ).map(([name, behaviour]) => ({
    id: `back-${credential}-${name}`,
    title: `The target gives the secret back over ${credential === 'h2' ? 'HTTP/2' : 'TLS'}: ${name}`,
    credential,
    surfaces: name === 'body' ? WITH_COMMANDS : STRUCTURED,
    origins: { [origin]: behaviour },
    steps: [get(url)],
    expect: { is: 'scrubbed' },
  }))
}) // prettier-ignore

const own: Row[] = [
  { id: 'back-caller-knows-alias', title: 'The caller sends the marker of scrubbing itself, and asks for it back', steps: [post('/x', '[vultrino:bearer] {{nonce}}')], origins: { named: { does: 'echo' } }, expect: { is: 'scrubbed' } },
  { id: 'back-accept-encoding-odd', title: 'The caller asks for codings that nobody can scan', steps: [get('/x', { headers: [['Accept-Encoding', 'compress, exi, pack200-gzip']] })], origins: { named: { does: 'echo' } }, expect: { is: 'scrubbed' } },
  { id: 'back-te-trailers', title: 'The caller asks for trailers, and the secret is in one', surfaces: SOCKETS, steps: [get('/x', { headers: [['TE', 'trailers']] })], origins: { named: { does: 'answer', framing: 'chunked', trailers: [['X-Late', '{{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'back-trailer-forbidden', title: 'A trailer of a name that may not be one holds the secret', surfaces: SOCKETS, origins: { named: { does: 'answer', framing: 'chunked', trailers: [['Content-Type', '{{secret}}'], ['Set-Cookie', '{{secret}}']] } }, expect: { is: 'contained' } },
  { id: 'back-folded-header', title: 'The secret stands in a header that is folded over lines', surfaces: SOCKETS, origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nX-Echo: a\r\n  {{secret}}\r\n {{secret}}\r\nContent-Length: 2\r\n\r\nok' }], then: 'end' } } },
  { id: 'back-http-1-0', title: 'An answer by HTTP/1.0 without length holds the secret', origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.0 200 OK\r\n\r\nbody {{secret}}' }], then: 'end' } } },
  { id: 'back-no-status-line', title: 'The target answers with bytes that are no HTTP and hold the secret', origins: { named: { does: 'raw', writes: [{ bytes: '{{secret}}\r\n{{secret}}\r\n\r\n' }], then: 'end' } } },
  { id: 'back-error-text', title: 'The target breaks the protocol with the secret in the place that an error would quote', origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nBad Header {{secret}}: x\r\n\r\n' }], then: 'end' } } },
  { id: 'back-error-length', title: 'The secret stands in the place of a length', origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nContent-Length: {{secret}}\r\n\r\nx' }], then: 'end' } } },
  { id: 'back-error-chunk', title: 'The secret stands in the place of the size of a chunk', origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{{secret}}\r\n{{secret}}\r\n0\r\n\r\n' }], then: 'end' } } },
  { id: 'back-chunk-extension', title: 'The secret stands in the extension of a chunk', surfaces: SOCKETS, origins: { named: { does: 'raw', writes: [{ bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;token={{secret}}\r\nok\r\n0;x="{{secret}}"\r\n\r\n' }], then: 'end' } } },
  { id: 'back-split-by-chunks-and-framing', title: 'The frames of chunks stand between the parts of the secret', origins: { named: { does: 'answer', framing: 'chunked', piece: 4, pause: 1, body: 'x{{secret}}y' } }, expect: { is: 'scrubbed' } },
  { id: 'back-unicode-in-header', title: 'The secret stands in a header behind letters that are no ASCII', surfaces: SOCKETS, origins: { named: { does: 'answer', headers: [['X-Echo', ['é€ ', '{{secret}}', ' é']]] } } },
  { id: 'back-many-headers', title: 'The secret stands in each of eighty headers', surfaces: SOCKETS, origins: { named: { does: 'answer', headers: Array.from({ length: 80 }, (_, at) => [`X-Echo-${String(at)}`, '{{secret}}'] as const) } }, expect: { is: 'scrubbed' } },
  { id: 'back-twice-in-a-row', title: 'The secret stands a hundred times in a row', origins: { named: { does: 'answer', body: '{{secret}}'.repeat(100) } }, expect: { is: 'scrubbed' } },
  { id: 'back-head-request', title: 'HEAD is answered with the secret in its headers', surfaces: SOCKETS, steps: [get('/x', { method: 'HEAD' })], origins: { named: { does: 'answer', headers: [['X-Echo', '{{secret}}'], ['ETag', '"{{secret}}"']] } }, expect: { is: 'scrubbed' } },
  { id: 'back-204-with-header', title: 'An answer without a body holds the secret in its headers', origins: { named: { does: 'answer', status: 204, framing: 'none', headers: [['X-Echo', '{{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'back-vultrino-header', title: 'The target sends headers of the proxy’s own family, with the secret', origins: { named: { does: 'answer', headers: [['X-Vultrino-Error', '{{secret}}'], ['X-Vultrino-Request-Id', '{{secret}}']] } }, expect: { is: 'scrubbed' } },
  { id: 'back-wire-keep-alive', title: 'Two requests by one connection, each answered with the secret', surfaces: SOCKETS, origins: { named: { does: 'answer', headers: [['X-Echo', '{{secret}}']], body: '{{secret}}' } }, steps: [wire('GET {{target}} HTTP/1.1\r\n{{auth}}\r\nGET {{target}} HTTP/1.1\r\n{{auth}}\r\n')], expect: { is: 'scrubbed' } },
] // prettier-ignore

const left = ['stderr', 'stdout', 'file audit.log', 'file data', 'file home', 'file config.toml', 'endpoint /metrics', 'endpoint /v1/audit', 'endpoint /v1/credentials', 'endpoint /v1/keys', 'command'].map((of): Row => ({
  id: `back-trace-${of.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
  title: `After the whole run, the secret stands in ${of}`,
  surfaces: [],
  expect: { is: 'no-trace', of },
})) // prettier-ignore

export const ELSEWHERE_CASES: readonly AttackCase[] = attacks(4, {}, [
  ...ranged, bytewise, ...stored, ...others, ...prefixes, ...events, dribbled, ...interim, ...statuses, ...names, ...methods, ...moved, ...own, ...left,
]) // prettier-ignore
