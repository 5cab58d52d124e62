import type { AttackCase, Frames } from '../contract/attack-case.ts'
import type { Behaviour, Field } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import type { Http2Frame } from '../contract/http2.ts'
import { attacks, get, post, twins, type Row } from './make.ts'

export const END = 1
export const BLOCK = 4
const SAID: Content = ['<before ', '{{secret}}', ' after>']
export const frames = (all: readonly Http2Frame[], more: Omit<Frames, 'do' | 'frames'> = {}): Frames => ({
  do: 'frames',
  url: '{{origin:named}}/x',
  frames: all,
  ...more,
})
/** The fields of a request, with a few more. */
export const head = (fields: readonly Field[], more: Partial<Http2Frame> = {}): Http2Frame => ({
  type: 'headers', request: 'GET', fields, flags: END | BLOCK, ...more,
}) // prettier-ignore
export const data = (payload: Content, flags = END): Http2Frame => ({ type: 'data', payload, flags })
export const HONEST = head([])
const SECOND = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'

const BACK: readonly (readonly [id: string, title: string, answer: Behaviour])[] = [
  ['body', 'in the body', { does: 'answer', body: SAID }],
  ['field', 'in a field', { does: 'answer', headers: [['X-Echo', SAID]] }],
  ['field-base64', 'in a field in base64', { does: 'answer', headers: [['X-Echo', { of: SAID, through: ['base64'] }]] }],
  ['cookies', 'in three cookies', { does: 'answer', headers: [['Set-Cookie', 'a={{secret}}'], ['Set-Cookie', 'b={{secret}}'], ['Set-Cookie', 'c=1']] }],
  ['field-twice', 'in a field that comes again and again, as tables of fields shorten it', { does: 'answer', headers: Array.from({ length: 20 }, (): Field => ['X-Echo', SAID]) }],
  ['connection', 'in a field that only HTTP/1.1 has', { does: 'answer', headers: [['Keep-Alive', 'timeout={{secret}}'], ['Proxy-Connection', SAID]] }],
  ['reason', 'in the reason phrase, which HTTP/2 has not', { does: 'answer', reason: SAID }],
  ['trailer', 'in a trailer', { does: 'answer', framing: 'chunked', body: 'text', trailers: [['X-Echo', SAID]] }],
  ['interim', 'in early hints', { does: 'answer', interim: [{ status: 103, headers: [['Link', '<{{secret}}>']] }], body: 'ok' }],
  ['dribble', 'byte by byte', { does: 'answer', framing: 'chunked', piece: 1, body: SAID }],
  ['gzip', 'in gzip', { does: 'answer', headers: [['Content-Encoding', 'gzip']], body: { of: SAID, through: ['gzip'] } }],
  ['large', 'at the end of 90 kB', { does: 'answer', body: [{ random: 90_000, seed: 3, alphabet: 'abc ' }, '{{secret}}'] }],
  ['large-field', 'at the end of a field of 12 kB', { does: 'answer', headers: [['X-Echo', [{ fill: 'x', size: 12_000 }, '{{secret}}']]] }],
  ['echo', 'with all that came', { does: 'echo' }],
] // prettier-ignore
const back = BACK.map(([id, title, named]): Row => ({
  id: `h2c-back-${id}`,
  title: `To a caller by HTTP/2, the target gives the secret back ${title}`,
  origins: { named },
  steps: [get('/x', { headers: [['Accept-Encoding', 'gzip']] })],
  expect: { is: 'scrubbed' },
}))
const upstream = BACK.filter(([id]) => /^(?:body|field|trailer|interim|echo)$/.test(id)).map(
  ([id, title, answer]): Row => ({
    id: `h2c-through-${id}`,
    title: `The same from a target by HTTP/2: ${title}`,
    credential: 'h2',
    origins: { 'named-h2': answer },
    steps: [get('{{origin:named-h2}}/x')],
    expect: { is: 'scrubbed' },
  }),
)

