import type { AttackCase } from '../contract/attack-case.ts'
import { attacks, get, SOCKETS, STRUCTURED, wire, WITH_COMMANDS, type Row } from './make.ts'

/** URLs by which a caller tries to lead the secret to an origin that was not named, or to name one in another way. */
const URLS: readonly (readonly [id: string, url: string, title: string])[] = [
  ['other-port', '{{origin:other}}/x', 'another port of the same host'],
  ['other-tls', '{{origin:other-tls}}/x', 'another port and scheme of the same host'],
  ['other-scheme', 'https://{{host:named}}/x', 'https in the place of http'],
  ['tls-by-http', 'http://{{host:named-tls}}/x', 'http to a port that speaks TLS'],
  ['userinfo', 'http://{{host:named}}@{{host:other}}/x', 'the right host as user name of the wrong one'],
  ['userinfo-password', 'http://user:{{host:named}}@{{host:other}}/x', 'the right host as password'],
  ['userinfo-escaped', 'http://{{host:named}}%40{{host:other}}/x', 'an escaped @'],
  ['userinfo-empty', 'http://@{{host:other}}/x', 'an empty user name'],
  ['userinfo-two', 'http://a@{{host:named}}@{{host:other}}/x', 'two @'],
  ['userinfo-right', 'http://user:pass@{{host:named}}/x', 'a user name before the right host'],
  ['backslash', 'http://{{host:other}}\\@{{host:named}}/x', 'a backslash before @'],
  ['backslash-path', 'http://{{host:other}}\\{{host:named}}/x', 'a backslash for a slash'],
  ['backslashes', 'http:\\\\{{host:other}}\\x', 'backslashes for the slashes'],
  ['fragment', 'http://{{host:other}}#@{{host:named}}/x', 'the right host in a fragment'],
  ['query', 'http://{{host:other}}?@{{host:named}}/x', 'the right host in a query'],
  ['semicolon', 'http://{{host:other}};@{{host:named}}/x', 'a semicolon before @'],
  ['tab', 'http://{{host:other}}\t/x', 'a tab in the host'],
  ['newline', 'http://{{host:other}}%0d%0aHost:%20{{host:named}}/x', 'escaped line ends in the host'],
  ['nul', 'http://{{host:other}}%00.{{host:named}}/x', 'an escaped NUL in the host'],
  ['space', 'http://{{host:other}} {{host:named}}/x', 'a space in the host'],
  ['suffix', 'http://127.0.0.1.other.localhost:{{port:other}}/x', 'the right host as beginning of another'],
  ['localhost', 'http://localhost:{{port:named}}/x', 'a name for the right address, which nobody named'],
  ['localhost-upper', 'http://LOCALHOST:{{port:other}}/x', 'a name in capitals'],
  ['trailing-dot', 'http://127.0.0.1.:{{port:other}}/x', 'a dot at the end of an address'],
  ['decimal', 'http://2130706433:{{port:other}}/x', 'the address as one number'],
  ['octal', 'http://0177.0.0.1:{{port:other}}/x', 'the address in octal'],
  ['hex', 'http://0x7f.0.0.1:{{port:other}}/x', 'the address in hex'],
  ['hex-one', 'http://0x7f000001:{{port:other}}/x', 'the address as one hex number'],
  ['short', 'http://127.1:{{port:other}}/x', 'the address shortened'],
  ['zero', 'http://0.0.0.0:{{port:named}}/x', 'the address of all zeros'],
  ['zero-short', 'http://0:{{port:named}}/x', 'the address 0'],
  ['neighbour', 'http://127.0.0.2:{{port:named}}/x', 'another loopback address, same port'],
  ['six', 'http://[::1]:{{port:named}}/x', 'the IPv6 loopback address, same port'],
  ['six-long', 'http://[0:0:0:0:0:0:0:1]:{{port:named}}/x', 'the same, written out'],
  ['six-any', 'http://[::]:{{port:named}}/x', 'the IPv6 address of all zeros'],
  ['six-mapped', 'http://[::ffff:127.0.0.1]:{{port:named}}/x', 'the right address mapped into IPv6'],
  ['six-mapped-hex', 'http://[::ffff:7f00:1]:{{port:named}}/x', 'the same in hex'],
  ['six-compatible', 'http://[::127.0.0.1]:{{port:named}}/x', 'the right address in the old compatible form'],
  ['six-zone', 'http://[::1%25lo]:{{port:named}}/x', 'an IPv6 address with a zone'],
  ['full-width', 'http://１２７.０.０.２:{{port:named}}/x', 'digits of full width'],
  ['ideographic-dot', 'http://127。0。0。2:{{port:named}}/x', 'ideographic full stops'],
  ['circled', 'http://①②⑦.0.0.2:{{port:named}}/x', 'circled digits'],
  ['port-empty', 'http://127.0.0.1:/x', 'an empty port'],
  ['port-leading-zero', 'http://127.0.0.1:0{{port:other}}/x', 'a port with a zero before it'],
  ['port-too-large', 'http://127.0.0.1:99999/x', 'a port that cannot be'],
  ['port-two', 'http://127.0.0.1:{{port:other}}:{{port:named}}/x', 'two ports'],
  ['port-negative', 'http://127.0.0.1:-1/x', 'a port below zero'],
  ['scheme-upper', 'HTTP://{{host:other}}/x', 'a scheme in capitals'],
  ['scheme-ftp', 'ftp://{{host:other}}/x', 'another scheme'],
  ['scheme-file', 'file:///etc/hostname', 'a file'],
  ['scheme-data', 'data:text/plain,{{host:named}}', 'a data URL'],
  ['scheme-ws', 'ws://{{host:other}}/x', 'a WebSocket'],
  ['scheme-none', '//{{host:other}}/x', 'no scheme'],
  ['scheme-twice', 'http://http://{{host:other}}/x', 'two schemes'],
  ['scheme-nested', 'http://{{host:other}}/http://{{host:named}}/x', 'the right URL within the wrong one'],
  ['slashes-three', 'http:///{{host:other}}/x', 'three slashes'],
  ['slashes-none', 'http:{{host:other}}/x', 'no slashes'],
  ['host-empty', 'http:///x', 'no host'],
] // prettier-ignore
const COMMANDS = new Set(['other-port', 'userinfo', 'backslash', 'decimal', 'scheme-file'])

