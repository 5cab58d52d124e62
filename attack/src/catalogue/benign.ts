import type { AttackCase, Same } from '../contract/attack-case.ts'
import type { Answer, Field } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import { get, post, SOCKETS, STRUCTURED, twins, WITH_COMMANDS, type Row } from './make.ts'

const same = (...more: readonly Same[]): { readonly is: 'untouched'; readonly same: readonly Same[] } => ({
  is: 'untouched',
  same: more,
})
const named = (answer: Omit<Answer, 'does'>): NonNullable<Row['origins']> => ({
  named: { does: 'answer', ...answer },
})
const ONE_MB = 1024 * 1024
/** Where methods, fields and bodies are the caller's own, byte for byte. */
const BYTES = ['reverse', 'absolute-form', 'connect', 'h2-client'] as const

const bodies = ([0, 1, 7, 8, 1024, 65_535, 65_536, 65_537, ONE_MB, 8 * ONE_MB] as const).flatMap((size): Row[] => [
  { id: `fine-binary-${String(size)}`, title: `A binary body of ${String(size)} bytes comes down unchanged`, surfaces: size > 2 * ONE_MB ? BYTES : size === 1024 ? WITH_COMMANDS : STRUCTURED, origins: named({ headers: [['Content-Type', 'application/octet-stream'], ['ETag', '"abc"']], body: { random: size, seed: size + 11 } }), expect: same('status', 'body', { header: 'content-type' }, { header: 'etag' }) },
  { id: `fine-upload-${String(size)}`, title: `A binary body of ${String(size)} bytes goes up unchanged`, surfaces: size > 2 * ONE_MB ? BYTES : size === 1024 ? WITH_COMMANDS : STRUCTURED, steps: [post('/upload', { random: size, seed: size + 5 }, { method: 'PUT', headers: [['Content-Type', 'application/octet-stream']] })], expect: same('status', 'body', 'request-body', 'request-method', { 'request-header': 'content-type' }) },
]) // prettier-ignore
const chunked: Row[] = [
  { id: 'fine-chunked-down', title: 'A body in small chunks comes down unchanged', origins: named({ framing: 'chunked', piece: 10, body: { random: 5000, seed: 1 } }), expect: same('status', 'body') },
  { id: 'fine-close-delimited', title: 'A body that ends with the connection comes down unchanged', origins: named({ framing: 'close', body: { random: 5000, seed: 2 } }), expect: same('status', 'body') },
  { id: 'fine-chunked-up', title: 'A body in small chunks goes up unchanged', surfaces: SOCKETS, steps: [post('/up', { random: 5000, seed: 3 }, { chunked: { size: 100 } })], expect: same('status', 'request-body') },
  { id: 'fine-chunked-up-one', title: 'A body in chunks of one byte goes up unchanged', surfaces: SOCKETS, steps: [post('/up', { random: 300, seed: 4 }, { chunked: { size: 1 } })], expect: same('status', 'request-body') },
  { id: 'fine-trailers', title: 'Trailers come down unchanged', surfaces: SOCKETS, origins: named({ framing: 'chunked', trailers: [['X-Checksum', 'abc123'], ['X-Count', '7']], body: 'text' }), expect: same('status', 'body', 'trailers') },
] // prettier-ignore

const CODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const
const codings = CODINGS.flatMap((coding): Row[] => [
  { id: `fine-coded-${coding}`, title: `A body of coding ${coding} says the same after decoding`, surfaces: BYTES, origins: named({ headers: [['Content-Encoding', coding], ['Content-Type', 'application/json']], body: { of: ['{"a":"', { fill: 'text ', size: 30_000 }, '"}'], through: [coding] } }), steps: [get('/x', { headers: [['Accept-Encoding', coding]] })], expect: same('status', 'decoded-body', { header: 'content-type' }) },
  { id: `fine-file-${coding}`, title: `A file that is itself compressed (${coding}) comes down byte for byte`, surfaces: BYTES, origins: named({ headers: [['Content-Type', 'application/octet-stream']], body: { of: { random: 20_000, seed: 9, alphabet: 'abcdefgh' }, through: [coding] } }), expect: same('status', 'body') },
]) // prettier-ignore