const FIELDS: readonly (readonly [id: string, title: string, frame: Http2Frame])[] = [
  ['connection', 'a Connection field', head([['connection', 'close, authorization']])],
  ['keep-alive', 'a Keep-Alive field', head([['keep-alive', 'timeout=5']])],
  ['proxy-connection', 'a Proxy-Connection field', head([['proxy-connection', 'keep-alive']])],
  ['upgrade', 'an Upgrade field', head([['upgrade', 'websocket']])],
  ['te', 'TE with more than trailers', head([['te', 'gzip, chunked']])],
  ['path-twice', 'two :path', head([[':path', '/other']])],
  ['path-none', 'no :path', head([], { without: [':path'] })],
  ['path-empty', 'an empty :path', head([[':path', '']], { without: [':path'] })],
  ['path-absolute', 'a :path that is the URL of another origin', head([[':path', '{{origin:other}}/x']], { without: [':path'] })],
  ['path-authority', 'a :path that begins with another host', head([[':path', '//{{host:other}}/x']], { without: [':path'] })],
  ['path-at', 'a :path that begins with @ and another host', head([[':path', '@{{host:other}}/x']], { without: [':path'] })],
  ['path-star', 'a :path of a star', head([[':path', '*']], { without: [':path'] })],
  ['path-spaces', 'a :path with a version and a Host in it', head([[':path', '/x HTTP/1.1\r\nHost: {{host:other}}\r\nX: y']], { without: [':path'] })],
  ['path-nul', 'a :path with a NUL in it', head([[':path', '/x\0y']], { without: [':path'] })],
  ['method-twice', 'two :method', head([[':method', 'POST']])],
  ['method-line', 'a :method that is a whole request', head([[':method', `GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET`]], { without: [':method'] })],
  ['method-connect', 'a tunnel to another origin', head([[':method', 'CONNECT'], [':authority', '{{host:other}}']], { without: [':method', ':path', ':scheme', ':authority'] })],
  ['method-extended', 'a WebSocket by extended CONNECT', head([[':method', 'CONNECT'], [':protocol', 'websocket']], { without: [':method'] })],
  ['authority-twice', 'two :authority', head([[':authority', '{{host:other}}']])],
  ['authority-other', 'the :authority of another origin', head([[':authority', '{{host:other}}']], { without: [':authority'] })],
  ['authority-host', ':authority and another host', head([['host', '{{host:other}}']])],
  ['authority-none', 'no :authority, and another host', head([['host', '{{host:other}}']], { without: [':authority'] })],
  ['authority-userinfo', 'a user name in :authority', head([[':authority', '{{host:named}}@{{host:other}}']], { without: [':authority'] })],
  ['host-twice', 'two host fields', head([['host', '{{host:named}}'], ['host', '{{host:other}}']], { without: [':authority'] })],
  ['scheme', 'a :scheme that is a URL of another origin', head([[':scheme', '{{origin:other}}/']], { without: [':scheme'] })],
  ['scheme-line', 'a :scheme with a line end', head([[':scheme', 'http\r\nHost: {{host:other}}']], { without: [':scheme'] })],
  ['late', 'a pseudo-header behind the fields', head([['x-a', 'b'], [':path', '/late']], { without: [':path'] })],
  ['unknown', 'a pseudo-header that nobody knows', head([[':host', '{{host:other}}']])],
  ['status', 'the pseudo-header of answers', head([[':status', '200']])],
  ['upper', 'a name in capitals', head([['Host', '{{host:other}}'], ['X-Upper', 'a']])],
  ['upper-authorization', 'Authorization in capitals', head([['Authorization', 'Bearer mine']])],
  ['value-line', 'a value with a line end and another Host', head([['x-a', 'b\r\nHost: {{host:other}}']])],
  ['value-feed', 'a value with a line feed', head([['x-a', 'b\nHost: {{host:other}}']])],
  ['value-nul', 'a value with a NUL', head([['x-a', 'b\0c']])],
  ['name-line', 'a name with a line end', head([['x-a: b\r\nhost', '{{host:other}}']])],
  ['name-colon', 'a name with a colon', head([['host:', '{{host:other}}']])],
  ['name-space', 'a name with a space', head([['host ', '{{host:other}}']])],
  ['name-empty', 'an empty name', head([['', 'x']])],
  ['many', 'two thousand fields', head(Array.from({ length: 2000 }, (_, at): Field => [`x-${String(at)}`, 'y']), { flags: END })],
] // prettier-ignore
const fields = FIELDS.map(([id, title, frame]): Row => ({
  id: `h2c-field-${id}`,
  title: `A caller by HTTP/2 sends ${title}`,
  steps: [frames(id === 'many' ? split(frame) : [frame])],
  expect: { is: 'kept' },
}))
/** Two thousand fields are more than a frame may hold: ten frames of them. */
function split(frame: Http2Frame): Http2Frame[] {
  const all = frame.fields ?? []
  return Array.from({ length: 10 }, (_, at): Http2Frame => {
    const own = all.slice(at * 200, at * 200 + 200)
    return at === 0
      ? { ...frame, fields: own }
      : { type: 'continuation', fields: own, flags: at === 9 ? BLOCK : 0 }
  })
}