const urls = URLS.map(([id, url, title]): Row => ({
  id: `goes-${id}`,
  title: `The caller asks for ${title}`,
  surfaces: COMMANDS.has(id) ? WITH_COMMANDS : STRUCTURED,
  steps: [get(url)],
  expect: { is: 'kept' },
}))

/** Fields by which a caller tries to change where a request goes, or as whom. */
const FIELDS: readonly (readonly [id: string, fields: readonly (readonly [string, string])[]])[] = [
  ['host-header', [['Host', '{{host:other}}']]],
  ['host-twice', [['Host', '{{host:named}}'], ['Host', '{{host:other}}']]],
  ['forwarded-host', [['X-Forwarded-Host', '{{host:other}}'], ['Forwarded', 'host={{host:other}}']]],
  ['original-url', [['X-Original-URL', '{{origin:other}}/'], ['X-Rewrite-URL', '{{origin:other}}/']]],
  ['proxy-header', [['Proxy-Authorization', 'Basic eDp5'], ['Proxy-Connection', 'keep-alive']]],
  ['authority', [[':authority', '{{host:other}}']]],
  ['host-underscore', [['X_Vultrino_Credential', 'elsewhere']]],
  ['credential-twice', [['X-Vultrino-Credential', 'elsewhere']]],
  ['destination', [['Destination', '{{origin:other}}/'], ['Referer', '{{origin:other}}/']]],
] // prettier-ignore
const fields = FIELDS.map(([id, headers]): Row => ({
  id: `goes-field-${id}`,
  title: `The caller adds fields that name another host or credential (${id})`,
  surfaces: id.startsWith('host') ? ['json-api', 'mcp', 'reverse'] : STRUCTURED,
  steps: [get('/x', { headers })],
  expect: { is: 'kept' },
}))

