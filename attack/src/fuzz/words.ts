import { TRANSFORMS, type Content, type Transform } from '../contract/content.ts'
import type { Field } from '../contract/behaviour.ts'

/** Pieces of text that parsers stumble over. */
export const PIECES: readonly string[] = [
  '\r\n', '\n', '\r', '\0', '\t', ' ', ':', ';', ',', '/', '//', '\\', '?', '#', '@', '%', '%00', '%0d%0a', '%2f', '%2e', '%252e', '..', '/../', '/./', '[', ']', '"', "'", '&', '=', '+', '<', '>', '\u00e9', '\u20ac', '\u{1f600}', '\ufeff', '\u00a0', '\u3002', '\uff0f',
  '0', '1', '-1', '+1', '0x10', '99999999999999999999', 'ffffffffffffffff', 'a', 'A', 'x'.repeat(300), '\r\n\r\n', '\r\n ', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 100 Continue\r\n\r\n', 'Content-Length: 0\r\n', 'Content-Length: 7\r\n', 'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n', 'Connection: Authorization\r\n', 'Content-Encoding: gzip\r\n', 'Trailer: x\r\n', 'Expect: 100-continue\r\n', 'Upgrade: h2c\r\n', '0\r\n\r\n', '5\r\nhello\r\n', 'localhost', '127.1', '[::1]', '{{host:other}}', '{{origin:other}}', '{{host:named}}', 'http://', 'https:', 'file:', '\\u0041', '&#65;', '\\x41', '%41', 'QUJD', '4142', '[vultrino:bearer]', '\u001f\u008b', 'data: ', '\u0000\u0000',
] // prettier-ignore

/** Fields of a request that change how it is understood, or what becomes of the secret. */
export const REQUEST_FIELDS: readonly Field[] = [
  ['Connection', 'Authorization'], ['Connection', 'close, X-Api-Key'], ['Keep-Alive', 'timeout=1'], ['TE', 'trailers'], ['Range', 'bytes=3-17'], ['If-Range', '"x"'], ['Expect', '100-continue'], ['Authorization', 'Bearer mine'], ['authorization', 'Basic bWluZTptaW5l'], ['X-Api-Key', 'mine'], ['x_api_key', 'mine'],
  ['Host', '{{host:other}}'], ['X-Forwarded-Host', '{{host:other}}'], ['Forwarded', 'host={{host:other}}'], ['X-Original-URL', '{{origin:other}}/'], ['X-HTTP-Method-Override', 'DELETE'], ['X-Vultrino-Credential', 'header'], ['X-Vultrino-Credential', ''], ['X-Vultrino-Target', '{{origin:other}}'], ['Proxy-Authorization', 'Basic eA=='], ['Proxy-Connection', 'keep-alive'],
  ['Accept-Encoding', 'zstd, br, gzip'], ['Accept-Encoding', 'identity;q=0, *'], ['Accept-Encoding', 'compress'], ['Content-Encoding', 'gzip'], ['Content-Type', 'application/json'], ['Upgrade', 'websocket'], ['Transfer-Encoding', 'gzip'], ['X-Long', [{ fill: 'ab', size: 9000 }]], ['Cookie', 'a=b; c={{nonce}}'], ['Max-Forwards', '0'], ['Via', '1.1 {{proxy}}'], ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'], ['Content-MD5', 'x'], ['\u00e9', 'x'], ['X-A', '\u20ac'],
] // prettier-ignore

export const METHODS: readonly string[] = [
  'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'get', 'PoSt', 'MADEUP', 'PRI', 'M-SEARCH', 'G T', 'DELETE\t', 'QUERY',
] // prettier-ignore
export const STATUSES: readonly number[] = [
  200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 407, 416, 426, 429, 451, 500, 502, 503, 504, 599, 600, 799, 999,
] // prettier-ignore
/** Fields of an answer with a place for the secret. */
export const ANSWER_FIELDS: readonly string[] = [
  'X-Echo', 'Set-Cookie', 'Location', 'Content-Type', 'ETag', 'Link', 'WWW-Authenticate', 'Refresh', 'Content-Disposition', 'Content-Range', 'Alt-Svc', 'Server', 'Via', 'Connection', 'Keep-Alive', 'Upgrade', 'X-Vultrino-Error', 'Access-Control-Allow-Origin', 'Proxy-Authenticate', 'Retry-After', 'Date', 'Vary', 'Warning', 'Trailer',
] // prettier-ignore

export const COMPRESSIONS: readonly Transform[] = [
  'gzip',
  'gzip-members',
  'deflate',
  'deflate-raw',
  'br',
  'zstd',
]
/** What a coding is called in `Content-Encoding`. */
export const DECLARED: readonly (readonly [declared: string, through: readonly Transform[]])[] = [
  ['gzip', ['gzip']], ['x-gzip', ['gzip']], ['gzip', ['gzip-members']], ['deflate', ['deflate']], ['deflate', ['deflate-raw']], ['br', ['br']], ['zstd', ['zstd']], ['gzip, br', ['gzip', 'br']], ['br,zstd', ['br', 'zstd']], ['identity', []],
  // Not so: what is said is not what is there.
  ['gzip', []], ['br', []], ['zstd', ['gzip']], ['identity', ['zstd']], ['', ['gzip']], ['deflate, gzip', ['gzip']], ['made-up', []],
] // prettier-ignore

const BASES: readonly (readonly Transform[])[] = [
  [],
  [],
  ['base64'],
  ['base64-after-1'],
  ['base64-after-2'],
  ['base64-unpadded'],
  ['base64url'],
  ['base64', 'base64'],
  ['base64-after-1', 'base64-after-2'],
  ['base32'],
  ['hex'],
  ['HEX'],
]
const ESCAPES: readonly Transform[] = TRANSFORMS.filter(
  (step) => /^(?:percent|json|js|html|form|octal|quoted-all)/i.test(step) && !COMPRESSIONS.includes(step),
)

/** In `\0&#x36;1` nobody can tell NUL from the first of three octal digits. */
const isClear = (steps: readonly Transform[]): boolean => !steps.join(' ').endsWith('octal html-some')

/** Spellings that a good net finds: a coding of the bytes, and up to two escapes around it. */
export const SPELLINGS: readonly (readonly Transform[])[] = BASES.flatMap((base) => [
  base,
  ...ESCAPES.map((escape) => [...base, escape]),
  ...ESCAPES.flatMap((first) => ESCAPES.map((second) => [...base, first, second])).filter(isClear),
])

export const spelt = (secret: string, through: readonly Transform[]): Content =>
  through.length === 0 ? secret : { of: secret, through }
