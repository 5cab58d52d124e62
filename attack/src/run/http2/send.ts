import { TLSSocket } from 'node:tls'
import type { Frames } from '../../contract/attack-case.ts'
import { FRAME_TYPES, type Http2Frame } from '../../contract/http2.ts'
import type { Opened, ProxyRequest, Returned } from '../../contract/proxy-under-test.ts'
import { fill, fillBinary, type Lookup } from '../../laboratory/fill.ts'
import type { PlainField } from '../../upstreams/observer.ts'
import { notOpened } from '../open-way.ts'
import { Http2Client } from './client.ts'
import { FLAGS, frameBytes } from './frame.ts'
import { literals } from './hpack.ts'

/** Milliseconds that more may come after the answer; and that frames may stay without one before nothing more is expected. */
const SETTLE = 120
const SILENCE = 2000
const FRAME = 16_384
/** What only HTTP/1.1 has (RFC 9113 §8.2.2): an honest client does not send it. */
const OF_HTTP1 = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade|host)$/
const BY_STREAM: ReadonlySet<string> = new Set(['headers', 'data', 'reset', 'continuation'])

/** The fields of an honest request, and what tells who calls. */
function requestFields({ socket, form }: Opened, method: string): PlainField[] {
  const host = form.headers.find(([name]) => /^host$/i.test(name))?.[1] ?? 'localhost'
  return [
    [':method', method],
    [':scheme', socket instanceof TLSSocket ? 'https' : 'http'],
    [':authority', host],
    [':path', form.target],
    ...plain(form.headers),
  ]
}

const plain = (fields: readonly PlainField[]): PlainField[] =>
  fields.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !OF_HTTP1.test(name))

/** Sends one request as an honest client of HTTP/2 does. */
export async function sendHttp2(opened: Opened, request: ProxyRequest): Promise<Returned> {
  const { body, chunked } = request
  const fields = [...requestFields(opened, request.method), ...plain(request.headers)]
  const given = fields.some(([name]) => name === 'content-length')
  if (body !== null && !given && chunked === undefined) fields.push(['content-length', String(body.length)])
  const trailers = plain(chunked?.trailers ?? [])
  const bodyIsLast = trailers.length === 0
  return await converse(opened, request, null, async (client) => {
    client.begin()
    const empty = body === null || body.length === 0
    writeBlock(client, fields, empty && bodyIsLast)
    if (!empty) await client.writeBody(1, body, bodyIsLast)
    if (!bodyIsLast) writeBlock(client, trailers, true)
  })
}

/** Writes a block of fields on stream 1, in as many frames as it needs. */
function writeBlock(client: Http2Client, fields: readonly PlainField[], end: boolean): void {
  const block = literals(fields)
  for (let at = 0; at === 0 || at < block.length; at += FRAME) {
    const flags =
      (at + FRAME >= block.length ? FLAGS.endHeaders : 0) | (at === 0 && end ? FLAGS.endStream : 0)
    const type = at === 0 ? FRAME_TYPES.headers : FRAME_TYPES.continuation
    client.write(frameBytes({ type, flags, stream: 1, payload: block.subarray(at, at + FRAME) }))
  }
}

/** Writes the frames of a step, whatever they are, and gathers what comes back. */
export async function sendFrames(
  opened: Opened,
  step: Frames,
  request: ProxyRequest,
  lookup: Lookup,
): Promise<Returned> {
  return await converse(opened, request, SILENCE, (client) => {
    if (step.bare !== true) client.begin()
    for (const frame of step.frames) client.write(bytesOf(frame, opened, lookup))
    return Promise.resolve()
  })
}

function bytesOf(frame: Http2Frame, opened: Opened, lookup: Lookup): Buffer {
  const { type, without = [], fields = [], request } = frame
  const usual = request === undefined ? [] : requestFields(opened, request)
  const written = fields.map(([name, value]) => [name, fillBinary(value, lookup)] as const)
  const block = literals([...usual.filter(([name]) => !without.includes(name)), ...written])
  const payload = fill(frame.payload ?? '', lookup)
  const first = frame.stream ?? (typeof type === 'string' && BY_STREAM.has(type) ? 1 : 0)
  const bytes = Array.from({ length: frame.times ?? 1 }, (_, turn) =>
    frameBytes(
      {
        type: typeof type === 'number' ? type : FRAME_TYPES[type],
        flags: frame.flags ?? (type === 'headers' ? FLAGS.endHeaders : 0),
        stream: frame.each === 'new-stream' ? first + 2 * turn : first,
        payload: Buffer.concat([block, payload]),
      },
      frame.length,
    ),
  )
  return Buffer.concat(bytes)
}

async function converse(
  opened: Opened,
  { limit, signal, method }: ProxyRequest,
  silence: number | null,
  say: (client: Http2Client) => Promise<void>,
): Promise<Returned> {
  const { socket, before } = opened
  if (socket === null) return notOpened(opened, method)
  const client = new Http2Client(socket)
  const timer = setTimeout(() => client.finish('timeout'), limit)
  const abort = (): void => client.finish('closed-early')
  signal?.addEventListener('abort', abort, { once: true })
  const saying = say(client)
  while (client.ended === null && !client.isDone(1)) {
    const { size } = client
    await client.news(silence ?? undefined)
    if (silence !== null && client.size === size) client.finish('closed-early')
  }
  while (client.ended === null) {
    const { size } = client
    await client.news(SETTLE)
    if (client.size === size) break
  }
  const ended = client.isDone(1) && client.answer(1) !== null ? 'complete' : (client.ended ?? 'reset')
  client.finish(ended)
  clearTimeout(timer)
  signal?.removeEventListener('abort', abort)
  await saying
  socket.destroy()
  return { all: [...before, ...client.found()], answer: client.answer(1), ended, ...client.times, own: null }
}