const lines: Row[] = (
  [
    [
      'absolute-within',
      'GET {{origin:other}}/x HTTP/1.1\r\n{{auth}}\r\n',
      'an absolute URL of another origin in the request line',
    ],
    ['authority-only', 'CONNECT {{host:other}} HTTP/1.1\r\n{{auth}}\r\n', 'a tunnel to another origin'],
    [
      'connect-right',
      'CONNECT {{host:named}} HTTP/1.1\r\n{{auth}}\r\nGET / HTTP/1.1\r\nHost: {{host:other}}\r\n\r\n',
      'a tunnel to the right origin with another Host inside',
    ],
    ['two-spaces', 'GET  {{target}} HTTP/1.1\r\n{{auth}}\r\n', 'two spaces in the request line'],
    [
      'space-in-target',
      'GET {{target}} {{origin:other}}/ HTTP/1.1\r\n{{auth}}\r\n',
      'two targets in the request line',
    ],
    ['no-version', 'GET {{target}}\r\n{{auth}}\r\n', 'no version'],
    ['nul-in-target', 'GET {{target}}\0{{host:other}} HTTP/1.1\r\n{{auth}}\r\n', 'a NUL in the target'],
    [
      'high-bytes',
      'GET {{target}}\u00ff{{host:other}} HTTP/1.1\r\n{{auth}}\r\n',
      'bytes that are no ASCII in the target',
    ],
  ] as const
).map(([id, bytes, title]) => ({
  id: `goes-line-${id}`,
  title: `The caller sends ${title}`,
  surfaces: SOCKETS,
  steps: [wire(bytes)],
  expect: { is: 'kept' },
}))

const wildcards: Row[] = (
  [
    ['parent', 'https://wild.localhost:{{port:wild}}/'],
    ['two-deep', 'https://a.b.wild.localhost:{{port:wild}}/'],
    ['glued', 'https://evilwild.localhost:{{port:wild}}/'],
    ['suffix', 'https://a.wild.localhost.evil.localhost:{{port:wild}}/'],
    ['star', 'https://*.wild.localhost:{{port:wild}}/'],
    ['empty-label', 'https://.wild.localhost:{{port:wild}}/'],
    ['other-port', 'https://a.wild.localhost:{{port:other-tls}}/'],
    ['http', 'http://a.wild.localhost:{{port:wild}}/'],
    ['address', 'https://127.0.0.1:{{port:wild}}/'],
  ] as const
).map(([id, url]) => ({
  id: `goes-wildcard-${id}`,
  title: `A credential for *.wild.localhost is asked for ${url.replace(/\{\{port:([a-z-]+)\}\}/, '($1)')}`,
  credential: 'wild',
  steps: [get(url)],
  expect: { is: 'blocked' },
}))

const aliases: Row[] = (['', ' ', '*', 'bear*', 'BEARER', 'bearer ', ' bearer', 'bearer,elsewhere', '../bearer', 'bearer%00', 'nothing', 'béarer', '__proto__', 'constructor'] as const).map((ask, at) => ({
  id: `goes-alias-${String(at + 1)}`,
  title: `The caller names a credential as ${JSON.stringify(ask)} to reach another origin`,
  needs: ['several-credentials'],
  steps: [get('{{origin:other}}/x', { ask })],
  expect: { is: 'kept' },
})) // prettier-ignore

