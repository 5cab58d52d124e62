import type { AttackCase } from '../contract/attack-case.ts'
import type { Behaviour, Field, WebSocketPlay } from '../contract/behaviour.ts'
import type { Content } from '../contract/content.ts'
import type { Play } from '../contract/websocket.ts'
import { attacks, get, SOCKETS, twins, wire, type Row } from './make.ts'
import { DEFLATE, dial, playing } from './4-websocket.ts'

const SAID: Content = ['<before ', '{{secret}}', ' after>']
const HELLO: Play = { op: 'text', payload: SAID }
const raw = (bytes: Content): Readonly<{ named: Behaviour }> => ({
  named: { does: 'raw', writes: [{ bytes }], then: 'end' },
})
const FRAME: Content = [{ hex: '8128' }, '{{secret}}']
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'

/** Answers to the handshake that hold the secret, or are none that should be taken. */
const HANDSHAKES: readonly (readonly [id: string, title: string, more: Omit<WebSocketPlay, 'does' | 'play'>])[] = [
  ['accept-wrong', 'with a Sec-WebSocket-Accept that is wrong', { headers: [['Sec-WebSocket-Accept', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=']] }],
  ['accept-secret', 'with the secret as Sec-WebSocket-Accept', { headers: [['Sec-WebSocket-Accept', '{{secret}}']] }],
  ['field', 'with the secret in a field', { headers: [['X-Echo', SAID], ['Server', SAID]] }],
  ['cookie', 'with the secret in a cookie', { headers: [['Set-Cookie', 'token={{secret}}; Path=/']] }],
  ['field-base64', 'with the secret in a field in base64', { headers: [['X-Echo', { of: SAID, through: ['base64'] }]] }],
  ['field-name', 'with the secret as the name of a field', { headers: [['X-Echo', 'x'], ['Connection', 'Upgrade, {{secret}}']] }],
  ['reason', 'with the secret in the reason phrase', { reason: SAID }],
  ['protocol', 'with the secret as subprotocol', { headers: [['Sec-WebSocket-Protocol', '{{secret}}']] }],
  ['extension', 'with the secret as extension', { headers: [['Sec-WebSocket-Extensions', 'x-{{secret}}']] }],
  ['extension-parameter', 'with the secret as parameter of an extension', { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; x="{{secret}}"']] }],
  ['length', 'with a Content-Length', { headers: [['Content-Length', '4000']] }],
  ['chunked', 'with chunked coding', { headers: [['Transfer-Encoding', 'chunked']] }],
  ['other-upgrade', 'to a protocol that nobody asked for', { headers: [['Upgrade', 'secret-stream']] }],
  ['no-upgrade', 'without saying to what', { headers: [['Upgrade', ''], ['Connection', 'close']] }],
] // prettier-ignore
const handshakes = HANDSHAKES.map(([id, title, more]): Row => ({
  id: `ws-open-${id}`,
  title: `The target switches protocols ${title}, then says it`,
  origins: playing([HELLO], more),
  steps: [dial('/x', [], { headers: [['Sec-WebSocket-Protocol', 'chat'], DEFLATE] })],
  expect: { is: 'scrubbed' },
}))

const REFUSALS: readonly (readonly [id: string, title: string, origins: Readonly<{ named: Behaviour }>])[] = [
  ['401', 'refuses with the secret in body and fields', { named: { does: 'answer', status: 401, headers: [['WWW-Authenticate', 'Bearer realm="{{secret}}"']], body: SAID } }],
  ['200', 'answers 200 with the secret, as if nobody had asked for a WebSocket', { named: { does: 'answer', body: SAID } }],
  ['302', 'redirects to a URL with the secret', { named: { does: 'answer', status: 302, headers: [['Location', 'ws://{{host:other}}/?{{secret}}']] } }],
  ['302-other', 'redirects to another origin', { named: { does: 'answer', status: 302, headers: [['Location', '{{origin:other}}/x']] } }],
  ['twice', 'switches twice, the second time with the secret', raw([SWITCH, '\r\n', SWITCH, 'X-Echo: ', '{{secret}}', '\r\n\r\n', FRAME])],
  ['bare', 'switches without any field', raw(['HTTP/1.1 101 \r\n\r\n', FRAME])],
  ['interim', 'sends early hints with the secret before it switches', raw(['HTTP/1.1 103 Early Hints\r\nLink: <', '{{secret}}', '>\r\n\r\n', SWITCH, 'Sec-WebSocket-Accept: x\r\n\r\n', FRAME])],
  ['old', 'switches by HTTP/1.0', raw([SWITCH.replace('1.1', '1.0'), '\r\n', FRAME])],
  ['line-ends', 'switches with bare line feeds', raw([SWITCH.replaceAll('\r', ''), 'X-Echo: ', '{{secret}}', '\n\n', FRAME])],
  ['half', 'ends in the middle of the 101', raw([SWITCH, 'X-Echo: ', '{{secret}}'])],
] // prettier-ignore
const refusals = REFUSALS.map(([id, title, origins]): Row => ({
  id: `ws-answer-${id}`,
  title: `Asked for a WebSocket, the target ${title}`,
  origins,
  steps: [dial('/x')],
  // What an answer without a proper end is worth is the proxy's decision.
  expect: /^(?:302-other|twice|bare|old|line-ends|half)$/.test(id) ? { is: 'contained' } : { is: 'scrubbed' },
}))

const QUIET = playing([{ op: 'text', payload: 'ok' }])
const ECHO = playing([HELLO, { echo: 1 }, HELLO])
/** Frames that no caller should send. */
const HOSTILE: readonly (readonly [id: string, title: string, play: readonly Play[]])[] = [
  ['unmasked', 'frames without a mask', [{ op: 'text', payload: 'hello', mask: false }]],
  ['huge', 'a frame that says it has a terabyte', [{ op: 'binary', payload: 'hello', length: 2 ** 40 }]],
  ['no-start', 'a continuation of nothing', [{ op: 'continuation', payload: 'hello' }]],
  ['unfinished', 'a message that never ends', [{ op: 'text', payload: 'hello', fin: false }, { wait: 100 }]],
  ['restart', 'a message within a message', [{ op: 'text', payload: 'one', fin: false }, { op: 'text', payload: 'two' }]],
  ['reserved', 'all reserved bits', [{ op: 'text', payload: 'hello', reserved: 7 }]],
  ['opcode', 'an opcode that nobody knows', [{ op: 7, payload: 'hello' }, { op: 15, payload: 'x' }]],
  ['long-ping', 'a ping that is larger than allowed', [{ op: 'ping', payload: { fill: 'x', size: 5000 } }]],
  ['cut-ping', 'a ping in fragments', [{ op: 'ping', payload: 'hello', cut: 2 }]],
  ['close-short', 'a close frame of one byte', [{ op: 'close', code: null, payload: 'x' }, { op: 'text', payload: 'after' }]],
  ['close-code', 'a close frame with a code that must not be sent', [{ op: 'close', code: 1006 }]],
  ['bad-utf8', 'text that is no UTF-8', [{ op: 'text', payload: { hex: 'c328a0a1' } }]],
  ['rubbish', 'bytes that are no frames', [{ bytes: { random: 3000, seed: 12 } }]],
  ['bad-deflate', 'a compressed message that cannot be inflated', [{ op: 'text', payload: { random: 500, seed: 2 }, reserved: 4 }]],
  ['bomb', 'a small message of 8 MB of spaces', [{ op: 'binary', payload: { fill: ' ', size: 8_000_000 }, deflate: 'alone' }]],
  ['flood', '3000 empty fragments', [{ op: 'text', payload: 'x', fin: false }, ...Array.from({ length: 3000 }, (): Play => ({ op: 'continuation', fin: false }))]],
  ['pings', '3000 pings', Array.from({ length: 3000 }, (): Play => ({ op: 'ping', payload: 'x' }))],
] // prettier-ignore
const hostile = HOSTILE.flatMap(([id, title, play]): Row[] => [
  {
    id: `ws-caller-${id}`,
    title: `The caller sends ${title}, to a target that gives back`,
    origins: ECHO,
    steps: [dial('/x', play)],
  },
])
const early: Row[] = [
  { id: 'ws-caller-early', title: 'The caller sends frames with the handshake, before it is answered', origins: ECHO, steps: [dial('/x', [{ op: 'text', payload: 'early' }], { early: true })] },
  { id: 'ws-caller-early-request', title: 'A second request behind a handshake that the target does not take', origins: { named: { does: 'answer', status: 426, body: 'no' } }, steps: [dial('/x', [{ bytes: 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n' }], { early: true })], expect: { is: 'at-most', requests: 1 } },
  { id: 'ws-caller-version', title: 'The same with a version that no target takes', origins: { named: { does: 'answer', status: 426, headers: [['Sec-WebSocket-Version', '13']], body: 'no' } }, steps: [dial('/x', [{ bytes: 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n' }], { early: true, headers: [['Sec-WebSocket-Version', '777']] })], expect: { is: 'at-most', requests: 1 } },
  { id: 'ws-caller-denied-behind', title: 'A denied path behind a handshake that the target does not take', credential: 'policed', origins: { named: { does: 'answer', status: 426, body: 'no' } }, steps: [dial('/free', [{ bytes: 'GET /admin/keys HTTP/1.1\r\nHost: x\r\n\r\n' }], { early: true })], expect: { is: 'obeyed' } },
  { id: 'ws-caller-denied', title: 'A WebSocket at a denied path', credential: 'policed', origins: QUIET, steps: [dial('/admin/keys')], expect: { is: 'blocked' } },
  { id: 'ws-caller-dotted', title: 'A WebSocket at a denied path by dots', credential: 'policed', origins: QUIET, steps: [dial('/free/%2e%2e/admin/keys')], expect: { is: 'obeyed' } },
  { id: 'ws-caller-gone', title: 'The caller resets the connection in the middle of a message', origins: ECHO, steps: [dial('/x', [{ op: 'text', payload: 'x', length: 1000 }], { then: 'reset' }), dial('/x')] },
  { id: 'ws-caller-no-key', title: 'A handshake without a key', origins: ECHO, steps: [dial('/x', [], { headers: [['Sec-WebSocket-Key', '']] })] },
  { id: 'ws-caller-bytewise', title: 'Frames of the caller in writes of one byte', origins: ECHO, steps: [dial('/x', [{ op: 'text', payload: 'hello' }], { piece: 1 })] },
] // prettier-ignore

const PLACES: readonly (readonly [id: string, title: string, url: string, headers: readonly Field[]])[] = [
  ['other', 'at another port', '{{origin:other}}/x', []],
  ['other-tls', 'at another port, by TLS', '{{origin:other-tls}}/x', []],
  ['userinfo', 'at another port, with the right host before @', 'http://{{host:named}}@{{host:other}}/x', []],
  ['host', 'with another Host', '{{origin:named}}/x', [['Host', '{{host:other}}']]],
  ['forwarded', 'with fields that name another host', '{{origin:named}}/x', [['X-Forwarded-Host', '{{host:other}}'], ['Forwarded', 'host={{host:other}}']]],
  ['name', 'at a name for the right address that nobody named', 'http://localhost:{{port:named}}/x', []],
] // prettier-ignore
const places = PLACES.map(([id, title, url, headers]): Row => ({
  id: `ws-goes-${id}`,
  title: `The caller asks for a WebSocket ${title}`,
  origins: { named: QUIET.named, other: QUIET.named, 'other-tls': QUIET.named },
  steps: [dial(url, [], { headers })],
  expect: { is: 'kept' },
}))

const who: Row[] = [
  { id: 'ws-who-unbound', title: 'A WebSocket with a credential for which no origin was named', credential: 'unbound', origins: QUIET, expect: { is: 'blocked' } },
  { id: 'ws-who-reader', title: 'A WebSocket by a key that may not execute', needs: ['keys'], origins: QUIET, steps: [dial('/x', [], { caller: 'reader' })], expect: { is: 'blocked' } },
  { id: 'ws-who-revoked', title: 'A WebSocket by a key that was revoked', needs: ['keys'], origins: QUIET, steps: [dial('/x', [], { caller: 'revoked' })], expect: { is: 'blocked' } },
  { id: 'ws-who-scope', title: 'A WebSocket with a credential out of the key’s scope', needs: ['keys'], origins: QUIET, steps: [dial('/x', [], { caller: 'scoped' })], expect: { is: 'blocked' } },
  { id: 'ws-who-under-way', title: 'A key is revoked while a WebSocket of its caller is open: it ends', needs: ['own-api'], origins: playing([{ hear: 2 }, HELLO]), steps: [
    dial('/x', [{ op: 'text', payload: 'one' }, { hear: 1 }], { caller: 'passing-websocket', background: true }),
    { do: 'pause', ms: 300 },
    { do: 'own', method: 'DELETE', path: '/v1/keys/passing-websocket', caller: 'admin', status: { is: [200] } },
    { do: 'finish', cut: true },
  ] },
] // prettier-ignore

/** What a proxy without WebSocket makes of a wish for it, where it takes requests by a socket. */
const UPGRADES: readonly (readonly [id: string, title: string, fields: string])[] = [
  ['websocket', 'to WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'],
  ['many', 'to several protocols', 'Connection: keep-alive, Upgrade\r\nUpgrade: h2c, websocket, tls/1.3\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'],
  ['h2c', 'to HTTP/2', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n'],
  ['tls', 'to TLS', 'Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n'],
  ['no-connection', 'without Connection', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'],
] // prettier-ignore
const upgrades = UPGRADES.flatMap(([id, title, fields]): Row[] => [
  { id: `ws-plain-${id}`, title: `On a way in for plain requests the caller asks to switch ${title}; the target would, and says the secret`, surfaces: SOCKETS, origins: playing([HELLO]), steps: [wire(`GET {{target}} HTTP/1.1\r\n{{auth}}${fields}\r\n`)], limit: 5000 },
  { id: `ws-plain-anyway-${id}`, title: `The same, and the target switches whatever was asked for (${id})`, surfaces: SOCKETS, origins: raw([SWITCH, 'X-Echo: ', '{{secret}}', '\r\n\r\n', FRAME]), steps: [wire(`GET {{target}} HTTP/1.1\r\n{{auth}}${fields}\r\n`)], limit: 5000 },
]) // prettier-ignore
const plain: Row[] = [
  { id: 'ws-plain-unasked', title: 'The target switches protocols though nobody asked for it', surfaces: SOCKETS, origins: raw([SWITCH, 'X-Echo: ', '{{secret}}', '\r\n\r\n', FRAME]), steps: [get('/x')], limit: 5000 },
  { id: 'ws-plain-behind', title: 'A second request behind a wish for WebSocket that the target does not fulfil', surfaces: SOCKETS, origins: { named: { does: 'answer', status: 426, body: 'no' } }, steps: [wire(['GET {{target}} HTTP/1.1\r\n{{auth}}', UPGRADES[0]?.[2] ?? '', '\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n'])], expect: { is: 'at-most', requests: 1 } },
] // prettier-ignore

const fine = (play: readonly Play[], send: readonly Play[], more: Omit<Row, 'id' | 'title'> = {}, plan: Omit<WebSocketPlay, 'does' | 'play'> = {}): Omit<Row, 'id' | 'title'> => ({
  origins: playing(play, plan), steps: [dial('/x?a=b', send)], expect: { is: 'untouched', same: ['status', 'messages', 'request-messages', 'request-target'] }, ...more,
}) // prettier-ignore
const NEGOTIATED = { steps: [dial('/x?a=b', [], { headers: [DEFLATE] })] }
const MB: Content = { random: 1_000_000, seed: 5 }
const benign: Row[] = [
  { id: 'ws-fine-text', title: 'A text is given back', ...fine([{ echo: 1 }], [{ op: 'text', payload: 'grüß dich €' }, { hear: 1 }]) },
  { id: 'ws-fine-binary', title: 'Binary messages are given back', ...fine([{ echo: 2 }], [{ op: 'binary', payload: { random: 70_000, seed: 1 } }, { op: 'binary', payload: '' }, { hear: 2 }]) },
  { id: 'ws-fine-megabyte', title: 'A message of a megabyte goes up and comes down', ...fine([{ op: 'binary', payload: MB }, { hear: 1 }], [{ op: 'binary', payload: MB }, { hear: 1 }]) },
  { id: 'ws-fine-many', title: '300 small messages come down in their order', ...fine(Array.from({ length: 300 }, (_, at): Play => ({ op: 'text', payload: `message ${String(at)}` })), []) },
  { id: 'ws-fine-fragments', title: 'Messages in fragments go up and come down, with pings between', ...fine([{ op: 'text', payload: 'grüße in stücken', cut: 3, between: { op: 'ping', payload: 'x' } }, { hear: 1 }], [{ op: 'binary', payload: { random: 500, seed: 6 }, cut: 100 }, { hear: 1 }]) },
  { id: 'ws-fine-glued', title: 'Messages in the packet of the 101 arrive', ...fine([{ op: 'text', payload: 'first' }, { op: 'text', payload: 'second' }], [], {}, { glued: true }) },
  { id: 'ws-fine-bytewise', title: 'Messages in writes of one byte arrive', ...fine([{ op: 'text', payload: 'slowly' }, { op: 'binary', payload: { random: 200, seed: 9 } }], [], {}, { piece: 1 }) },
  { id: 'ws-fine-deflate', title: 'Compressed messages say the same', ...fine([{ op: 'text', payload: { fill: 'again ', size: 6000 }, deflate: 'alone' }], [], NEGOTIATED, { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; server_no_context_takeover; client_no_context_takeover']] }) },
  { id: 'ws-fine-deflate-shared', title: 'Compressed messages that share a window say the same', ...fine([{ op: 'text', payload: { fill: 'again ', size: 6000 }, deflate: 'shared' }, { op: 'text', payload: { fill: 'again ', size: 3000 }, deflate: 'shared' }], [], NEGOTIATED, { headers: [DEFLATE] }) },
  { id: 'ws-fine-protocol', title: 'The subprotocol that was agreed on is the same', ...fine([{ op: 'text', payload: 'ok' }], []), steps: [dial('/x?a=b', [], { headers: [['Sec-WebSocket-Protocol', 'chat.v2, chat'], ['Origin', 'https://app.example']] })], origins: playing([{ op: 'text', payload: 'ok' }], { headers: [['Sec-WebSocket-Protocol', 'chat']] }), expect: { is: 'untouched', same: ['status', 'messages', { header: 'sec-websocket-protocol' }, { 'request-header': 'sec-websocket-protocol' }] } },
  { id: 'ws-fine-pause', title: 'A WebSocket that is quiet for two seconds is still there', ...fine([{ op: 'text', payload: 'before' }, { wait: 900 }, { op: 'ping', payload: 'x' }, { wait: 900 }, { op: 'text', payload: 'after' }], [{ hear: 2 }]) },
  { id: 'ws-fine-turns', title: 'A conversation of twenty turns', ...fine([{ echo: 20 }], Array.from({ length: 20 }, (_, at): readonly Play[] => [{ op: 'text', payload: `turn ${String(at)}` }, { hear: at + 1 }]).flat()) },
] // prettier-ignore

export const WEBSOCKET_WAY_CASES: readonly AttackCase[] = [
  ...attacks(4, { surfaces: ['websocket'], steps: [dial('/x')] }, [
    ...handshakes, ...refusals, ...hostile, ...early, ...places, ...who, ...upgrades, ...plain,
  ]),
  ...twins(4, { surfaces: ['websocket'] }, benign),
] // prettier-ignore
