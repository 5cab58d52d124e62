import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fill, fillBinary, type Lookup } from '../laboratory/fill.ts'
import type { Observer } from './observer.ts'
import { filled, type Plan } from './plan-answer.ts'
import type { WebSocketPlay } from '../contract/behaviour.ts'

/** What becomes of the connection afterwards. */
export type After = 'keep' | 'end' | 'reset' | 'stay'

/** Writes what a plan says to an HTTP/1.1 connection. `signal`: the case is over. */
export async function writePlan(
  socket: Socket,
  plan: Exclude<Plan, WebSocketPlay>,
  lookup: Lookup,
  observer: Observer,
  isHead: boolean,
  signal: AbortSignal,
): Promise<After> {
  const write = async (
    bytes: Buffer,
    piece: number | undefined,
    pause: number | undefined,
  ): Promise<void> => {
    const step = piece ?? Math.max(1, bytes.length)
    for (let at = 0; at < bytes.length; at += step) {
      if (socket.destroyed || signal.aborted) return
      await put(socket, bytes.subarray(at, at + step))
      if (pause !== undefined) await wait(pause)
    }
  }
  if (plan.does === 'silence') return 'stay'
  if (plan.does === 'raw') {
    for (const { bytes, piece, pause } of plan.writes) {
      await write(fill(bytes, lookup), piece, pause)
    }
    return plan.then
  }
  if (plan.does === 'stream') {
    const fields = (plan.headers ?? []).map(([name, value]) => `${name}: ${fillBinary(value, lookup)}\r\n`)
    await put(
      socket,
      Buffer.from(`HTTP/1.1 200 OK\r\n${fields.join('')}Transfer-Encoding: chunked\r\n\r\n`, 'latin1'),
    )
    for (let count = 0; plan.pieces === undefined || count < plan.pieces; count += 1) {
      if (socket.destroyed || signal.aborted) return 'end'
      await put(socket, chunk(fill(plan.piece, lookup)))
      await wait(plan.pause)
    }
    await put(socket, Buffer.from('0\r\n\r\n'))
    return 'keep'
  }
  const answer = filled(plan, lookup)
  const framing = plan.framing ?? 'length'
  observer.sent.push(isHead || framing === 'none' ? { ...answer, body: Buffer.alloc(0) } : answer)
  for (const early of plan.interim ?? []) {
    const lines = (early.headers ?? []).map(([name, value]) => `${name}: ${fillBinary(value, lookup)}\r\n`)
    const reason = fillBinary(early.reason ?? 'Early', lookup)
    await put(
      socket,
      Buffer.from(`HTTP/1.1 ${String(early.status)} ${reason}\r\n${lines.join('')}\r\n`, 'latin1'),
    )
  }
  const lines = answer.headers.map(([name, value]) => `${name}: ${value}`)
  if (framing === 'length') lines.push(`Content-Length: ${String(answer.body.length)}`)
  if (framing === 'chunked') lines.push('Transfer-Encoding: chunked')
  if (framing === 'close') lines.push('Connection: close')
  if (answer.trailers.length > 0) lines.push(`Trailer: ${answer.trailers.map(([name]) => name).join(', ')}`)
  const head = `HTTP/1.1 ${String(answer.status)} ${answer.reason}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
  await put(socket, Buffer.from(head, 'latin1'))
  if (isHead || framing === 'none') return framing === 'close' ? 'end' : 'keep'
  if (framing !== 'chunked') {
    await write(answer.body, plan.piece, plan.pause)
    return framing === 'close' ? 'end' : 'keep'
  }
  const piece = plan.piece ?? Math.max(1, answer.body.length)
  for (let at = 0; at < answer.body.length; at += piece) {
    if (socket.destroyed || signal.aborted) return 'end'
    await put(socket, chunk(answer.body.subarray(at, at + piece)))
    if (plan.pause !== undefined) await wait(plan.pause)
  }
  const trailers = answer.trailers.map(([name, value]) => `${name}: ${value}\r\n`)
  await put(socket, Buffer.from(`0\r\n${trailers.join('')}\r\n`, 'latin1'))
  return 'keep'
}

const chunk = (bytes: Buffer): Buffer =>
  bytes.length === 0
    ? bytes
    : Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

/** Writes, and waits while the other side is slow. */
async function put(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed || bytes.length === 0 || socket.write(bytes)) return
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go)
      socket.off('close', go)
      resolve()
    }
    socket.once('drain', go)
    socket.once('close', go)
  })
}