const bound: Row[] = [
  { id: 'goes-unbound', title: 'A credential for which no origin was named is asked for an origin', credential: 'unbound', expect: { is: 'blocked' } },
  { id: 'goes-swapped', title: 'The credential of one origin is asked for another one that is known too', needs: ['several-credentials'], credential: 'tls', steps: [get('{{origin:named}}/x')], expect: { is: 'blocked' } },
  { id: 'goes-swapped-back', title: 'The same the other way round', steps: [get('{{origin:named-tls}}/x')], expect: { is: 'kept' } },
  { id: 'goes-h2-to-h1', title: 'A credential for one TLS port is asked for another with the same certificate', credential: 'h2', steps: [get('{{origin:named-h2}}/first'), get('{{origin:named-tls}}/x')], expect: { is: 'kept' } },
] // prettier-ignore

const ALL = '{"hosts":["{{origin:other}}"]}'
const managed: Row[] = [
  { id: 'goes-rebound', title: 'A key that may write binds a credential to another origin, without its secret', steps: [{ do: 'own', method: 'PATCH', path: '/v1/credentials/bearer', body: ALL, caller: 'writer', status: { refused: true } }, get('{{origin:other}}/x', { caller: 'writer' })], expect: { is: 'blocked' } },
  { id: 'goes-bind', title: 'A key that may write adds an origin to the binding', steps: [{ do: 'own', method: 'POST', path: '/v1/credentials/bearer/bind', body: ALL, caller: 'writer', status: { refused: true } }, get('{{origin:other}}/x', { caller: 'writer' })], expect: { is: 'blocked' } },
  { id: 'goes-bound-inside', title: 'A key that may write makes a credential that is bound to loopback', steps: [{ do: 'own', method: 'POST', path: '/v1/credentials', body: '{"alias":"made-inside","type":"api_key","data":{"key":"{{nonce}}{{nonce}}"},"hosts":["{{origin:other}}"]}', caller: 'writer', status: { refused: true } }, get('{{origin:other}}/x', { ask: 'made-inside', caller: 'writer' })], expect: { is: 'blocked' } },
  { id: 'goes-moved-header', title: 'A key that may write moves the secret to another header', steps: [{ do: 'own', method: 'PATCH', path: '/v1/credentials/bearer', body: '{"metadata":{"header_name":"X-Echo-Me"}}', caller: 'writer', status: { refused: true } }], expect: { is: 'kept' } },
  { id: 'goes-renamed', title: 'A key that may write renames a credential so that another policy or scope covers it', steps: [{ do: 'own', method: 'PATCH', path: '/v1/credentials/bearer', body: '{"alias":"made-new"}', caller: 'writer', status: { refused: true } }], expect: { is: 'kept' } },
  { id: 'goes-readable', title: 'A key that may do everything asks for a credential: its value is not in the answer', steps: [{ do: 'own', method: 'GET', path: '/v1/credentials/bearer', caller: 'admin', status: { is: [200] } }, { do: 'own', method: 'GET', path: '/v1/credentials/bearer?show_secret=true&reveal=1', caller: 'admin' }], expect: { is: 'contained' } },
  { id: 'goes-recreated', title: 'A key deletes a credential and makes one of that name for another origin: the old secret does not come along', steps: [
    { do: 'own', method: 'POST', path: '/v1/credentials', body: '{"alias":"made-twice","type":"api_key","data":{"key":"{{nonce}}{{nonce}}"},"hosts":["https://a.example"]}', caller: 'admin', status: { is: [200, 201] } },
    { do: 'own', method: 'DELETE', path: '/v1/credentials/made-twice', caller: 'writer', status: { is: [200, 204] } },
    { do: 'own', method: 'POST', path: '/v1/credentials', body: '{"alias":"made-twice","type":"api_key","hosts":["{{origin:other}}"]}', caller: 'writer', status: { refused: true } },
    get('{{origin:other}}/x', { ask: 'made-twice', caller: 'writer' }),
  ], expect: { is: 'blocked' } },
] // prettier-ignore

export const WHERE_CASES: readonly AttackCase[] = [
  ...attacks(1, {}, [...urls, ...fields, ...lines, ...wildcards, ...aliases, ...bound]),
  ...attacks(1, { needs: ['own-api'], surfaces: ['reverse'] }, managed),
]