/** Requests that become two where HTTP/2 is turned into HTTP/1.1. */
const SMUGGLED: readonly (readonly [id: string, title: string, all: readonly Http2Frame[]])[] = [
  ['length-zero', 'a Content-Length of 0 and a request as body', [head([['content-length', '0']], { request: 'POST', flags: BLOCK }), data(SECOND)]],
  ['length-short', 'a Content-Length that is too short', [head([['content-length', '3']], { request: 'POST', flags: BLOCK }), data(`abc${SECOND}`)]],
  ['length-long', 'a Content-Length that is too long', [head([['content-length', '300']], { request: 'POST', flags: BLOCK }), data('abc')]],
  ['length-two', 'two Content-Lengths', [head([['content-length', '3'], ['content-length', '40']], { request: 'POST', flags: BLOCK }), data(`abc${SECOND}`)]],
  ['length-plus', 'a Content-Length with a sign', [head([['content-length', '+3']], { request: 'POST', flags: BLOCK }), data(`abc${SECOND}`)]],
  ['length-get', 'a GET with a body that nobody announced', [head([], { flags: BLOCK }), data(SECOND)]],
  ['chunked', 'Transfer-Encoding and an end of chunks', [head([['transfer-encoding', 'chunked']], { request: 'POST', flags: BLOCK }), data(`0\r\n\r\n${SECOND}`)]],
  ['chunked-upper', 'Transfer-Encoding in capitals', [head([['Transfer-Encoding', 'chunked']], { request: 'POST', flags: BLOCK }), data(`0\r\n\r\n${SECOND}`)]],
  ['chunked-both', 'both framings', [head([['content-length', '5'], ['transfer-encoding', 'chunked']], { request: 'POST', flags: BLOCK }), data(`0\r\n\r\n${SECOND}`)]],
  ['chunked-value', 'Transfer-Encoding in the value of another field', [head([['x-a', 'b\r\nTransfer-Encoding: chunked']], { request: 'POST', flags: BLOCK }), data(`0\r\n\r\n${SECOND}`)]],
  ['chunked-name', 'Transfer-Encoding in the name of another field', [head([['x-a: b\r\ntransfer-encoding', 'chunked']], { request: 'POST', flags: BLOCK }), data(`0\r\n\r\n${SECOND}`)]],
  ['chunked-trailer', 'Transfer-Encoding among the trailers', [head([], { request: 'POST', flags: BLOCK }), data(SECOND, 0), { type: 'headers', fields: [['transfer-encoding', 'chunked'], ['host', 'x']], flags: END | BLOCK }]],
  ['value', 'a whole request in a value', [head([['x-a', `b\r\n\r\n${SECOND}`]])]],
  ['path', 'a whole request in :path', [head([[':path', `/x HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}GET /y`]], { without: [':path'] })]],
  ['trailer-value', 'a whole request in the value of a trailer', [head([], { request: 'POST', flags: BLOCK }), data('abc', 0), { type: 'headers', fields: [['x-t', `b\r\n\r\n${SECOND}`]], flags: END | BLOCK }]],
  ['trailer-path', 'pseudo-headers among the trailers', [head([], { request: 'POST', flags: BLOCK }), data('abc', 0), { type: 'headers', fields: [[':path', '/smuggled'], [':method', 'GET']], flags: END | BLOCK }]],
] // prettier-ignore
const smuggled = SMUGGLED.map(([id, title, all]): Row => ({
  id: `h2c-smuggled-${id}`,
  title: `A caller by HTTP/2 sends ${title}`,
  steps: [frames(all)],
  expect: { is: 'at-most', requests: 1 },
}))
const denied: Row[] = [
  { id: 'h2c-denied', title: 'A caller by HTTP/2 asks for a denied path', credential: 'policed', steps: [get('/admin/keys')], expect: { is: 'blocked' } },
  { id: 'h2c-denied-path-twice', title: 'A free path and a denied one, both as :path', credential: 'policed', steps: [frames([head([[':path', '/admin/keys']])], { url: '{{origin:named}}/free' })], expect: { is: 'obeyed' } },
  { id: 'h2c-denied-absolute', title: 'A denied path as a URL in :path', credential: 'policed', steps: [frames([head([[':path', '{{origin:named}}/admin/keys']], { without: [':path'] })])], expect: { is: 'obeyed' } },
  { id: 'h2c-denied-smuggled', title: 'A denied path in the body of another request', credential: 'policed', steps: [frames([head([['content-length', '0']], { request: 'POST', flags: BLOCK }), data('GET /admin/keys HTTP/1.1\r\nHost: x\r\n\r\n')])], expect: { is: 'obeyed' } },
  { id: 'h2c-denied-method', title: 'Two methods, of which the second is denied', credential: 'policed', steps: [frames([head([[':method', 'DELETE']])])], expect: { is: 'obeyed' } },
] // prettier-ignore

