import type { AttackCase } from '../contract/attack-case.ts'
import type { Http2Frame } from '../contract/http2.ts'
import { BLOCK, data, END, frames, head, HONEST } from './5-http2-client.ts'
import { attacks, type Row } from './make.ts'

const settings = (hex: string): Http2Frame => ({ type: 'settings', payload: { hex } })
/** What must neither end the proxy nor hold it up. */
const ABUSES: readonly (readonly [id: string, title: string, all: readonly Http2Frame[], bare?: true])[] = [
  ['continuation', '2000 continuations of fields that never end', [head([], { flags: 0 }), { type: 'continuation', fields: [['x-a', { fill: 'y', size: 1000 }]], times: 2000 }]],
  ['continuation-empty', '5000 continuations without a byte', [head([], { flags: 0 }), { type: 'continuation', times: 5000 }]],
  ['rapid-reset', '500 requests, each taken back at once', [...Array.from({ length: 500 }, (_, at): Http2Frame[] => [head([], { stream: 2 * at + 1 }), { type: 'reset', stream: 2 * at + 1, payload: { hex: '00000008' } }]).flat()]],
  ['many-streams', '500 requests at once', [head([], { times: 500, each: 'new-stream' })]],
  ['settings', '5000 settings', [{ type: 'settings', times: 5000 }, HONEST]],
  ['ping', '5000 pings', [{ type: 'ping', payload: 'pingpong', times: 5000 }, HONEST]],
  ['empty-data', '5000 frames of data without a byte', [head([], { request: 'POST', flags: BLOCK }), { type: 'data', times: 5000 }, data('x')]],
  ['priority', '5000 changes of priority', [{ type: 'priority', stream: 1, payload: { hex: '0000000010' }, times: 5000 }, head([], { stream: 3 })]],
  ['no-window', 'a request, and no room for the answer', [settings('000400000000'), HONEST]],
  ['window-overflow', 'more room than there can be', [{ type: 'window', payload: { hex: '7fffffff' } }, { type: 'window', payload: { hex: '7fffffff' } }, HONEST]],
  ['window-zero', 'room for nothing more', [{ type: 'window', payload: { hex: '00000000' } }, HONEST]],
  ['settings-window', 'a first window that is too large', [settings('000480000000'), HONEST]],
  ['settings-frame', 'a frame size of zero', [settings('000500000000'), HONEST]],
  ['settings-push', 'a setting that is neither yes nor no', [settings('000200000007'), HONEST]],
  ['settings-length', 'settings of five bytes', [settings('0004000000'), HONEST]],
  ['settings-table', 'a table of four gigabytes', [settings('0001ffffffff'), HONEST]],
  ['stream-even', 'a request on an even stream', [head([], { stream: 2 })]],
  ['stream-zero', 'a request on stream zero', [head([], { stream: 0 })]],
  ['stream-back', 'a request on a stream below the last one', [head([], { stream: 5 }), head([], { stream: 1 })]],
  ['stream-again', 'a second request on a stream that has ended', [HONEST, HONEST]],
  ['data-idle', 'data on a stream that nobody opened', [data('x')]],
  ['data-zero', 'data on stream zero', [{ type: 'data', stream: 0, payload: 'x' }]],
  ['push', 'a promise, which only servers may make', [{ type: 'push', stream: 1, payload: { hex: '00000002' } }, HONEST]],
  ['goaway', 'that it goes away, and a request', [{ type: 'goaway', payload: { hex: '0000000000000000' } }, HONEST]],
  ['too-large', 'a frame that is larger than agreed on', [{ type: 'data', payload: { fill: 'x', size: 70_000 } }]],
  ['length-lie', 'a frame that says it has 16 MB', [{ ...HONEST, length: 0xffffff }]],
  ['padding', 'padding longer than the frame', [{ type: 'data', payload: { hex: 'ff00' }, flags: 8 }]],
  ['hpack-index', 'a field that is in no table', [{ type: 'headers', payload: { hex: 'ffffffff7f' }, flags: END | BLOCK }]],
  ['hpack-zero', 'the field of number zero', [{ type: 'headers', payload: { hex: '80' }, flags: END | BLOCK }]],
  ['hpack-integer', 'a number of 200 bytes', [{ type: 'headers', payload: [{ hex: '7f' }, { hex: 'ff'.repeat(200) }], flags: END | BLOCK }]],
  ['hpack-bomb', 'one large field 4000 times by its number', [{ type: 'headers', request: 'GET', payload: [{ hex: '4003782d61' }, { hex: '7f811e' }, { fill: 'y', size: 3968 }, { hex: 'be'.repeat(4000) }], flags: END | BLOCK }]],
  ['hpack-huffman', 'a string of codes that end nowhere', [{ type: 'headers', request: 'GET', payload: { hex: '0083ffffff83ffffff' }, flags: END | BLOCK }]],
  ['unknown-frame', 'a thousand frames of a type that nobody knows', [{ type: 0xbe, payload: 'x', times: 1000 }, HONEST]],
  ['no-preface', 'frames without the preface', [HONEST], true],
] // prettier-ignore
const abuses = ABUSES.map(([id, title, all, bare]): Row => ({
  id: `h2c-abuse-${id}`,
  title: `A caller by HTTP/2 sends ${title}`,
  steps: [frames(all, bare === true ? { bare } : {})],
}))

export const HTTP2_ABUSE_CASES: readonly AttackCase[] = attacks(
  5,
  { surfaces: ['h2-client'], origins: { named: { does: 'answer', body: '{{secret}}' } }, limit: 8000 },
  abuses,
)
