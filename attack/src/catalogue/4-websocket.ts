import type { AttackCase, Dial } from '../contract/attack-case.ts'
import type { Behaviour, Field, WebSocketPlay } from '../contract/behaviour.ts'
import type { Content, Transform } from '../contract/content.ts'
import type { Frame, Play } from '../contract/websocket.ts'
import { attacks, type Row } from './make.ts'

/** A WebSocket to a path of the origin `named`, or to a whole URL. */
export function dial(
  url: Content,
  play: readonly Play[] = [],
  more: Omit<Dial, 'do' | 'url' | 'play'> = {},
): Dial {
  const whole = typeof url === 'string' && url.startsWith('/') ? `{{origin:named}}${url}` : url
  return { do: 'websocket', url: whole, ...(play.length === 0 ? {} : { play }), ...more }
}
/** What the origin `named` plays, whoever asks. */
export const playing = (
  play: readonly Play[],
  more: Omit<WebSocketPlay, 'does' | 'play'> = {},
): Readonly<{ named: Behaviour }> => ({ named: { does: 'websocket', play, ...more } })
export const DEFLATE: Field = ['Sec-WebSocket-Extensions', 'permessage-deflate']
const SAID = ['<before ', '{{secret}}', ' after>'] as const
const text = (payload: Content, more: Omit<Frame, 'op' | 'payload'> = {}): Frame => ({
  op: 'text',
  payload,
  ...more,
})
const binary = (payload: Content, more: Omit<Frame, 'op' | 'payload'> = {}): Frame => ({
  op: 'binary',
  payload,
  ...more,
})
const spelt = (...through: Transform[]): Content => ({ of: SAID, through })
const NOISE: Content = { random: 300, seed: 4 }

const SPELLINGS: readonly Transform[] = [
  'base64', 'base64-after-1', 'base64-after-2', 'base64-unpadded', 'base64url', 'hex', 'HEX', 'percent-all', 'json-u', 'json-some', 'js-x',
  'html-decimal', 'html-some',
] // prettier-ignore
const spelled = SPELLINGS.map((step): Row => ({
  id: `ws-text-${step.toLowerCase()}${step === 'HEX' ? '-upper' : ''}`,
  title: `A text message holds the secret, spelled as ${step}`,
  origins: playing([text(['{"echo":"', spelt(step), '"}'])]),
  expect: { is: 'scrubbed' },
}))

const credentials = (['awkward', 'punctuated', 'jwt', 'hexadecimal', 'basic', 'query', 'big'] as const).map((credential): Row => ({
  id: `ws-credential-${credential}`,
  title: `A message holds the secret of another kind of credential (${credential}), as JSON and as it is`,
  credential,
  origins: playing([text(['{"echo":"', { of: '{{secret}}', through: ['json'] }, '"}']), binary(SAID)]),
  expect: { is: 'scrubbed' },
})) // prettier-ignore