const answered = (all: readonly Http2Frame[]): Pick<Row, 'steps' | 'expect'> => ({
  steps: [frames(all, { status: { is: [200] } })],
  expect: { is: 'delivered-clean' },
})
const fine: Row[] = [
  { id: 'h2c-fine-continuation', title: 'Fields in several frames', ...answered([head([], { flags: END }), { type: 'continuation', fields: [['x-a', 'b']], flags: 0 }, { type: 'continuation', fields: [['x-c', 'd']], flags: BLOCK }]) },
  { id: 'h2c-fine-bytes', title: 'A body in frames of one byte', ...answered([head([['content-length', '5']], { request: 'POST', flags: BLOCK }), { type: 'data', payload: 'a', times: 4 }, data('b')]) },
  { id: 'h2c-fine-padded', title: 'A body with padding', ...answered([head([], { request: 'POST', flags: BLOCK }), { type: 'data', payload: [{ hex: '03' }, 'text', { hex: '000000' }], flags: 8 | END }]) },
  { id: 'h2c-fine-unknown', title: 'Frames and settings that nobody knows stand before a request', ...answered([{ type: 0xbe, payload: 'x' }, { type: 'settings', payload: { hex: 'f0f000000001' } }, HONEST]) },
  { id: 'h2c-fine-two', title: 'Two requests at once', ...answered([HONEST, head([], { stream: 3 })]) },
  { id: 'h2c-fine-cookies', title: 'Cookies in crumbs', ...answered([head([['cookie', 'a=1'], ['cookie', 'b=2']])]) },
  { id: 'h2c-fine-trailers', title: 'A body with trailers goes up', steps: [post('/up', { random: 5000, seed: 3 }, { chunked: { size: 100, trailers: [['X-Checksum', 'abc']] } })], expect: { is: 'untouched', same: ['status', 'request-body', 'body'] } },
] // prettier-ignore

export const HTTP2_CLIENT_CASES: readonly AttackCase[] = [
  ...attacks(4, { surfaces: ['h2-client'] }, [...back, ...upstream]),
  ...attacks(5, { surfaces: ['h2-client'], limit: 8000 }, [
    ...fields, ...smuggled, ...denied,
  ]),
  ...twins(5, { surfaces: ['h2-client'] }, fine),
] // prettier-ignore