const statuses = [200, 201, 202, 203, 206, 207, 208, 226, 300, 302, 307, 400, 401, 402, 403, 404, 409, 410, 418, 422, 428, 429, 451, 500, 501, 502, 503, 504, 507, 599].map((status): Row => ({
  id: `fine-status-${String(status)}`,
  title: `An answer of status ${String(status)} comes through`,
  surfaces: status === 404 ? WITH_COMMANDS : STRUCTURED,
  origins: named({ status, headers: [['Content-Type', 'application/problem+json'], ['Retry-After', '7']], body: `{"status":${String(status)}}` }),
  expect: same('status', 'body', { header: 'content-type' }, { header: 'retry-after' }),
})) // prettier-ignore
const empty: Row[] = [
  { id: 'fine-204', title: 'An answer without content', origins: named({ status: 204, framing: 'none' }), expect: same('status', 'body') },
  { id: 'fine-304', title: 'Not modified', surfaces: SOCKETS, steps: [get('/x', { headers: [['If-None-Match', '"abc"']] })], origins: named({ status: 304, framing: 'none', headers: [['ETag', '"abc"']] }), expect: same('status', { header: 'etag' }, { 'request-header': 'if-none-match' }) },
  { id: 'fine-head', title: 'HEAD has the length and no body', surfaces: SOCKETS, steps: [get('/x', { method: 'HEAD' })], origins: named({ body: { random: 1234, seed: 5 }, headers: [['ETag', '"h"']] }), expect: same('status', { header: 'etag' }, 'request-method') },
  { id: 'fine-reason', title: 'A status that nobody knows, with an unusual reason phrase (which may change)', surfaces: SOCKETS, origins: named({ status: 299, reason: 'Quite Alright, Thank You' }), expect: same('status', 'body') },
  { id: 'fine-empty-body', title: 'An empty body with a length of zero', origins: named({ body: '' }), expect: same('status', 'body') },
] // prettier-ignore

const TARGETS = [
  '/', '', '?x=1', '/a?b=c&d=e', '/a?', '/a?x', '/a?=', '/a?x=1&x=2', '/a;b=c;d', '/a%20b', '/a+b?c+d', '/%E2%82%AC', '/a//b', '/a/b/', "/a!$&'()*,;=:@", '/a?q=!$()*,;:@/?',
  '/a?redirect=https://x.example/y', '/a%2fb', '/a?b=%2f%26%3d', '/~user/-._', '/a?b=[1]', `/${'long/'.repeat(200)}`,
  "/a?q='x'&y=it's", "/it's?'",
] // prettier-ignore
const targets = TARGETS.map((path, at): Row => ({
  id: `fine-target-${String(at + 1)}`,
  title: `An odd but legal path and query arrive as sent: ${JSON.stringify(path.slice(0, 30))}`,
  surfaces: at < 4 ? WITH_COMMANDS : STRUCTURED,
  steps: [get(`{{origin:named}}${path}`)],
  expect: same('status', 'request-target'),
}))