/** Messages by which the secret comes back. */
const MESSAGES: readonly (readonly [id: string, title: string, play: readonly Play[], more?: Omit<WebSocketPlay, 'does' | 'play'>])[] = [
  ['text', 'as text', [text(SAID)]],
  ['binary', 'in a binary message', [binary([NOISE, '{{secret}}', NOISE])]],
  ['binary-utf16', 'in a binary message as UTF-16', [binary(spelt('utf16le'))]],
  ['binary-gzip', 'in a binary message as gzip', [binary(spelt('gzip'))]],
  ['binary-gzip-base64', 'as base64 of gzip', [text(spelt('gzip', 'base64'))]],
  ['twice', 'in each of 100 messages', Array.from({ length: 100 }, () => text('{{secret}}'))],
  ['after-many', 'after 200 harmless messages', [...Array.from({ length: 200 }, () => text('tick')), text(SAID)]],
  ['at-end-of-large', 'at the end of a message of 90 kB', [binary([{ random: 90_000, seed: 3 }, '{{secret}}'])]],
  ['bytewise', 'byte by byte: each is a write of its own', [text(SAID)], { piece: 1 }],
  ['bytewise-fragmented', 'byte by byte in fragments of 5', [text(SAID, { cut: 5 })], { piece: 1 }],
  ['pieces-of-seven', 'in writes of seven bytes that know nothing of frames', [text(SAID), binary(SAID)], { piece: 7 }],
  ['cut-1', 'in fragments of one byte', [text('{{secret}}', { cut: 1 })]],
  ['cut-2', 'in fragments of two bytes', [text(SAID, { cut: 2 })]],
  ['cut-11', 'in fragments of eleven bytes', [binary(SAID, { cut: 11 })]],
  ['cut-20', 'in two halves', [text('{{secret}}', { cut: 20 })]],
  ['cut-ping', 'in fragments with a ping between', [text('{{secret}}', { cut: 9, between: { op: 'ping', payload: 'are you there' } })]],
  ['cut-pong-secret', 'in fragments, and in a pong between them', [text(SAID, { cut: 9, between: { op: 'pong', payload: '{{secret}}' } })]],
  ['cut-empty', 'in fragments with an empty one between', [text('{{secret}}', { cut: 9, between: { op: 'continuation', fin: false } })]],
  ['unfinished', 'in a message that never ends', [text(SAID, { fin: false }), { wait: 100 }], { then: 'end' }],
  ['unfinished-cut', 'in fragments of which the last one never comes', [text('{{secret}}', { cut: 9, fin: false })], { then: 'end' }],
  ['no-start', 'in a continuation of nothing', [{ op: 'continuation', payload: SAID }]],
  ['restart', 'cut by a new message in the middle', [text(['<', '{{secret}}'], { fin: false }), text(SAID)]],
  ['bad-utf8', 'in text that is no UTF-8', [text([{ hex: 'c328ff' }, '{{secret}}'])]],
  ['ping', 'in a ping', [{ op: 'ping', payload: '{{secret}}' }, text('ok')]],
  ['pong', 'in a pong that nobody asked for', [{ op: 'pong', payload: '{{secret}}' }, text('ok')]],
  ['ping-large', 'in a ping that is larger than allowed', [{ op: 'ping', payload: [{ fill: 'x', size: 200 }, '{{secret}}'] }]],
  ['ping-cut', 'in a ping in fragments', [{ op: 'ping', payload: '{{secret}}', cut: 9 }]],
  ['close-reason', 'in the reason of the close frame', [{ op: 'close', payload: ['bad token ', '{{secret}}'] }]],
  ['close-base64', 'in the reason of the close frame, in base64', [{ op: 'close', code: 1008, payload: spelt('base64') }]],
  ['close-no-code', 'in a close frame without a code', [{ op: 'close', code: null, payload: '{{secret}}' }]],
  ['close-strange-code', 'behind a code that must not be sent', [{ op: 'close', code: 1005, payload: '{{secret}}' }]],
  ['close-long', 'in a reason that is longer than allowed', [{ op: 'close', payload: [{ fill: 'x', size: 150 }, '{{secret}}'] }]],
  ['after-close', 'in a message after the close frame', [{ op: 'close' }, text(SAID)], { then: 'end' }],
  ['masked', 'in masked frames, which targets must not send', [text(SAID, { mask: true }), binary('{{secret}}', { mask: true, cut: 6 })]],
  ['reserved-2', 'in a frame with the second reserved bit', [text(SAID, { reserved: 2 })]],
  ['reserved-1', 'in a frame with the third reserved bit', [text(SAID, { reserved: 1 })]],
  ['reserved-4', 'in a frame that says it is compressed and is not', [text(SAID, { reserved: 4 })]],
  ['opcode-3', 'in a data frame of an opcode that nobody knows', [{ op: 3, payload: SAID }]],
  ['opcode-11', 'in a control frame of an opcode that nobody knows', [{ op: 11, payload: SAID }]],
  ['wide-2', 'behind a length that is written longer than it must be', [text(SAID, { wide: 2 })]],
  ['wide-8', 'behind a length of eight bytes', [text(SAID, { wide: 8 }), binary('{{secret}}', { wide: 8, cut: 7 })]],
  ['oversize', 'behind a length of a terabyte', [binary(SAID, { length: 2 ** 40 }), { wait: 100 }], { then: 'end' }],
  ['oversize-most', 'behind the largest length there is', [binary(SAID, { length: 2 ** 53 - 1 }), { wait: 100 }], { then: 'end' }],
  ['undersize', 'behind a length that is too short', [text([{ fill: 'x', size: 20 }, '{{secret}}'], { length: 10 })], { then: 'end' }],
  ['no-frames', 'as bytes that are no frames', [{ bytes: ['HTTP/1.1 200 OK\r\n\r\n', '{{secret}}'] }], { then: 'end' }],
  ['cut-off', 'in a frame that the connection is cut off in', [binary([SAID, { fill: 'x', size: 40 }], { length: 4000 })], { then: 'reset' }],
  ['glued', 'in the same packet as the 101', [text(SAID), binary('{{secret}}', { cut: 7 })], { glued: true }],
] // prettier-ignore
const messages = MESSAGES.map(([id, title, play, more]): Row => ({
  id: `ws-back-${id}`,
  title: `The target gives the secret back ${title}`,
  origins: playing(play, more),
  expect: { is: 'scrubbed', ...(id === 'text' ? { keeps: ['<before ', ' after>'] } : {}) },
}))

