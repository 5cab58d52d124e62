import type { AttackCase, TunnelPlan, Wire } from '../contract/attack-case.ts'
import type { Behaviour } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import { attacks, get, post, twins, wire, type Row } from './make.ts'

const SAYS: Behaviour = { does: 'answer', headers: [['X-Echo', '{{secret}}']], body: '<{{secret}}>' }

/** Bytes to a forward proxy: `{{target}}` is the whole URL of the origin `named`. */
const LINES: readonly (readonly [id: string, title: string, bytes: string])[] = [
  ['host-other', 'the right authority, and another in Host', 'GET {{target}} HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['host-right', 'another authority, and the right one in Host', 'GET {{origin:other}}/x HTTP/1.1\r\nHost: {{host:named}}\r\n{{credentials}}\r\n'],
  ['host-none', 'no Host', 'GET {{target}} HTTP/1.1\r\n{{credentials}}\r\n'],
  ['host-empty', 'an empty Host', 'GET {{target}} HTTP/1.1\r\nHost:\r\n{{credentials}}\r\n'],
  ['host-twice', 'two Hosts, the right one first', 'GET {{target}} HTTP/1.1\r\n{{auth}}Host: {{host:other}}\r\n\r\n'],
  ['host-twice-back', 'two Hosts, the right one last', 'GET {{target}} HTTP/1.1\r\nHost: {{host:other}}\r\n{{auth}}\r\n'],
  ['host-list', 'two hosts in one Host', 'GET {{target}} HTTP/1.1\r\nHost: {{host:named}}, {{host:other}}\r\n{{credentials}}\r\n'],
  ['host-folded', 'another host in a folded line', 'GET {{target}} HTTP/1.1\r\nHost: {{host:named}}\r\n {{host:other}}\r\n{{credentials}}\r\n'],
  ['host-space', 'a space before the colon of Host', 'GET {{target}} HTTP/1.1\r\nHost : {{host:other}}\r\n{{credentials}}\r\n'],
  ['host-no-port', 'Host without the port', 'GET {{target}} HTTP/1.1\r\nHost: 127.0.0.1\r\n{{credentials}}\r\n'],
  ['host-userinfo', 'a user name in Host', 'GET {{target}} HTTP/1.1\r\nHost: {{host:named}}@{{host:other}}\r\n{{credentials}}\r\n'],
  ['origin-form', 'only a path, with another Host', 'GET /x HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['origin-form-url', 'a path that is the URL of another origin', 'GET /{{origin:other}}/x HTTP/1.1\r\n{{auth}}\r\n'],
  ['two-urls', 'two URLs in one request line', 'GET {{target}} {{origin:other}}/x HTTP/1.1\r\n{{auth}}\r\n'],
  ['http-1.0', 'another authority by HTTP/1.0, without Host', 'GET {{origin:other}}/x HTTP/1.0\r\n{{credentials}}\r\n'],
  ['http-0.9', 'another authority without a version', 'GET {{origin:other}}/x\r\n\r\n'],
  ['asterisk', 'all of the server, and another Host', 'OPTIONS * HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['options-url', 'the options of a URL without a path', 'OPTIONS {{origin:other}} HTTP/1.1\r\n{{auth}}\r\n'],
  ['trace', 'to be told what arrived', 'TRACE {{target}} HTTP/1.1\r\n{{auth}}Max-Forwards: 5\r\n\r\n'],
  ['trace-zero', 'the proxy itself to say what arrived', 'TRACE {{target}} HTTP/1.1\r\n{{auth}}Max-Forwards: 0\r\n\r\n'],
  ['then-other', 'another origin by the same connection', 'GET {{target}} HTTP/1.1\r\n{{auth}}\r\nGET {{origin:other}}/x HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['then-path', 'a path with another Host by the same connection', 'GET {{target}} HTTP/1.1\r\n{{auth}}\r\nGET /x HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['then-connect', 'a tunnel by the same connection', 'GET {{target}} HTTP/1.1\r\n{{auth}}\r\nCONNECT {{host:other}} HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n'],
  ['connection-host', 'Host to be taken for a field of the connection', 'GET {{target}} HTTP/1.1\r\nConnection: Host, Authorization\r\n{{auth}}\r\n'],
] // prettier-ignore
const lines = LINES.map(([id, title, bytes]): Row => ({
  id: `forward-${id.replace('.', '-')}`,
  title: `The caller of a forward proxy asks for ${title}`,
  surfaces: ['absolute-form'],
  ...(id.startsWith('trace') ? { origins: { named: { does: 'echo' } } } : {}),
  steps: [wire(bytes)],
  limit: 6000,
  expect: { is: 'kept' },
}))

/** A request inside a tunnel. Where nothing else is said: with TLS, to the origin `named-tls`. */
const inside = (
  bytes: Content,
  tunnel?: TunnelPlan,
  more: Omit<Wire, 'do' | 'bytes' | 'tunnel'> = {},
): Wire =>
  wire(bytes, { url: '{{origin:named-tls}}/x', ...(tunnel === undefined ? {} : { tunnel }), ...more })
const GET = 'GET {{target}} HTTP/1.1\r\n{{auth}}\r\n'
const to = (host: string, line = '/x'): string =>
  `GET ${line} HTTP/1.1\r\nHost: ${host}\r\n{{credentials}}\r\n`

const INSIDE: readonly (readonly [id: string, title: string, step: Wire])[] = [
  ['fronted', 'the right authority, another Host inside', inside(to('{{host:other-tls}}'))],
  ['fronted-back', 'another authority, the right Host inside', inside(to('{{host:named-tls}}'), { authority: '{{host:other-tls}}' })],
  ['fronted-name', 'another authority, the right server name and Host', inside(to('{{host:named-tls}}'), { authority: '{{host:other-tls}}', serverName: 'localhost' })],
  ['server-name', 'the right authority, another server name', inside(GET, { serverName: 'a.wild.localhost' })],
  ['server-name-none', 'no server name', inside(GET, { serverName: '' })],
  ['server-name-host', 'authority, server name and Host of three kinds', inside(to('localhost:{{port:named-tls}}'), { serverName: 'a.wild.localhost' })],
  ['connect-host', 'a Host beside CONNECT that is another', inside(GET, { host: '{{host:other-tls}}' })],
  ['connect-host-back', 'another authority, the right one in the Host beside CONNECT', inside(GET, { authority: '{{host:other-tls}}', host: '{{host:named-tls}}' })],
  ['other-port', 'a tunnel to another port', inside(to('{{host:other-tls}}'), { authority: '{{host:other-tls}}' })],
  ['plain-port', 'a tunnel to a port that speaks no TLS', inside(GET, { authority: '{{host:other}}', tls: false })],
  ['plain-inside', 'no TLS inside a tunnel to a port that speaks it', inside(GET, { tls: false })],
  ['tls-inside', 'TLS inside a tunnel to a port that speaks none', inside(to('{{host:named}}'), { authority: '{{host:named}}', tls: true, serverName: 'localhost' })],
  ['absolute-other', 'an absolute URL of another origin inside', inside(to('{{host:named-tls}}', '{{origin:other-tls}}/x'))],
  ['absolute-plain', 'the same URL by http inside', inside(to('{{host:named-tls}}', 'http://{{host:named-tls}}/x'))],
  ['tunnel-in-tunnel', 'a tunnel to another origin inside', inside('CONNECT {{host:other-tls}} HTTP/1.1\r\nHost: {{host:other-tls}}\r\n{{credentials}}\r\n')],
  ['host-twice', 'two Hosts inside', inside('GET /x HTTP/1.1\r\n{{auth}}Host: {{host:other-tls}}\r\n\r\n')],
  ['host-none', 'no Host inside', inside('GET /x HTTP/1.1\r\n{{credentials}}\r\n')],
  ['host-late', 'a first request as it must be, then another Host', inside(`${GET}${to('{{host:other-tls}}')}`)],
  ['early-plain', 'a request right behind CONNECT, before it was answered', inside('', { tls: false, early: to('{{host:other-tls}}') }, { then: 'end' })],
  ['early-request', 'a request to another origin right behind CONNECT, then TLS', inside(GET, { early: 'GET {{origin:other}}/x HTTP/1.1\r\nHost: {{host:other}}\r\n{{credentials}}\r\n' })],
  ['early-connect', 'two CONNECTs in one packet', inside(GET, { early: 'CONNECT {{host:other-tls}} HTTP/1.1\r\nHost: {{host:other-tls}}\r\n\r\n' })],
  ['userinfo', 'the right host as user name of another', inside(GET, { authority: '{{host:named-tls}}@{{host:other-tls}}', serverName: 'localhost' })],
  ['no-port', 'an authority without a port', inside(GET, { authority: '127.0.0.1', serverName: 'localhost' })],
  ['url', 'a URL as authority', inside(GET, { authority: '{{origin:named-tls}}/', serverName: 'localhost' })],
  ['url-other', 'the URL of another origin as authority', inside(GET, { authority: '{{origin:other-tls}}/', serverName: 'localhost' })],
  ['path', 'an authority with the right one as path', inside(GET, { authority: '{{host:other-tls}}/{{host:named-tls}}', serverName: 'localhost' })],
  ['decimal', 'the address as one number', inside(GET, { authority: '2130706433:{{port:other-tls}}', serverName: 'localhost' })],
  ['mapped', 'the address mapped into IPv6', inside(GET, { authority: '[::ffff:127.0.0.1]:{{port:other-tls}}', serverName: 'localhost' })],
  ['neighbour', 'another loopback address, same port', inside(GET, { authority: '127.0.0.2:{{port:named-tls}}', serverName: 'localhost' })],
  ['six', 'the IPv6 loopback address, same port', inside(GET, { authority: '[::1]:{{port:named-tls}}', serverName: 'localhost' })],
  ['spaces', 'two authorities', inside(GET, { authority: '{{host:named-tls}} {{host:other-tls}}', serverName: 'localhost' })],
  ['line-end', 'an authority with a line end in it', inside(GET, { authority: '{{host:named-tls}}\r\nHost: {{host:other-tls}}', serverName: 'localhost' })],
  ['nul', 'an authority with a NUL in it', inside(GET, { authority: '{{host:other-tls}}\0{{host:named-tls}}', serverName: 'localhost' })],
  ['banner', 'something that is no HTTP', inside('SSH-2.0-x\r\n', { tls: false }, { then: 'end' })],
  ['random', 'random bytes', inside({ random: 2000, seed: 3 }, { tls: false }, { then: 'end' })],
  ['h2-plain', 'HTTP/2 without TLS', inside({ hex: '505249202a20485454502f322e300d0a0d0a534d0d0a0d0a000000040000000000' }, { tls: false }, { then: 'end' })],
  ['upgrade', 'to switch protocols', inside('GET {{target}} HTTP/1.1\r\n{{auth}}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')],
] // prettier-ignore
const tunnels = INSIDE.map(([id, title, step]): Row => ({
  id: `tunnel-${id}`,
  title: `The caller opens a tunnel and asks for ${title}`,
  surfaces: ['connect'],
  credential: 'tls',
  steps: [step],
  limit: 6000,
  expect: { is: 'kept' },
}))

const behind: Row[] = [
  { id: 'tunnel-back-twice', title: 'Two requests by one tunnel, both answered with the secret', steps: [inside(`${GET}${GET}`)], expect: { is: 'scrubbed' } },
  { id: 'tunnel-back-later', title: 'A second request by a tunnel after a second, answered with the secret', steps: [inside(GET, undefined, { more: [{ pause: 1000, bytes: GET }], status: { is: [200] } })], expect: { is: 'scrubbed' } },
  { id: 'tunnel-smuggled', origins: {}, title: 'A request in the body of another, with both framings, inside a tunnel', steps: [inside('POST {{target}} HTTP/1.1\r\n{{auth}}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n')], expect: { is: 'kept' } },
  { id: 'tunnel-denied', title: 'A denied path inside a tunnel', credential: 'policed', steps: [get('/admin/keys')], expect: { is: 'blocked' } },
  { id: 'tunnel-unbound', title: 'A tunnel with a credential for which no origin was named', credential: 'unbound', steps: [get('{{origin:named-tls}}/x')], expect: { is: 'blocked' } },
  { id: 'tunnel-under-way', title: 'A key is revoked while a stream of its caller comes by a tunnel: it ends', needs: ['own-api'], origins: { 'named-tls': { does: 'stream', piece: 'data: tick\n\n', pause: 100 } }, steps: [
    get('{{origin:named-tls}}/stream', { caller: 'passing-tunnel', background: true }),
    { do: 'pause', ms: 300 },
    { do: 'own', method: 'DELETE', path: '/v1/keys/passing-tunnel', caller: 'admin', status: { is: [200] } },
    { do: 'finish', cut: true },
  ] },
  { id: 'tunnel-outlives-key', title: 'A key is revoked while a tunnel of its caller is open: a second request by it is refused', needs: ['own-api'], steps: [
    inside(GET, undefined, { more: [{ pause: 1200, bytes: GET }], caller: 'passing-idle-tunnel', background: true, status: { refused: true } }),
    { do: 'pause', ms: 500 },
    { do: 'own', method: 'DELETE', path: '/v1/keys/passing-idle-tunnel', caller: 'admin', status: { is: [200] } },
    { do: 'finish' },
  ] },
] // prettier-ignore

const fine: Row[] = [
  { id: 'tunnel-fine-twice', title: 'Two requests by one tunnel, the second after a second, are both answered', credential: 'tls', steps: [inside(GET, undefined, { more: [{ pause: 1000, bytes: GET }], status: { is: [200] } })] },
  { id: 'tunnel-fine-behind', title: 'Two requests in one packet by one tunnel are both answered', credential: 'tls', steps: [inside(GET, undefined, { more: [{ pause: 0, bytes: GET }], status: { is: [200] } })] },
  { id: 'tunnel-fine-bytewise', title: 'A request inside a tunnel byte by byte', credential: 'tls', steps: [inside(GET, undefined, { piece: 1, status: { is: [200] } })] },
  { id: 'tunnel-fine-upload', title: 'A large upload by a tunnel', credential: 'tls', steps: [post('{{origin:named-tls}}/up', { random: 3_000_000, seed: 2 })], expect: { is: 'untouched', same: ['status', 'body', 'request-body'] } },
] // prettier-ignore
const fineForward: Row[] = [
  { id: 'forward-fine-twice', title: 'Two requests to a forward proxy by one connection are both answered', steps: [wire(GET, { more: [{ pause: 500, bytes: GET }], status: { is: [200] } })] },
  { id: 'forward-fine-bytewise', title: 'A request to a forward proxy byte by byte', steps: [wire(GET, { piece: 1, status: { is: [200] } })] },
] // prettier-ignore

export const FORWARD_PROXY_CASES: readonly AttackCase[] = [
  ...attacks(1, {}, [...lines, ...tunnels]),
  ...attacks(1, { surfaces: ['connect'], credential: 'tls', origins: { 'named-tls': SAYS } }, behind),
  ...twins(1, { surfaces: ['connect'], expect: { is: 'delivered-clean' } }, fine),
  ...twins(1, { surfaces: ['absolute-form'], expect: { is: 'delivered-clean' } }, fineForward),
]
