import { connect, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Found, Returned } from '../contract/proxy-under-test.ts'
import { readAnswer } from './read-answer.ts'

export interface Exchange {
  /** Connected already (a tunnel); `host` and `port` are not looked at then. */
  readonly socket?: Duplex
  readonly host: string
  readonly port: number
  readonly bytes: Uint8Array
  readonly method: string
  readonly limit: number
  readonly piece?: number
  readonly pause?: number
  /** Written after a pause each; the answer is then the last one. */
  readonly more?: readonly { readonly pause: number; readonly bytes: Uint8Array }[]
  readonly then?: 'end' | 'stay' | 'reset'
  readonly signal?: AbortSignal
}

/** After an answer is there, how long to wait for more of it, or for the end, in milliseconds. */
const SETTLE = 120
/** Below this size what came is read anew with every piece, to see the end of an answer on a connection that stays open. */
const READ_EACH_TIME = 256 * 1024

/** Writes bytes to a socket and gathers everything that comes back, until it closes, is answered, or time is up. */
export async function exchange(plan: Exchange): Promise<Returned> {
  const began = performance.now()
  const chunks: Buffer[] = []
  const times: { readonly upTo: number; readonly at: number }[] = []
  let size = 0
  let over = false
  const socket = plan.socket ?? connect({ host: plan.host, port: plan.port, allowHalfOpen: true })
  if (socket instanceof Socket) socket.setNoDelay(true)
  const answers = 1 + (plan.more?.length ?? 0)
  let settle: NodeJS.Timeout | undefined
  let timer: NodeJS.Timeout | undefined
  const ended = await new Promise<Returned['ended']>((resolve) => {
    const finish = (how: Returned['ended']): void => {
      over = true
      resolve(how)
    }
    timer = setTimeout(() => finish('timeout'), plan.limit)
    plan.signal?.addEventListener('abort', () => finish('closed-early'), { once: true })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
    )
    socket.on('end', () => finish('closed-early'))
    socket.on('close', () => finish('closed-early'))
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      times.push({ upTo: size, at: performance.now() - began })
      clearTimeout(settle)
      if (size > READ_EACH_TIME) return
      const bytes = Buffer.concat(chunks)
      const at = answers === 1 ? 0 : answerAt(bytes, answers, plan.method)
      const reading = at === null ? null : readAnswer(bytes, at, plan.method, false)
      if (reading?.complete === true) settle = setTimeout(() => finish('complete'), SETTLE)
    })
    void write(plan, socket, () => over).then(() => {
      if (plan.then === 'end') socket.end()
      if (plan.then === 'reset') {
        if (socket instanceof Socket) socket.resetAndDestroy()
        else socket.destroy()
        finish('reset')
      }
    })
  })
  clearTimeout(timer)
  clearTimeout(settle)
  socket.destroy()
  const bytes = Buffer.concat(chunks)
  const at = answerAt(bytes, answers, plan.method)
  const last = at === null ? Buffer.alloc(0) : bytes.subarray(at)
  return returned([{ where: 'socket', bytes }], last, plan.method, ended, answers === 1 ? times : [])
}

/** Where the answer of this number begins; `null`: those before it are not all there. */
function answerAt(bytes: Buffer, number: number, method: string): number | null {
  let at = 0
  for (let before = 1; before < number; before += 1) {
    const reading = readAnswer(bytes, at, method, false)
    if (reading?.complete !== true) return null
    at = reading.end
  }
  return at
}

/** What came, as a client understands it. */
export function returned(
  all: readonly Found[],
  bytes: Buffer,
  method: string,
  ended: Returned['ended'],
  times: readonly { readonly upTo: number; readonly at: number }[] = [],
): Returned {
  const reading = readAnswer(bytes, 0, method, ended === 'closed-early')
  const body = reading?.answer.body
  // In chunks, what belongs together stands apart: the body is searched as a client sees it, too.
  const seen =
    body === undefined || bytes.includes(Buffer.from(body.buffer, body.byteOffset, body.length))
      ? []
      : [{ where: 'the body', bytes: body }]
  const bodyTimes = reading === null ? [] : times.filter(({ upTo }) => upTo > reading.bodyAt)
  return {
    all: [...all, ...seen],
    answer: reading?.answer ?? null,
    ended: reading?.complete === true ? 'complete' : ended,
    firstByte: bodyTimes[0]?.at ?? null,
    lastByte: bodyTimes.at(-1)?.at ?? null,
    own: null,
  }
}

async function write(plan: Exchange, socket: Duplex, over: () => boolean): Promise<void> {
  const step = plan.piece ?? 64 * 1024
  const all = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length && !over(); at += step) {
      const more = socket.write(bytes.subarray(at, at + step))
      if (!more) {
        // A proxy that stops reading must not stop us from seeing its answer.
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), wait(2000)])
      }
      if (plan.pause !== undefined) await wait(plan.pause)
    }
  }
  await all(plan.bytes)
  for (const { pause, bytes } of plan.more ?? []) {
    await wait(pause)
    if (!over() && socket.writable) await all(bytes)
  }
}

/** The bytes of a request (RFC 9112) for this target and these fields. */
export function requestBytes(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array | null,
  chunked?: { readonly size: number; readonly trailers: readonly (readonly [string, string])[] },
): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  const framed = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
  if (chunked !== undefined) lines.push('Transfer-Encoding: chunked')
  else if (!framed && (body !== null || /^(?:POST|PUT|PATCH)$/.test(method)))
    lines.push(`Content-Length: ${String(body?.length ?? 0)}`)
  const head = Buffer.from(
    `${method} ${target} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`,
    'latin1',
  )
  if (body === null) return head
  if (chunked === undefined) return Buffer.concat([head, body])
  const parts: Uint8Array[] = [head]
  for (let at = 0; at < body.length; at += chunked.size) {
    const piece = body.subarray(at, at + chunked.size)
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  const trailers = chunked.trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  parts.push(Buffer.from(`0\r\n${trailers}\r\n`, 'latin1'))
  return Buffer.concat(parts)
}