/** Compressed messages, with the extension agreed on unless it says otherwise. */
const COMPRESSED: readonly (readonly [id: string, title: string, play: readonly Play[]])[] = [
  ['text', 'a text', [text(SAID, { deflate: 'alone' })]],
  ['binary', 'a binary message', [binary([NOISE, '{{secret}}', NOISE], { deflate: 'alone' })]],
  ['shared', 'two messages, of which the second only points into the first', [text(SAID, { deflate: 'shared' }), text(SAID, { deflate: 'shared' })]],
  ['shared-halves', 'three messages: the halves, then the whole that points to them', [text('one', { deflate: 'shared' }), binary([NOISE, '{{secret}}'], { deflate: 'shared' }), binary(['{{secret}}', NOISE], { deflate: 'shared' })]],
  ['cut', 'a message in fragments of three bytes', [text(SAID, { deflate: 'alone', cut: 3 })]],
  ['cut-ping', 'a message in fragments with a ping between', [text(SAID, { deflate: 'shared', cut: 8, between: { op: 'ping', payload: 'x' } }), text(SAID, { deflate: 'shared' })]],
  ['mixed', 'one message, and one as it is', [text(SAID, { deflate: 'shared' }), text(SAID), text(SAID, { deflate: 'shared' })]],
  ['base64', 'base64', [text(spelt('base64'), { deflate: 'alone' })]],
  ['bomb', 'it behind 8 MB of spaces', [binary([{ fill: ' ', size: 8_000_000 }, '{{secret}}'], { deflate: 'alone' })]],
  ['bit-on-fragments', 'a continuation that says it is compressed', [text(['<', '{{secret}}'], { fin: false }), { op: 'continuation', payload: SAID, deflate: 'alone' }]],
  ['broken', 'it behind bytes that cannot be inflated', [text([{ hex: 'ffff00' }, '{{secret}}'], { reserved: 4 })]],
  ['ping', 'a control frame', [{ op: 'ping', payload: '{{secret}}', deflate: 'alone' }]],
] // prettier-ignore
const compressed = COMPRESSED.map(([id, title, play]): Row => ({
  id: `ws-deflate-${id}`,
  title: `The target compresses ${title}, with the secret`,
  origins: playing(play, { headers: [DEFLATE] }),
  steps: [dial('/x', [], { headers: [DEFLATE] })],
  expect: { is: 'scrubbed' },
}))
const unasked: Row[] = [
  { id: 'ws-deflate-not-agreed', title: 'The target compresses a message with the secret, and nobody agreed on that', origins: playing([text(SAID, { deflate: 'alone' })]), expect: { is: 'scrubbed' } },
  { id: 'ws-deflate-not-asked', title: 'The target says that it compresses, and nobody asked', origins: playing([text(SAID, { deflate: 'alone' })], { headers: [DEFLATE] }), expect: { is: 'scrubbed' } },
  { id: 'ws-deflate-no-takeover', title: 'The target promises no context takeover, and takes it over', origins: playing([text(SAID, { deflate: 'shared' }), text(SAID, { deflate: 'shared' })], { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; server_no_context_takeover; client_no_context_takeover']] }), steps: [dial('/x', [], { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; server_no_context_takeover']] })], expect: { is: 'scrubbed' } },
  { id: 'ws-deflate-window', title: 'The target compresses with a larger window than it promised', origins: playing([binary([{ random: 30_000, seed: 8 }, '{{secret}}'], { deflate: 'shared' }), binary(SAID, { deflate: 'shared' })], { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; server_max_window_bits=9']] }), steps: [dial('/x', [], { headers: [['Sec-WebSocket-Extensions', 'permessage-deflate; server_max_window_bits=9']] })], expect: { is: 'scrubbed' } },
] // prettier-ignore

export const WEBSOCKET_CASES: readonly AttackCase[] = attacks(
  4,
  { surfaces: ['websocket'], steps: [dial('/x')] },
  [...messages, ...spelled, ...credentials, ...compressed, ...unasked],
)