const HEADERS: readonly (readonly [id: string, field: Field])[] = [
  ['empty', ['X-Empty', '']],
  ['punctuation', ["X-!#$%&'*+.^_`|~", 'x']],
  ['latin-1', ['X-Latin', { hex: 'e9e8' }]],
  ['utf-8', ['X-Utf8', 'héllo €']],
  ['long', ['X-Long-One', { fill: 'abc', size: 6000 }]],
  ['quoted', ['X-Quoted', '"a, \\"b\\"; c=d"']],
  ['tabs', ['X-Tab', 'a\tb']],
  ['cookie', ['Cookie', 'a=b; c="d e"; f=%20']],
  ['signature', ['X-Signature', 'sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08']],
  ['digest', ['Digest', 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']],
  ['traceparent-like', ['X-Trace', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']],
  ['accept', ['Accept', 'text/html;q=0.9, */*;q=0.1']],
  ['user-agent', ['User-Agent', 'odd/1.0 (comment (nested)) more']],
  ['if-match', ['If-Match', '"a", W/"b"']],
  ['content-language', ['Accept-Language', 'de-CH, de;q=0.9']],
  ['idempotency', ['Idempotency-Key', '8e03978e-40d5-43dd-bc93-6894a57f9324']],
]
const headers = HEADERS.flatMap(([id, field]): Row[] => [
  { id: `fine-request-field-${id}`, title: `An odd but legal request field arrives as sent (${id})`, surfaces: id === 'latin-1' || id === 'utf-8' || id === 'punctuation' || id === 'tabs' ? SOCKETS : STRUCTURED, steps: [get('/x', { headers: [field] })], expect: same('status', { 'request-header': field[0] }) },
  { id: `fine-answer-field-${id}`, title: `An odd but legal answer field comes back as sent (${id})`, surfaces: SOCKETS, origins: named({ headers: [field] }), expect: same('status', { header: field[0] }) },
]) // prettier-ignore
const repeated: Row = {
  id: 'fine-answer-cookies',
  title: 'Several Set-Cookie fields come back each for itself, in order',
  origins: named({ headers: [['Set-Cookie', 'a=1; Path=/'], ['Set-Cookie', 'b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT'], ['Set-Cookie', 'c=3']] }),
  expect: same('status', { header: 'set-cookie' }),
} // prettier-ignore

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT', 'M-SEARCH', 'PURGE'].map((method): Row => ({
  id: `fine-method-${method.toLowerCase()}`,
  title: `The method ${method} arrives as sent`,
  surfaces: ['reverse', 'absolute-form', 'connect', 'h2-client', ...(/^(?:GET|POST|PUT|PATCH|DELETE)$/.test(method) ? (['json-api', 'mcp'] as const) : [])],
  steps: [get('/x', { method })],
  expect: same('status', 'request-method'),
})) // prettier-ignore

const SIGNED: readonly (readonly [id: string, type: string, body: Content])[] = [
  ['json-spacing', 'application/json', '{ "b" : 1,\t"a":2.50 ,"c":"\\u00e9\\/"}\r\n'],
  ['form', 'application/x-www-form-urlencoded', 'a=b+c&d=%7E&e='],
  ['xml', 'application/xml', '<?xml version="1.0"?>\n<a b=\'c\'>&#65;&amp;</a>'],
  [
    'multipart',
    'multipart/form-data; boundary="x y"',
    '--x y\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n\u0000\u0001\r\n--x y--\r\n',
  ],
  ['gzip', 'application/octet-stream', { of: 'payload', through: ['gzip'] }],
  ['zero-bytes', 'application/octet-stream', { fill: '\0', size: 3000 }],
  ['looks-like-marker', 'text/plain', 'see [vultrino:nothing] and vk_ and Bearer and %41 &#65; \\u0041'],
]
const signed = SIGNED.flatMap(([id, type, body]): Row[] => [
  { id: `fine-signed-up-${id}`, title: `A body under a signature arrives byte for byte (${id})`, steps: [post('/signed', body, { headers: [['Content-Type', type]] })], expect: same('status', 'request-body', { 'request-header': 'content-type' }) },
  { id: `fine-signed-down-${id}`, title: `A body under a signature comes back byte for byte (${id})`, origins: named({ headers: [['Content-Type', type]], body }), expect: same('status', 'body', { header: 'content-type' }) },
]) // prettier-ignore

const streams: Row[] = [
  { id: 'fine-stream-latency', title: 'The first piece of a stream comes while the rest is still to be sent', surfaces: BYTES, origins: named({ framing: 'chunked', piece: 12, pause: 120, headers: [['Content-Type', 'text/event-stream']], body: 'data: hello\n'.repeat(8) }), expect: same('status', 'body', 'latency') },
  { id: 'fine-stream-large', title: 'A long stream is not held back', surfaces: BYTES, origins: named({ framing: 'chunked', piece: 65_536, pause: 60, body: { random: 12 * 65_536, seed: 8, alphabet: 'abc def\n' } }), expect: same('status', 'body', 'latency') },
  { id: 'fine-tls', title: 'An answer over TLS comes through', credential: 'tls', origins: { 'named-tls': { does: 'answer', body: { random: 3000, seed: 1 } } }, steps: [get('{{origin:named-tls}}/x?y=z')], expect: same('status', 'body', 'request-target') },
  { id: 'fine-h2', title: 'An answer over HTTP/2 comes through', credential: 'h2', origins: { 'named-h2': { does: 'answer', headers: [['content-type', 'text/plain']], body: { random: 3000, seed: 2 } } }, steps: [get('{{origin:named-h2}}/x?y=z')], expect: same('status', 'body', 'request-target', { header: 'content-type' }) },
  { id: 'fine-other-base64', title: 'Base64, hex and tokens that are not the secret stay as they are', origins: named({ body: ['{"a":"', { of: { random: 60, seed: 4 }, through: ['base64'] }, '","b":"', { of: { random: 60, seed: 5 }, through: ['hex'] }, '","c":"eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo"}'] }), expect: same('status', 'body') },
  { id: 'fine-policed', title: 'What a policy allows goes through', credential: 'policed', steps: [post('/free?danger=no', '{"danger":"no"}', { headers: [['Content-Type', 'application/json']] }), get('/administrator'), get('/free')], expect: same('status', 'request-target') },
] // prettier-ignore

export const BENIGN_CASES: readonly AttackCase[] = [
  ...twins(4, {}, [...bodies, ...codings, ...signed, ...streams, ...statuses]),
  ...twins(5, {}, [...chunked, ...empty, ...headers, repeated, ...methods]),
  ...twins(1, {}, targets),
]
